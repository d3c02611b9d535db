import { expect, test } from 'vitest';
import { decodeCallCursor, decodeFeedCursor, encodeCallCursor, encodeFeedCursor } from '../src/cursor.ts';

const callId = '0b5c1c5e-0000-4000-8000-00000000000a';
const base64url = (text: string): string => Buffer.from(text).toString('base64url');

test('decoding gives what was encoded', () => {
  expect(decodeCallCursor(encodeCallCursor({ callId, version: 17 }))).toEqual({ callId, version: 17 });
  expect(decodeFeedCursor(encodeFeedCursor('4711'))).toBe('4711');
});

test.each([
  ['an empty text', ''],
  ['text that is not base64url', '%%%'],
  ['padding', `${base64url(`${callId}:1`)}=`],
  ['version 0', base64url(`${callId}:0`)],
  ['a version with a leading zero', base64url(`${callId}:01`)],
  ['a version with too many digits', base64url(`${callId}:99999999999`)],
  ['an id in upper case', base64url(`${callId.toUpperCase()}:1`)],
  ['a trailing space', base64url(`${callId}:1 `)],
  ['a feed cursor', encodeFeedCursor('1')],
  ['a very long text', base64url(`${callId}:1`).repeat(1_000)],
])('a call cursor is not: %s', (_, cursor) => {
  expect(decodeCallCursor(cursor)).toBeNull();
});

test.each([
  ['an empty text', ''],
  ['a negative position', base64url('feed:-1')],
  ['a call cursor', encodeCallCursor({ callId, version: 1 })],
])('a feed cursor is not: %s', (_, cursor) => {
  expect(decodeFeedCursor(cursor)).toBeNull();
});
