import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createPageCursors } from '../src/page-cursor.ts';

const cursors = createPageCursors(randomBytes(32));
const position = { registeredAt: new Date('2026-11-22T03:00:00.123Z'), id: randomUUID() };

test('decoding a cursor returns its position', () => {
  expect(cursors.decode(cursors.encode(position))).toEqual(position);
});

test('a cursor with any one character changed is refused', () => {
  const cursor = cursors.encode(position);
  const changed = [...cursor].map(
    (character, i) => cursor.slice(0, i) + (character === 'A' ? 'B' : 'A') + cursor.slice(i + 1),
  );
  expect(changed.filter((text) => cursors.decode(text) !== null)).toEqual([]);
});

test.each(['', 'x', '한글', '{}', 'A'.repeat(100), ' '])('"%s" is refused', (text) => {
  expect(cursors.decode(text)).toBeNull();
});

test('a cursor that was signed with another key is refused', () => {
  expect(createPageCursors(randomBytes(32)).decode(cursors.encode(position))).toBeNull();
});

test('a cursor with a character added is refused', () => {
  expect(cursors.decode(`${cursors.encode(position)}=`)).toBeNull();
  expect(cursors.decode(` ${cursors.encode(position)}`)).toBeNull();
});
