import { crc32 } from 'node:zlib';

/**
 * Cursors of live status: base64url, opaque to clients. The decoder accepts only what the encoder gives. The checksum
 * detects an edited cursor, which could otherwise name another version. A cursor is no secret: the router reads what it
 * points to with the rights of the client that sent it.
 */

/** The cursor of a call's status: one version of one call. */
export interface CallCursor {
  readonly callId: string;
  readonly version: number;
}

const CALL_CURSOR = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):([1-9]\d{0,8})$/;
const FEED_CURSOR = /^feed:(\d{1,15})$/;

export const encodeCallCursor = ({ callId, version }: CallCursor): string => encode(`${callId}:${version}`);

/** @returns null for anything but a call cursor. */
export function decodeCallCursor(cursor: string): CallCursor | null {
  const [, callId, version] = CALL_CURSOR.exec(decode(cursor)) ?? [];
  return callId === undefined ? null : { callId, version: Number(version) };
}

/** The cursor of the feed of all calls: the number that the relay of the service call gave an event. */
export const encodeFeedCursor = (position: string): string => encode(`feed:${position}`);

/** @returns the event's number; null for anything but a feed cursor. */
export const decodeFeedCursor = (cursor: string): string | null =>
  FEED_CURSOR.exec(decode(cursor))?.[1] ?? null;

const encode = (text: string): string =>
  Buffer.from(`${text}~${crc32(text).toString(36)}`).toString('base64url');

/** Empty for any text that `encode` does not give: Buffer alone decodes almost anything. */
function decode(cursor: string): string {
  if (cursor.length > 200) return '';
  const [text = ''] = Buffer.from(cursor, 'base64url').toString().split('~', 1);
  return encode(text) === cursor ? text : '';
}
