/** A check of a value: true, or what is wrong with it, in Korean. */
export type Checked<T> = (value: T) => true | string;

/** The first complaint about a value, if there is one: what comes after it may follow from it. */
export function checks<T>(value: T, all: readonly Checked<T>[]): readonly string[] {
  for (const check of all) {
    const answer = check(value);
    if (answer !== true) return [answer];
  }
  return [];
}

export interface Range {
  readonly min: number;
  readonly max: number;
  /** In Korean. */
  readonly unit: string;
}

export const inRange =
  ({ min, max, unit }: Range): Checked<number> =>
  (value) =>
    (value >= min && value <= max) ||
    `${min.toLocaleString('ko-KR')}${unit}부터 ${max.toLocaleString('ko-KR')}${unit}까지 적어 주세요.`;

/** Whether a number is whole, but for what a binary fraction adds to a decimal one. */
export const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-6;

/** Whether a list has each of some values once, and no others. */
export const oneOfEach = <T>(listed: readonly T[], wanted: readonly T[]): boolean =>
  listed.length === wanted.length && wanted.every((each) => listed.includes(each));
