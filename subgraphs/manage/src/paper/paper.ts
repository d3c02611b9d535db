/** A contract as it is printed, in Korean. The page and the PDF show the same. */
export interface ContractPaper {
  /** By which people name the contract: the id of its call. */
  readonly number: string;
  /** What state it is in, in one sentence. */
  readonly state: string;
  readonly sections: readonly PaperSection[];
  /** Those who sign it: their part, and their name. */
  readonly parties: readonly PaperRow[];
}

export interface PaperSection {
  readonly title: string;
  readonly rows: readonly PaperRow[];
  readonly table: PaperTable | null;
  readonly notes: readonly string[];
}

export interface PaperRow {
  readonly label: string;
  readonly value: string;
}

/** The first column has names, the others numbers. */
export interface PaperTable {
  readonly columns: readonly string[];
  readonly lines: readonly PaperLine[];
  readonly sum: PaperLine;
}

export interface PaperLine {
  readonly cells: readonly string[];
}

/** A section with what it has. */
export const section = (
  title: string,
  { rows = [], table = null, notes = [] }: Partial<Omit<PaperSection, 'title'>>,
): PaperSection => ({ title, rows, table, notes });
