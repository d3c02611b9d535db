import { expect, test } from 'vitest';
import { createMailbox, type Mailbox } from '../src/live/mailbox.ts';

/** The subject of a message is its first character. */
const mailboxOf = (messages: readonly string[], capacity = 3): Mailbox<string> => {
  const mailbox = createMailbox<string>(capacity, ([subject = '']) => subject);
  for (const message of messages) mailbox.put(message);
  return mailbox;
};
const takeAll = (mailbox: Mailbox<string>) => {
  const taken: [content: string, lost: string | null][] = [];
  for (let letter = mailbox.take(); letter; letter = mailbox.take())
    taken.push([letter.content, letter.lost]);
  return taken;
};

test('messages are taken in the order in which they were put', () => {
  expect(takeAll(mailboxOf(['a1', 'b1', 'a2']))).toEqual([
    ['a1', null],
    ['b1', null],
    ['a2', null],
  ]);
});

test('a full mailbox keeps the newest message of each subject and reports that others were dropped', () => {
  expect(takeAll(mailboxOf(['a1', 'b1', 'a2', 'b2', 'c1', 'b3']))).toEqual([
    ['a2', 'b3'],
    ['c1', null],
    ['b3', null],
  ]);
});

test('with too many subjects only the newest message is kept', () => {
  expect(takeAll(mailboxOf(['a1', 'b1', 'c1', 'd1']))).toEqual([['d1', 'd1']]);
});

test('a mailbox never holds more messages than its capacity', () => {
  const mailbox = mailboxOf([]);
  for (let index = 0; index < 1_000; index += 1) {
    mailbox.put(`${'abcdefg'[index % 7]}${index}`);
    expect(mailbox.size()).toBeLessThanOrEqual(3);
  }
});

test('an emptied mailbox starts over', () => {
  const mailbox = mailboxOf(['a1', 'a2', 'a3', 'a4']);
  expect(takeAll(mailbox)).toEqual([['a4', 'a4']]);
  for (const message of ['a5', 'a6']) mailbox.put(message);
  expect(takeAll(mailbox)).toEqual([
    ['a5', null],
    ['a6', null],
  ]);
});
