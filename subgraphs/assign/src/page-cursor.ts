import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** The last mover of a page of `movers`. */
export interface PageCursor {
  readonly registeredAt: Date;
  readonly id: string;
}

export interface PageCursors {
  encode(cursor: PageCursor): string;
  /** @returns null for a text that encode did not make */
  decode(text: string): PageCursor | null;
}

const place = z.tuple([z.coerce.date(), z.uuid()]);
const MAC_BYTES = 16;

/**
 * Makes opaque, signed cursors. A cursor that was changed is refused instead of starting a page somewhere else.
 *
 * @param key a secret that all replicas share
 */
export function createPageCursors(key: Uint8Array): PageCursors {
  const sign = (payload: Buffer): Buffer =>
    createHmac('sha256', key).update('cursor of movers\n').update(payload).digest().subarray(0, MAC_BYTES);
  return {
    encode({ registeredAt, id }) {
      const payload = Buffer.from(JSON.stringify([registeredAt.toISOString(), id]));
      return Buffer.concat([sign(payload), payload]).toString('base64url');
    },
    decode(text) {
      const bytes = Buffer.from(text, 'base64url');
      // Node ignores characters that are not base64url. A text that has some does not survive the way back.
      if (bytes.length <= MAC_BYTES || bytes.toString('base64url') !== text) return null;
      const payload = bytes.subarray(MAC_BYTES);
      if (!timingSafeEqual(bytes.subarray(0, MAC_BYTES), sign(payload))) return null;
      const [registeredAt, id] = place.parse(JSON.parse(payload.toString('utf8')));
      return { registeredAt, id };
    },
  };
}
