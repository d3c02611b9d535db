import { timingSafeEqual } from 'node:crypto';
import { isId } from './request.ts';
import type { KeyedHash } from './keyed-hash.ts';

/** Where a page of `moveCalls` ended. */
export interface PageCursor {
  readonly requestedAt: Date;
  readonly id: string;
}

export interface PageCursors {
  encode(cursor: PageCursor): string;
  /** @returns null for anything that was not encoded here. */
  decode(text: string): PageCursor | null;
}

const MAC_LENGTH = 16;

/** Opaque and signed, so that a cursor that was tampered with is recognised rather than read as some other place. */
export function createPageCursors(hash: KeyedHash): PageCursors {
  const sign = (place: string): string => hash(place).slice(0, MAC_LENGTH);
  return {
    encode({ requestedAt, id }) {
      const place = `${requestedAt.getTime()}.${id}`;
      return Buffer.from(`${place}.${sign(place)}`).toString('base64url');
    },
    decode(text) {
      const plain = Buffer.from(text, 'base64url').toString('latin1');
      // Decoding passes over what does not belong.
      if (Buffer.from(plain, 'latin1').toString('base64url') !== text) return null;
      const [time = '', id = '', mac = '', rest] = plain.split('.');
      const place = `${time}.${id}`;
      if (rest !== undefined || mac.length !== MAC_LENGTH || !isId(id)) return null;
      if (!timingSafeEqual(Buffer.from(mac, 'latin1'), Buffer.from(sign(place), 'latin1'))) return null;
      return { requestedAt: new Date(Number(time)), id };
    },
  };
}
