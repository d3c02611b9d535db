import { createHmac, hkdfSync } from 'node:crypto';

/** Hashes a text with a secret key: HMAC-SHA-256, base64url. */
export type KeyedHash = (text: string) => string;

/**
 * Makes a keyed hash whose results only those who have the secret can make or check. Each purpose has a key of its own, derived from
 * the secret (HKDF, RFC 5869).
 *
 * @param purpose as `movecall/call/limits`
 */
export function createKeyedHash(secret: Uint8Array, purpose: string): KeyedHash {
  const key = Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
  return (text) => createHmac('sha256', key).update(text).digest('base64url');
}
