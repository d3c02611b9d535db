import { cleanText } from '@movecall/values/text';

const CODE = /\d(?:[ -]?\d){5}/;
const NAMED_CODE = new RegExp(`인증번호[\\s:]*(${CODE.source})`);

/**
 * The login code in a text: typed in groups, with full-width digits, or pasted with the message around it. Of a text without
 * six digits in a row, its first six digits: a code that is still being typed.
 */
export function codeIn(text: string): string {
  const clean = cleanText(text) ?? '';
  const code = NAMED_CODE.exec(clean)?.[1] ?? CODE.exec(clean)?.[0] ?? clean;
  return code.replaceAll(/\D/g, '').slice(0, 6);
}
