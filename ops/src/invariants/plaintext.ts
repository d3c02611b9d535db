const GAP = '[^\\p{L}\\p{N}]{0,3}';
/** A Korean mobile number as people write it, unless it is a part of a longer text such as an id or a time. */
const PHONE = new RegExp(
  String.raw`(?<![\w.+-])(?:\+?82${GAP}(?:0${GAP})?|0)1[016-9]${GAP}\d{3,4}${GAP}\d{4}(?![\w-])`,
  'gu',
);
/** An encrypted value: `<key id>.<iv>.<ciphertext>`. */
const SEALED = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** Fields for phones and codes: their values must be encrypted. */
const SECRET = new Set(['tel', 'code']);

/** A text with only the first three and the last four digits of each phone. */
export const maskPhones = (text: string): string =>
  text.replaceAll(PHONE, (phone) => {
    const digits = phone.replace(/\D/g, '').replace(/^820?/, '0');
    return `${digits.slice(0, 3)}****${digits.slice(-4)}`;
  });

/** The phones and codes in a value that are not encrypted, masked. Searches nested values too. */
export function plaintextIn(value: unknown, key = ''): string[] {
  if (typeof value === 'string') {
    if (SECRET.has(key) && !SEALED.test(value))
      return [`${key}: ${maskPhones(value).replace(/^\d{6}$/, '******')}`];
    return [...value.normalize('NFKC').matchAll(PHONE)].map(([phone]) => maskPhones(phone));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => plaintextIn(inner, name));
}
