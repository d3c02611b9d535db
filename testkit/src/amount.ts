/** `npm run test:long` sets this variable. Only this file reads it. */
export const isLong = process.env['TEST_LENGTH'] === 'long';

/**
 * The number of repetitions of a randomised or repeated test. `usual` should be the smallest count that still proves the
 * test's claim. The nightly run uses `long`.
 */
export const amount = ({ usual, long }: { readonly usual: number; readonly long: number }): number =>
  isLong ? long : usual;

const DAY_MS = 24 * 60 * 60 * 1000;

/** One of `parts` parts of the cases of a costly test, each day another one. The nightly run takes all cases. */
export function partOfToday<T>(cases: readonly T[], parts: number, now = Date.now()): readonly T[] {
  const today = Math.floor(now / DAY_MS) % parts;
  return isLong ? cases : cases.filter((_, nth) => nth % parts === today);
}
