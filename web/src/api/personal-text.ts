import { createStoredText, type StoredText } from './stored-text.ts';

/**
 * A text that one person has typed. It stays in this tab, over reloads and a new sign-in. Another person's text has another
 * place.
 *
 * @param kind what the text is
 * @param tel the person's phone; null: a visitor who has not signed in
 */
export const createPersonalText = (kind: string, tel: string | null): StoredText =>
  createStoredText(() => sessionStorage, `movecall.${kind}.${tel === null ? 'visitor' : nameOf(tel)}`);

/**
 * A name for a phone in the browser's storage (FNV-1a, 64 bits): after a sign-out the number itself is not kept there. The
 * name is no secret, and need not be one.
 */
function nameOf(tel: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const character of tel)
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.charCodeAt(0))) * 0x100000001b3n);
  return hash.toString(36);
}
