import type { JWK } from 'jose';
import { createHmac, hkdfSync } from 'node:crypto';

/** A keyed hash of a text, base64url. */
export type KeyedHash = (text: string) => string;

/**
 * Keyed hashes for what this service alone has to recognise again, each purpose with a key of its own, derived from the
 * private login key (HKDF, RFC 5869).
 *
 * @param privateKey with `d`.
 */
export function createKeyedHash(
  privateKey: JWK,
  purpose: 'login codes' | 'page cursors' | 'limits',
): KeyedHash {
  const secret = Buffer.from(privateKey.d ?? '', 'base64url');
  const key = Buffer.from(hkdfSync('sha256', secret, '', `movecall/call/${purpose}`, 32));
  return (text) => createHmac('sha256', key).update(text).digest('base64url');
}
