import type { Viewer } from '@movecall/identity';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { AssignmentView } from '../src/assignment.ts';
import { maySeeAssignment, maySeeMover } from '../src/visibility.ts';
import { aRegistration, NOW } from './fixtures.ts';

const mover = { id: randomUUID(), ...aRegistration(), available: true, registeredAt: NOW };
const assignment: AssignmentView = {
  id: randomUUID(),
  callId: randomUUID(),
  ownerId: randomUUID(),
  status: 'ACTIVE',
  mover,
  distanceMeters: 0,
  assignedAt: NOW,
};
const viewer = (role: Viewer['role'], given: Partial<Viewer> = {}): Viewer => ({
  id: randomUUID(),
  moverId: null,
  role,
  ...given,
});

test.each<[string, Viewer, boolean]>([
  ['an operator', viewer('OPERATOR'), true],
  ['the owner of the call', viewer('CUSTOMER', { id: assignment.ownerId }), true],
  ['another customer', viewer('CUSTOMER'), false],
  ['a customer with the id of the mover', viewer('CUSTOMER', { id: mover.id }), false],
  ['its mover', viewer('MOVER', { moverId: mover.id }), true],
  ['another mover', viewer('MOVER', { moverId: randomUUID() }), false],
  ['a mover that owns the call', viewer('MOVER', { moverId: randomUUID(), id: assignment.ownerId }), true],
  ['a service', viewer('SERVICE', { id: assignment.ownerId, moverId: mover.id }), false],
])('whether %s may see the assignment', (_who, who, sees) => {
  expect(maySeeAssignment(who, assignment)).toBe(sees);
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
