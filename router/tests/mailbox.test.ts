import { expect, test } from 'vitest';
import { createMailbox, type Mailbox } from '../src/live/mailbox.ts';

/** The letter's first character is its subject. */
const mailboxOf = (letters: readonly string[], capacity = 3): Mailbox<string> => {
  const mailbox = createMailbox<string>(capacity, ([subject = '']) => subject);
  for (const letter of letters) mailbox.put(letter);
  return mailbox;
};
const takeAll = (mailbox: Mailbox<string>) => {
  const taken: [content: string, lost: string | null][] = [];
  for (let letter = mailbox.take(); letter; letter = mailbox.take())
    taken.push([letter.content, letter.lost]);
  return taken;
};

test('letters are taken in the order in which they were put', () => {
  expect(takeAll(mailboxOf(['a1', 'b1', 'a2']))).toEqual([
    ['a1', null],
    ['b1', null],
    ['a2', null],
  ]);
});

test('a full mailbox keeps the newest letter of each subject and says that others were lost', () => {
  expect(takeAll(mailboxOf(['a1', 'b1', 'a2', 'b2', 'c1', 'b3']))).toEqual([
    ['a2', 'b3'],
    ['c1', null],
    ['b3', null],
  ]);
});

test('when there are too many subjects, only the newest letter is kept', () => {
  expect(takeAll(mailboxOf(['a1', 'b1', 'c1', 'd1']))).toEqual([['d1', 'd1']]);
});

test('it never holds more than its capacity', () => {
  const mailbox = mailboxOf([]);
  for (let index = 0; index < 1_000; index += 1) {
    mailbox.put(`${'abcdefg'[index % 7]}${index}`);
    expect(mailbox.size()).toBeLessThanOrEqual(3);
  }
});

test('once it is empty, it is as new', () => {
  const mailbox = mailboxOf(['a1', 'a2', 'a3', 'a4']);
  expect(takeAll(mailbox)).toEqual([['a4', 'a4']]);
  for (const letter of ['a5', 'a6']) mailbox.put(letter);
  expect(takeAll(mailbox)).toEqual([
    ['a5', null],
    ['a6', null],
  ]);
});
