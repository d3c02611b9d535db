import type { Tel } from '@movecall/values/tel';
import { describe, expect, test } from 'vitest';
import { accept, type Call, type Command, decide, evolve, type Mover } from '../src/call.ts';

const mover: Mover = { id: 'm', name: '백영곤', tel: '+821023456789' as Tel, plate: '34가4567' };
const other: Mover = { ...mover, id: 'n' };

const requested: Call = accept();
const assigning: Call = { version: 2, status: 'ASSIGNING', waitingReason: null };
const waiting: Call = { version: 3, status: 'ASSIGNING', waitingReason: 'NO_MOVER_FREE' };
const confirmed: Call = { version: 4, status: 'CONFIRMED', mover };
const inProgress: Call = { version: 5, status: 'IN_PROGRESS', mover };
const completed: Call = { version: 6, status: 'COMPLETED', mover };
const cancelled: Call = {
  version: 5,
  status: 'CANCELLED',
  by: 'CUSTOMER',
  reason: null,
  formerMoverId: mover.id,
};
const every = [requested, assigning, waiting, confirmed, inProgress, completed, cancelled];

const noteAssigning: Command = { type: 'noteAssigning' };
const noteNoMoverFree: Command = { type: 'noteNoMoverFree', reason: 'NO_MOVER_FREE' };
const confirm: Command = { type: 'confirm', mover };
const cancel: Command = { type: 'cancel', by: 'CUSTOMER', reason: '날짜가 바뀌었어요' };

const nothing = { changes: [] };

test('the first version of a call is REQUESTED', () => {
  expect(accept()).toEqual({ version: 1, status: 'REQUESTED' });
});

describe('given a call, when a command, then changes or a refusal', () => {
  test.each<[Call, Command, ReturnType<typeof decide>]>([
    [requested, noteAssigning, { changes: [{ version: 2, status: 'ASSIGNING', waitingReason: null }] }],
    [assigning, noteAssigning, nothing],
    [waiting, noteAssigning, nothing],
    [confirmed, noteAssigning, nothing],

    [
      requested,
      noteNoMoverFree,
      { changes: [{ version: 2, status: 'ASSIGNING', waitingReason: 'NO_MOVER_FREE' }] },
    ],
    [
      assigning,
      noteNoMoverFree,
      { changes: [{ version: 3, status: 'ASSIGNING', waitingReason: 'NO_MOVER_FREE' }] },
    ],
    [waiting, noteNoMoverFree, nothing],
    [confirmed, noteNoMoverFree, nothing],

    [
      requested,
      confirm,
      {
        changes: [
          { version: 2, status: 'ASSIGNING', waitingReason: null },
          { version: 3, status: 'CONFIRMED', mover },
        ],
      },
    ],
    [assigning, confirm, { changes: [{ version: 3, status: 'CONFIRMED', mover }] }],
    [waiting, confirm, { changes: [{ version: 4, status: 'CONFIRMED', mover }] }],
    [confirmed, confirm, nothing],
    [confirmed, { type: 'confirm', mover: other }, nothing],
    [inProgress, confirm, nothing],
    [completed, confirm, nothing],

    [
      requested,
      cancel,
      {
        changes: [
          {
            version: 2,
            status: 'CANCELLED',
            by: 'CUSTOMER',
            reason: '날짜가 바뀌었어요',
            formerMoverId: null,
          },
        ],
      },
    ],
    [
      waiting,
      cancel,
      {
        changes: [
          {
            version: 4,
            status: 'CANCELLED',
            by: 'CUSTOMER',
            reason: '날짜가 바뀌었어요',
            formerMoverId: null,
          },
        ],
      },
    ],
    [
      confirmed,
      cancel,
      {
        changes: [
          {
            version: 5,
            status: 'CANCELLED',
            by: 'CUSTOMER',
            reason: '날짜가 바뀌었어요',
            formerMoverId: mover.id,
          },
        ],
      },
    ],
    [inProgress, cancel, { refusal: 'NOT_CANCELLABLE' }],
    [completed, cancel, { refusal: 'NOT_CANCELLABLE' }],
    [cancelled, cancel, { refusal: 'ALREADY_CANCELLED' }],

    [cancelled, noteAssigning, nothing],
    [cancelled, noteNoMoverFree, nothing],
    [cancelled, confirm, nothing],
  ])('%j · %j', (given, when, then) => {
    expect(decide(given, when)).toEqual(then);
  });
});

test('repeating a command changes nothing', () => {
  for (const call of every) {
    for (const command of [noteAssigning, noteNoMoverFree, confirm]) {
      const decision = decide(call, command);
      const after = 'changes' in decision ? decision.changes.reduce(evolve, call) : call;
      expect(decide(after, command)).toEqual(nothing);
    }
  }
});

test('each change raises the version by one, whatever the order of the commands', () => {
  const commands = [noteAssigning, noteNoMoverFree, confirm, cancel];
  for (const call of every) {
    for (const first of commands) {
      for (const second of commands) {
        let state = call;
        for (const command of [first, second]) {
          const decision = decide(state, command);
          for (const change of 'changes' in decision ? decision.changes : []) {
            expect(change.version).toBe(state.version + 1);
            state = evolve(state, change);
          }
        }
      }
    }
  }
});
