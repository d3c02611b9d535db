import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** Where a page ends: the last mover's place in the order. */
export interface Position {
  readonly registeredAt: Date;
  readonly id: string;
}

export interface Cursors {
  encode(position: Position): string;
  /** @returns null when it is none of ours. */
  decode(cursor: string): Position | null;
}

const position = z.tuple([z.coerce.date(), z.uuid()]);
const MAC_BYTES = 16;

/**
 * Opaque cursors, signed so that one that was made up or changed is refused instead of starting a page somewhere.
 *
 * @param key any secret that all replicas share.
 */
export function createCursors(key: Uint8Array): Cursors {
  const sign = (payload: Buffer): Buffer =>
    createHmac('sha256', key).update('cursor of movers\n').update(payload).digest().subarray(0, MAC_BYTES);
  return {
    encode({ registeredAt, id }) {
      const payload = Buffer.from(JSON.stringify([registeredAt.toISOString(), id]));
      return Buffer.concat([sign(payload), payload]).toString('base64url');
    },
    decode(cursor) {
      const bytes = Buffer.from(cursor, 'base64url');
      // Node reads over what is not base64url; a cursor of ours has none of that.
      if (bytes.length <= MAC_BYTES || bytes.toString('base64url') !== cursor) return null;
      const payload = bytes.subarray(MAC_BYTES);
      if (!timingSafeEqual(bytes.subarray(0, MAC_BYTES), sign(payload))) return null;
      const [registeredAt, id] = position.parse(JSON.parse(payload.toString('utf8')));
      return { registeredAt, id };
    },
  };
}
