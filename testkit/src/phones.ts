/** The digits that all ways to write the phone have in common. */
export const PHONE_DIGITS = '1083927465';

/** One phone as people write it into an address or a reason. */
export const waysToWritePhone = [
  '01083927465',
  '010-8392-7465',
  '010 8392 7465',
  '010.8392.7465',
  '010/8392/7465',
  '010,8392,7465',
  '(010) 8392-7465',
  '010_8392_7465',
  '010\u20138392\u20137465',
  '010ー8392ー7465',
  '０１０－８３９２－７４６５',
  '+82 10-8392-7465',
  '0 1 0 8 3 9 2 7 4 6 5',
  '010\u200b8392\u200b7465',
  '①⓪⑧③⑨②⑦④⑥⑤',
] as const;

/** The digits in a value, without anything between them. */
export const digitsIn = (value: unknown): string =>
  JSON.stringify(value).normalize('NFKC').replaceAll(/\D/g, '');
