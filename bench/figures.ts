/** Formats a figure; `-` for one that was not measured. */
export const fixed = (value: number | null, digits = 0): string =>
  value === null ? '-' : value.toFixed(digits);

/** Formats rows of a table with one column per subject. */
export const rowOf =
  <T>(subjects: readonly T[], titleWidth: number) =>
  (title: string, cell: (subject: T) => string): string =>
    title.padEnd(titleWidth) + subjects.map((subject) => cell(subject).padStart(12)).join('');

/** The median; of an even number of values the upper one. NaN without values. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
