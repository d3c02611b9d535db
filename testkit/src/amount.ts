/** `npm run test:long` sets this variable. Only this file reads it. */
const isLong = process.env['TEST_LENGTH'] === 'long';

/**
 * The number of repetitions of a randomised or repeated test. `usual` should be the smallest count that still proves the
 * test's claim. The nightly run uses `long`.
 */
export const amount = ({ usual, long }: { readonly usual: number; readonly long: number }): number =>
  isLong ? long : usual;
