import type { Viewer } from '@movecall/identity';
import type { MoveCallStatus } from '@movecall/schema/events';
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  maySeeCall,
  maySeeCustomerContacts,
  maySeeMoverContacts,
  sharesContacts,
} from '../src/call/visibility.ts';

const TODAY = '2026-12-31';
const [ownerId, moverId] = [randomUUID(), randomUUID()];
const viewers = {
  operator: { id: randomUUID(), role: 'OPERATOR', moverId: null },
  owner: { id: ownerId, role: 'CUSTOMER', moverId: null },
  'owner who is a mover': { id: ownerId, role: 'MOVER', moverId: randomUUID() },
  mover: { id: randomUUID(), role: 'MOVER', moverId },
  'another mover': { id: randomUUID(), role: 'MOVER', moverId: randomUUID() },
  stranger: { id: randomUUID(), role: 'CUSTOMER', moverId: null },
  'a customer with the mover’s id': { id: moverId, role: 'CUSTOMER', moverId },
  service: { id: ownerId, role: 'SERVICE', moverId },
} as const satisfies Record<string, Viewer>;

const states = {
  requested: { status: 'REQUESTED', moverId: null, movingOn: TODAY },
  waiting: { status: 'ASSIGNING', moverId: null, movingOn: TODAY },
  confirmed: { status: 'CONFIRMED', moverId, movingOn: TODAY },
  'on its way': { status: 'IN_PROGRESS', moverId, movingOn: TODAY },
  'completed 30 days ago': { status: 'COMPLETED', moverId, movingOn: '2026-12-01' },
  'completed 31 days ago': { status: 'COMPLETED', moverId, movingOn: '2026-11-30' },
  'never completed, 31 days ago': { status: 'CONFIRMED', moverId, movingOn: '2026-11-30' },
  'cancelled after its confirmation': { status: 'CANCELLED', moverId, movingOn: TODAY },
  'cancelled before its confirmation': { status: 'CANCELLED', moverId: null, movingOn: TODAY },
} as const satisfies Record<string, { status: MoveCallStatus; moverId: string | null; movingOn: string }>;

/** What a viewer sees: nothing; the call; and in it the contacts (phone, plate, address) of customer and mover. */
type Sight = 'nothing' | 'call' | 'customer' | 'mover' | 'both';

const sightOf = (viewer: Viewer, state: keyof typeof states): Sight => {
  const call = { ownerId, ...states[state] };
  if (!maySeeCall(viewer, call)) return 'nothing';
  const [customer, mover] = [
    maySeeCustomerContacts(viewer, call, TODAY),
    maySeeMoverContacts(viewer, call, TODAY),
  ];
  if (customer && mover) return 'both';
  if (customer) return 'customer';
  return mover ? 'mover' : 'call';
};

describe('who sees which contacts of a call', () => {
  // Columns: requested, waiting, confirmed, on its way, 30 days ago, 31 days ago, never completed, cancelled after, before.
  test.each<[keyof typeof viewers, Sight[]]>([
    ['operator', ['both', 'both', 'both', 'both', 'both', 'both', 'both', 'both', 'both']],
    [
      'owner',
      ['customer', 'customer', 'both', 'both', 'both', 'customer', 'customer', 'customer', 'customer'],
    ],
    [
      'owner who is a mover',
      ['customer', 'customer', 'both', 'both', 'both', 'customer', 'customer', 'customer', 'customer'],
    ],
    ['mover', ['nothing', 'nothing', 'both', 'both', 'both', 'mover', 'mover', 'mover', 'nothing']],
    ['another mover', Array<Sight>(9).fill('nothing')],
    ['stranger', Array<Sight>(9).fill('nothing')],
    ['a customer with the mover’s id', Array<Sight>(9).fill('nothing')],
    ['service', Array<Sight>(9).fill('nothing')],
  ])('%s', (who, expected) => {
    const names = Object.keys(states) as (keyof typeof states)[];
    expect(names.map((state) => sightOf(viewers[who], state))).toEqual(expected);
  });
});

test('contacts are shared from the confirmation on, and end with a cancellation', () => {
  const shared = Object.values(states).map((state) => sharesContacts(state, TODAY));
  expect(shared).toEqual([false, false, true, true, true, false, false, false, false]);
});
