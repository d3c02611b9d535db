import type { JWK } from 'jose';
import { createHmac, hkdfSync } from 'node:crypto';

/** Hashes a text with a secret key: HMAC-SHA-256, base64url. */
export type KeyedHash = (text: string) => string;

/**
 * Makes a keyed hash whose results only this service can make or check. Each purpose has a key of its own, derived from
 * the private login key (HKDF, RFC 5869).
 *
 * @param privateKey must have `d`.
 */
export function createKeyedHash(
  privateKey: JWK,
  purpose: 'login codes' | 'login addresses' | 'page cursors' | 'limits',
): KeyedHash {
  const secret = Buffer.from(privateKey.d ?? '', 'base64url');
  const key = Buffer.from(hkdfSync('sha256', secret, '', `movecall/call/${purpose}`, 32));
  return (text) => createHmac('sha256', key).update(text).digest('base64url');
}
