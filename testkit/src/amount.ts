/** What `npm run test:long` sets; it is read here only. */
const isLong = process.env['TEST_LENGTH'] === 'long';

/**
 * How much of a randomised or repeated test runs. Give `usual` the smallest count that still proves what the test says;
 * `long` is what runs every night.
 */
export const amount = ({ usual, long }: { readonly usual: number; readonly long: number }): number =>
  isLong ? long : usual;
