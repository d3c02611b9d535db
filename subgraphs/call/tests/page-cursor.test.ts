import { createHmac, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createPageCursors } from '../src/call/page-cursor.ts';

const hashWith = (key: string) => (text: string) =>
  createHmac('sha256', key).update(text).digest('base64url');
const cursors = createPageCursors(hashWith('key'));
const place = { requestedAt: new Date('2026-11-22T03:00:00.123Z'), id: randomUUID() };

test('decoding a cursor returns its place', () => {
  expect(cursors.decode(cursors.encode(place))).toEqual(place);
});

test('a cursor with any one character changed is refused', () => {
  const cursor = cursors.encode(place);
  for (let at = 0; at < cursor.length; at += 1) {
    for (const character of ['A', 'b', '_', '=', '가']) {
      const changed = cursor.slice(0, at) + character + cursor.slice(at + 1);
      if (changed !== cursor) expect(cursors.decode(changed)).toBeNull();
    }
  }
});

test.each(['', ' ', 'not a cursor', '__proto__', 'MTIz', 'ㅋㅋ', 'A'.repeat(5_000)])(
  '%j is refused',
  (text) => {
    expect(cursors.decode(text)).toBeNull();
  },
);

test('a cursor signed with another key is refused', () => {
  expect(createPageCursors(hashWith('other key')).decode(cursors.encode(place))).toBeNull();
});
