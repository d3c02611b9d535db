import type { Viewer } from '@movecall/identity';
import { nationalTel } from '@movecall/values/tel';
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { AssignmentStatus, AssignmentView } from '../src/assignment/assignment-view.ts';
import { assignmentSeenBy, maySeeMover } from '../src/assignment/visibility.ts';
import { aMover, NOW, place } from './fixtures.ts';

const base = { ...place('마포구'), address: '마포구 성산동 12-3', latitude: 37.56, longitude: 126.91 };
const mover = aMover({ id: randomUUID(), base });
const ownerId = randomUUID();
const assignmentThatIs = (status: AssignmentStatus): AssignmentView => ({
  id: randomUUID(),
  callId: randomUUID(),
  ownerId,
  status,
  mover,
  distanceMeters: 0,
  assignedAt: NOW,
});
const viewer = (role: Viewer['role'], given: Partial<Viewer> = {}): Viewer => ({
  id: randomUUID(),
  moverId: null,
  role,
  ...given,
});

const viewers = {
  operator: viewer('OPERATOR'),
  owner: viewer('CUSTOMER', { id: ownerId }),
  'owner who is a mover': viewer('MOVER', { id: ownerId, moverId: randomUUID() }),
  'the team itself': viewer('MOVER', { moverId: mover.id }),
  'another mover': viewer('MOVER', { moverId: randomUUID() }),
  stranger: viewer('CUSTOMER'),
  'a customer with the mover’s id': viewer('CUSTOMER', { id: mover.id, moverId: mover.id }),
  service: viewer('SERVICE', { id: ownerId, moverId: mover.id }),
};

const announced = { announcedMoverId: mover.id, contactsShared: true };
const parted = { announcedMoverId: mover.id, contactsShared: false };
const never = { announcedMoverId: null, contactsShared: false };
const states = {
  'assigned, not announced yet': ['ACTIVE', never],
  'assigned, while another mover is announced': ['ACTIVE', { ...announced, announcedMoverId: randomUUID() }],
  'active and announced': ['ACTIVE', announced],
  'over for a month': ['ACTIVE', parted],
  'cancelled after the announcement': ['RELEASED', parted],
  'cancelled, as assign knows already and call does not yet': ['RELEASED', announced],
  'cancelled before the announcement': ['RELEASED', never],
} as const;

/** What a viewer sees of the mover: nothing, or its name and then: all, phone and plate but of the base the area, or neither. */
type Sight = 'nothing' | 'all' | 'contacts' | 'name' | 'something else';

function sightOf(who: Viewer, [status, announcement]: (typeof states)[keyof typeof states]): Sight {
  const seen = assignmentSeenBy(who, assignmentThatIs(status), announcement);
  if (seen === null) return 'nothing';
  const { tel, plate, base: shown } = seen.mover;
  const contacts = tel === nationalTel(mover.tel) && plate === mover.plate;
  const masked = tel === `010****${mover.tel.slice(-4)}` && plate === '****3456';
  if (contacts && shown === mover.base) return 'all';
  if (!isDeepStrictEqual(shown, place('마포구'))) return 'something else';
  if (contacts) return 'contacts';
  return masked ? 'name' : 'something else';
}

describe('what a viewer sees of the mover of an assignment', () => {
  // Columns: not announced, another announced, active, over, cancelled after, known to assign only, cancelled before.
  test.each<[keyof typeof viewers, Sight[]]>([
    ['operator', Array<Sight>(7).fill('all')],
    ['owner', ['nothing', 'nothing', 'contacts', 'name', 'name', 'name', 'nothing']],
    ['owner who is a mover', ['nothing', 'nothing', 'contacts', 'name', 'name', 'name', 'nothing']],
    ['the team itself', ['nothing', 'nothing', 'all', 'all', 'all', 'all', 'nothing']],
    ['another mover', Array<Sight>(7).fill('nothing')],
    ['stranger', Array<Sight>(7).fill('nothing')],
    ['a customer with the mover’s id', Array<Sight>(7).fill('nothing')],
    ['service', Array<Sight>(7).fill('nothing')],
  ])('%s', (who, expected) => {
    expect(Object.values(states).map((state) => sightOf(viewers[who], state))).toEqual(expected);
  });
});

test.each<[string, Viewer, boolean]>([
  ['an operator', viewer('OPERATOR'), true],
  ['the mover itself', viewer('MOVER', { moverId: mover.id }), true],
  ['another mover', viewer('MOVER', { moverId: randomUUID() }), false],
  ['a customer', viewer('CUSTOMER', { id: mover.id, moverId: mover.id }), false],
  ['a service', viewer('SERVICE', { moverId: mover.id }), false],
])('whether %s may see the mover', (_who, who, sees) => {
  expect(maySeeMover(who, mover.id)).toBe(sees);
});
