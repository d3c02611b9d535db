import { crc32 } from 'node:zlib';

/**
 * Cursors of live status, opaque to clients: base64url, and refused unless they are exactly what the encoder gives. The
 * checksum refuses one that was changed, which would be taken for another version otherwise. It keeps no secret: what a
 * cursor leads to is read with the rights of whoever sends it.
 */

/** The cursor of a call's status: one version of one call. */
export interface CallCursor {
  readonly callId: string;
  readonly version: number;
}

const CALL_CURSOR = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):([1-9]\d{0,8})$/;
const FEED_CURSOR = /^feed:(\d{1,15})$/;

export const encodeCallCursor = ({ callId, version }: CallCursor): string => encode(`${callId}:${version}`);

/** @returns null for anything but a cursor of a call. */
export function decodeCallCursor(cursor: string): CallCursor | null {
  const [, callId, version] = CALL_CURSOR.exec(decode(cursor)) ?? [];
  return callId === undefined ? null : { callId, version: Number(version) };
}

/** The cursor of the feed of all calls: the number that call's relay gave the event. */
export const encodeFeedCursor = (position: string): string => encode(`feed:${position}`);

/** @returns the position; null for anything but a cursor of the feed. */
export const decodeFeedCursor = (cursor: string): string | null =>
  FEED_CURSOR.exec(decode(cursor))?.[1] ?? null;

const encode = (text: string): string =>
  Buffer.from(`${text}~${crc32(text).toString(36)}`).toString('base64url');

/** Empty for what is not exactly what `encode` gives; Buffer alone would read almost anything. */
function decode(cursor: string): string {
  if (cursor.length > 200) return '';
  const [text = ''] = Buffer.from(cursor, 'base64url').toString().split('~', 1);
  return encode(text) === cursor ? text : '';
}
