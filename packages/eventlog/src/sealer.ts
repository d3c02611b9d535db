import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';

/** An encrypted text: `<key id>.<iv>.<ciphertext and tag>`, the last two in base64url. */
export type Sealed = string;

export interface Sealer {
  /** Encrypts a text with the first key. */
  seal(plaintext: string): Sealed;
  /** @throws UnsealError when the key is unknown, or when the text was tampered with */
  unseal(sealed: Sealed): string;
}

/** A sealed text cannot be decrypted with the keys at hand. */
export class UnsealError extends Error {
  override readonly name = 'UnsealError';
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Parses `id:<32 bytes base64>`, comma separated. The first key seals and all keys unseal, so that keys can be rotated. */
export const sealingKeys = z.string().transform((text, context) => {
  const keys = text.split(',').map((entry) => {
    const [id = '', key = ''] = entry.split(/:(.*)/s);
    return { id, key: Buffer.from(key, 'base64') };
  });
  if (keys.some(({ id, key }) => !/^[A-Za-z0-9_-]+$/.test(id) || key.length !== 32)) {
    context.addIssue({ code: 'custom', message: 'must be id:<32 bytes base64>, comma separated' });
    return z.NEVER;
  }
  return keys;
});
export type SealingKeys = z.output<typeof sealingKeys>;

/**
 * AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce; the key id is authenticated too.
 *
 * @throws UnsealError when `keys` is empty
 */
export function createSealer(keys: SealingKeys): Sealer {
  const current = keys[0];
  if (!current)
    throw new UnsealError('there is no sealing key: configure at least one, id:<32 bytes base64>');
  return {
    seal(plaintext) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', current.key, iv).setAAD(Buffer.from(current.id));
      const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${current.id}.${iv.toString('base64url')}.${body.toString('base64url')}`;
    },
    unseal(sealed) {
      const [id = '', iv = '', body = ''] = sealed.split('.');
      const key = keys.find((candidate) => candidate.id === id)?.key;
      if (!key)
        throw new UnsealError(
          'the text was sealed with an unknown key: add the key that sealed it to the sealing keys',
        );
      const bytes = Buffer.from(body, 'base64url');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'), {
          authTagLength: TAG_BYTES,
        })
          .setAAD(Buffer.from(id))
          .setAuthTag(bytes.subarray(-TAG_BYTES));
        return decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        throw new UnsealError('the sealed text is damaged, or its key has changed');
      }
    },
  };
}
