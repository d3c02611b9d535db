import { expect, test } from 'vitest';
import { decodeCallCursor, decodeFeedCursor, encodeCallCursor, encodeFeedCursor } from '../src/cursor.ts';

const callId = '0b5c1c5e-0000-4000-8000-00000000000a';
const base64url = (text: string): string => Buffer.from(text).toString('base64url');

test('a cursor says what it was made of', () => {
  expect(decodeCallCursor(encodeCallCursor({ callId, version: 17 }))).toEqual({ callId, version: 17 });
  expect(decodeFeedCursor(encodeFeedCursor('4711'))).toBe('4711');
});

test.each([
  ['nothing', ''],
  ['no base64url', '%%%'],
  ['padding', `${base64url(`${callId}:1`)}=`],
  ['a wrong version', base64url(`${callId}:0`)],
  ['a version with a leading zero', base64url(`${callId}:01`)],
  ['a version beyond all versions', base64url(`${callId}:99999999999`)],
  ['an id in upper case', base64url(`${callId.toUpperCase()}:1`)],
  ['more behind it', base64url(`${callId}:1 `)],
  ['a cursor of the feed', encodeFeedCursor('1')],
  ['much text', base64url(`${callId}:1`).repeat(1_000)],
])('%s is no cursor of a call', (_, cursor) => {
  expect(decodeCallCursor(cursor)).toBeNull();
});

test.each([
  ['nothing', ''],
  ['a negative position', base64url('feed:-1')],
  ['a cursor of a call', encodeCallCursor({ callId, version: 1 })],
])('%s is no cursor of the feed', (_, cursor) => {
  expect(decodeFeedCursor(cursor)).toBeNull();
});
