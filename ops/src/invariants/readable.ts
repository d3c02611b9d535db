/** A Korean mobile number as people write it; not a part of something longer, as of an id or of a time. */
const PHONE = /(?<![\w.+-])(?:\+?82[- ]?|0)1[016-9][- ]?\d{3,4}[- ]?\d{4}(?![\w-])/g;
/** `<key id>.<iv>.<ciphertext>`. */
const SEALED = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** Where a phone or a code belongs: whatever stands there is to be sealed. */
const SECRET = new Set(['tel', 'code']);

/** The first three digits and the last four of every phone in a text. */
export const masked = (text: string): string =>
  text.replaceAll(PHONE, (phone) => {
    const digits = phone.replace(/\D/g, '').replace(/^82/, '0');
    return `${digits.slice(0, 3)}****${digits.slice(-4)}`;
  });

/** What can be read of phones and codes anywhere in a value, masked. */
export function readableIn(value: unknown, key = ''): string[] {
  if (typeof value === 'string') {
    if (SECRET.has(key) && !SEALED.test(value))
      return [`${key}: ${masked(value).replace(/^\d{6}$/, '******')}`];
    return [...value.matchAll(PHONE)].map(([phone]) => masked(phone));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => readableIn(inner, name));
}
