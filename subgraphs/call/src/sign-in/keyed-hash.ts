import { createKeyedHash as createHash, type KeyedHash } from '@movecall/redis/keyed-hash';
import type { JWK } from 'jose';

/**
 * Makes a keyed hash whose results only this service can make or check, from the private login key.
 *
 * @param privateKey must have `d`.
 */
export const createKeyedHash = (
  privateKey: JWK,
  purpose: 'login codes' | 'login addresses' | 'page cursors' | 'limits',
): KeyedHash => createHash(Buffer.from(privateKey.d ?? '', 'base64url'), `movecall/call/${purpose}`);
