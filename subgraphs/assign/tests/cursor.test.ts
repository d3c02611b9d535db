import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createCursors } from '../src/cursor.ts';

const cursors = createCursors(randomBytes(32));
const position = { registeredAt: new Date('2026-11-22T03:00:00.123Z'), id: randomUUID() };

test('a cursor gives back its position', () => {
  expect(cursors.decode(cursors.encode(position))).toEqual(position);
});

test('a cursor in which any one character was changed is refused', () => {
  const cursor = cursors.encode(position);
  const changed = [...cursor].map(
    (character, i) => cursor.slice(0, i) + (character === 'A' ? 'B' : 'A') + cursor.slice(i + 1),
  );
  expect(changed.filter((text) => cursors.decode(text) !== null)).toEqual([]);
});

test.each(['', 'x', '한글', '{}', 'A'.repeat(100), ' '])('"%s" is no cursor', (text) => {
  expect(cursors.decode(text)).toBeNull();
});

test('a cursor of another key is refused', () => {
  expect(createCursors(randomBytes(32)).decode(cursors.encode(position))).toBeNull();
});

test('a cursor with something added to it is refused', () => {
  expect(cursors.decode(`${cursors.encode(position)}=`)).toBeNull();
  expect(cursors.decode(` ${cursors.encode(position)}`)).toBeNull();
});
