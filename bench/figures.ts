/** A figure as it is printed; `-` for one that was not measured. */
export const fixed = (value: number | null, digits = 0): string =>
  value === null ? '-' : value.toFixed(digits);

/** A line of a table whose columns are the subjects: its title, and a cell for each of them. */
export const rowOf =
  <T>(subjects: readonly T[], titleWidth: number) =>
  (title: string, cell: (subject: T) => string): string =>
    title.padEnd(titleWidth) + subjects.map((subject) => cell(subject).padStart(12)).join('');

/** The middle one; the upper of two. NaN of none. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
