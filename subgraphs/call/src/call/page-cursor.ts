import { timingSafeEqual } from 'node:crypto';
import type { KeyedHash } from '@movecall/redis/keyed-hash';
import { isId } from '../text-input.ts';

/** The last call of a page of `moveCalls`. */
export interface PageCursor {
  readonly requestedAt: Date;
  readonly id: string;
}

export interface PageCursors {
  encode(cursor: PageCursor): string;
  /** @returns null for a text that encode did not make */
  decode(text: string): PageCursor | null;
}

const MAC_LENGTH = 16;

/** Makes opaque, signed cursors. A cursor that was changed is refused instead of starting a page somewhere else. */
export function createPageCursors(hash: KeyedHash): PageCursors {
  const sign = (place: string): string => hash(place).slice(0, MAC_LENGTH);
  return {
    encode({ requestedAt, id }) {
      const place = `${requestedAt.getTime()}.${id}`;
      return Buffer.from(`${place}.${sign(place)}`).toString('base64url');
    },
    decode(text) {
      const plain = Buffer.from(text, 'base64url').toString('latin1');
      // Node ignores characters that are not base64url. A text that has some does not survive the way back.
      if (Buffer.from(plain, 'latin1').toString('base64url') !== text) return null;
      const [time = '', id = '', mac = '', rest] = plain.split('.');
      const place = `${time}.${id}`;
      if (rest !== undefined || mac.length !== MAC_LENGTH || !isId(id)) return null;
      if (!timingSafeEqual(Buffer.from(mac, 'latin1'), Buffer.from(sign(place), 'latin1'))) return null;
      return { requestedAt: new Date(Number(time)), id };
    },
  };
}
