import { specificationOf } from '@movecall/testkit/decider-specification';
import type { Tel } from '@movecall/values/tel';
import { describe, expect, test } from 'vitest';
import {
  type CallCommand,
  callDecider,
  type CallFact,
  type CallRefusal,
  initialCall,
  type Mover,
} from '../src/call/call.ts';
import type { CallRecord } from '../src/call/call-record.ts';

const given = specificationOf(callDecider, initialCall);

const at = new Date('2026-11-22T03:00:00Z');
const later = new Date('2026-11-22T03:01:00Z');
const mover: Mover = { id: 'm', name: '백영곤', tel: '+821023456789' as Tel, plate: '34가4567' };
const other: Mover = { ...mover, id: 'n' };
const record: CallRecord = {
  id: 'c',
  ownerId: 'owner',
  tel: '+821012345678' as Tel,
  moveType: 'FULL_PACKING',
  location: { address: 'mapo', district: '마포구', latitude: 37.5663, longitude: 126.9019 },
  destination: null,
  movingOn: '2026-11-22',
  slot: 'ALL_DAY',
  quoteId: null,
  cost: 2_500_000,
};

const Requested: CallFact = {
  version: 1,
  status: 'REQUESTED',
  at,
  record: { ...record, requestedAt: at, erasedAt: null },
};
const Assigning: CallFact = { version: 2, status: 'ASSIGNING', at, waitingReason: null };
const Waiting: CallFact = { version: 3, status: 'ASSIGNING', at, waitingReason: 'NO_MOVER_FREE' };
const Confirmed: CallFact = { version: 4, status: 'CONFIRMED', at, mover };
const InProgress: CallFact = { version: 5, status: 'IN_PROGRESS', at, mover };
const Completed: CallFact = { version: 6, status: 'COMPLETED', at, mover };
const Cancelled: CallFact = {
  version: 5,
  status: 'CANCELLED',
  at,
  by: 'CUSTOMER',
  reason: null,
  formerMoverId: mover.id,
};

const none: CallFact[] = [];
const requested = [Requested];
const assigning = [Requested, Assigning];
const waiting = [...assigning, Waiting];
const confirmed = [...waiting, Confirmed];
const inProgress = [...confirmed, InProgress];
const completed = [...inProgress, Completed];
const cancelled = [...confirmed, Cancelled];
const every = [none, requested, assigning, waiting, confirmed, inProgress, completed, cancelled];
const existing = every.filter((story) => story !== none);

const accept: CallCommand = { type: 'accept', record, at: later };
const noteAssigning: CallCommand = { type: 'noteAssigning', at: later };
const noteNoMoverFree: CallCommand = { type: 'noteNoMoverFree', reason: 'NO_MOVER_FREE', at: later };
const confirm: CallCommand = { type: 'confirm', mover, at: later };
const reason = '날짜가 바뀌었어요';
const cancelBy = (
  id: string,
  role: 'CUSTOMER' | 'OPERATOR' | 'MOVER' = 'CUSTOMER',
  forCustomer = false,
): CallCommand => ({
  type: 'cancel',
  viewer: { id, role },
  reason,
  forCustomer,
  at: later,
});
const cancel = cancelBy('owner');

const nothing = { facts: [] };
const refused = (refusal: CallRefusal) => ({ refusal });
const AssigningNow = { version: 2, status: 'ASSIGNING', at: later, waitingReason: null };
const waitingNow = (version: number) => ({
  version,
  status: 'ASSIGNING',
  at: later,
  waitingReason: 'NO_MOVER_FREE',
});
const confirmedNow = (version: number) => ({ version, status: 'CONFIRMED', at: later, mover });
const cancelledNow = (version: number, formerMoverId: string | null) => ({
  facts: [{ version, status: 'CANCELLED', at: later, by: 'CUSTOMER', reason, formerMoverId }],
});

test('the first version of a call is REQUESTED, and keeps what was asked for', () => {
  expect(given().when(accept)).toEqual({
    facts: [
      {
        version: 1,
        status: 'REQUESTED',
        at: later,
        record: { ...record, requestedAt: later, erasedAt: null },
      },
    ],
  });
  for (const story of existing)
    expect(given(...story).state).toMatchObject({ record: { ...record, requestedAt: at } });
});

describe('given the facts of a call, when a command, then facts or a refusal', () => {
  test.each<[string, CallFact[], CallCommand, object]>([
    ['REQUESTED', requested, noteAssigning, { facts: [AssigningNow] }],
    ['ASSIGNING', assigning, noteAssigning, nothing],
    ['ASSIGNING with a reason', waiting, noteAssigning, nothing],
    ['CONFIRMED', confirmed, noteAssigning, nothing],

    ['REQUESTED', requested, noteNoMoverFree, { facts: [waitingNow(2)] }],
    ['ASSIGNING', assigning, noteNoMoverFree, { facts: [waitingNow(3)] }],
    ['ASSIGNING with a reason', waiting, noteNoMoverFree, nothing],
    [
      'CONFIRMED, whose mover is gone',
      confirmed,
      noteNoMoverFree,
      { facts: [{ version: 5, status: 'ASSIGNING', waitingReason: 'NO_MOVER_FREE', at: later }] },
    ],

    ['REQUESTED', requested, confirm, { facts: [AssigningNow, confirmedNow(3)] }],
    ['ASSIGNING', assigning, confirm, { facts: [confirmedNow(3)] }],
    ['ASSIGNING with a reason', waiting, confirm, { facts: [confirmedNow(4)] }],
    ['CONFIRMED', confirmed, confirm, nothing],
    [
      'CONFIRMED for another mover',
      confirmed,
      { type: 'confirm', mover: other, at: later },
      { facts: [{ version: 5, status: 'CONFIRMED', mover: other, at: later }] },
    ],
    ['IN_PROGRESS', inProgress, confirm, nothing],
    ['COMPLETED', completed, confirm, nothing],

    ['REQUESTED', requested, cancel, cancelledNow(2, null)],
    ['ASSIGNING with a reason', waiting, cancel, cancelledNow(4, null)],
    ['CONFIRMED', confirmed, cancel, cancelledNow(5, mover.id)],
    ['IN_PROGRESS', inProgress, cancel, refused('NOT_CANCELLABLE')],
    ['COMPLETED', completed, cancel, refused('NOT_CANCELLABLE')],
    ['CANCELLED', cancelled, cancel, refused('ALREADY_CANCELLED')],

    ['CANCELLED', cancelled, noteAssigning, nothing],
    ['CANCELLED', cancelled, noteNoMoverFree, nothing],
    ['CANCELLED', cancelled, confirm, nothing],

    ['NONE', none, noteAssigning, nothing],
    ['NONE', none, noteNoMoverFree, nothing],
    ['NONE', none, confirm, nothing],
    ['NONE', none, cancel, refused('NOT_FOUND')],
  ])('%s · %j · %j', (_, story, command, then) => {
    expect(given(...story).when(command)).toEqual(then);
  });
});

test('only the owner and operators may cancel a call; for others there is none', () => {
  expect(given(...confirmed).when(cancelBy('operator', 'OPERATOR'))).toMatchObject({
    facts: [{ status: 'CANCELLED', by: 'OPERATOR' }],
  });
  for (const story of existing) {
    expect(given(...story).when(cancelBy('stranger'))).toEqual(refused('NOT_FOUND'));
    expect(given(...story).when(cancelBy('stranger', 'MOVER'))).toEqual(refused('NOT_FOUND'));
  }
});

test.each([
  ['an operator, for the company', cancelBy('operator', 'OPERATOR'), 'OPERATOR'],
  [
    'an operator, because the customer has asked for it',
    cancelBy('operator', 'OPERATOR', true),
    'OPERATOR_FOR_CUSTOMER',
  ],
  ['the customer', cancelBy('owner', 'CUSTOMER', true), 'CUSTOMER'],
])('a cancel tells on whose part it is: %s', (_who, command, by) => {
  expect(given(...confirmed).when(command)).toMatchObject({ facts: [{ status: 'CANCELLED', by }] });
});

test('after its day a confirmed call can be cancelled by operators alone; one that waits, by its customer too', () => {
  const nextDay = new Date('2026-11-22T15:00:00Z');
  const lastMoment = new Date(nextDay.getTime() - 1);
  expect(given(...confirmed).when({ ...cancel, at: nextDay })).toEqual(refused('NOT_CANCELLABLE'));
  expect(given(...confirmed).when({ ...cancel, at: lastMoment })).toMatchObject({
    facts: [{ status: 'CANCELLED' }],
  });
  expect(given(...waiting).when({ ...cancel, at: nextDay })).toMatchObject({
    facts: [{ status: 'CANCELLED' }],
  });
  expect(given(...confirmed).when({ ...cancelBy('operator', 'OPERATOR'), at: nextDay })).toMatchObject({
    facts: [{ by: 'OPERATOR' }],
  });
});

test('a call whose personal data was erased is over: it cannot be cancelled', () => {
  const erased: CallFact = {
    ...Requested,
    record: { ...record, tel: null, requestedAt: at, erasedAt: at },
  };
  expect(given(erased, Assigning, Waiting, Confirmed).when(cancel)).toEqual(refused('NOT_CANCELLABLE'));
  expect(given(erased, Assigning, Waiting, Confirmed, Cancelled).when(cancel)).toEqual(
    refused('ALREADY_CANCELLED'),
  );
  expect(given(erased, Confirmed).when(cancelBy('stranger'))).toEqual(refused('NOT_FOUND'));
});

test('repeating a command changes nothing', () => {
  for (const story of every) {
    for (const command of [accept, noteAssigning, noteNoMoverFree, confirm]) {
      const decision = given(...story).when(command);
      const made = 'facts' in decision ? decision.facts : [];
      expect(given(...story, ...made).when(command)).toEqual(nothing);
    }
  }
});

test('each fact raises the version by one, whatever the order of the commands', () => {
  const commands = [noteAssigning, noteNoMoverFree, confirm, cancel];
  for (const story of existing) {
    for (const first of commands) {
      for (const second of commands) {
        let facts = story;
        for (const command of [first, second]) {
          const decision = given(...facts).when(command);
          for (const fact of 'facts' in decision ? decision.facts : []) {
            expect(fact.version).toBe((facts.at(-1)?.version ?? 0) + 1);
            facts = [...facts, fact];
          }
        }
      }
    }
  }
});
