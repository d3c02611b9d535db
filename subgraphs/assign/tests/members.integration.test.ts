import type { EventOf } from '@movecall/schema/events';
import { parseTel, type Tel } from '@movecall/values/tel';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Replica } from '@movecall/testkit/service-harness';
import { aRegistration, aRequest, DAY, NEXT_DAY, noCause, place } from './fixtures.ts';
import {
  activeMover,
  type AssignHarness,
  asMover,
  createAssign,
  customer,
  operator,
  requestStatus,
} from './harness.ts';

/** A team of several phones: its own, and those of its members. */

let assign: AssignHarness;
let ask: Replica['ask'];
beforeAll(async () => {
  assign = await createAssign();
  ({ ask } = await assign.start());
});
afterAll(() => assign.close());

const REGISTER = `mutation ($input: RegisterMoverInput!) {
  registerMover(input: $input) { mover { id members } userErrors { code field } }
}`;
const UPDATE = `mutation ($id: ID!, $input: UpdateMoverInput!) {
  updateMover(id: $id, input: $input) { mover { members } userErrors { code field } }
}`;
const DAYS_OFF = `mutation ($id: ID!) { setMoverDaysOff(id: $id, days: []) { mover { members } userErrors { code } } }`;

let phones = 0;
const phone = (): Tel => parseTel(`0107${String((phones += 1)).padStart(7, '0')}`) ?? expect.fail('no phone');
const input = (changes: object) => ({ ...aRegistration(), base: { address: '마포' }, ...changes });
const update = async (id: string, members: readonly string[]) =>
  (await ask(operator, UPDATE, { id, input: { members } })).data.updateMover;
const taken = { userErrors: [{ code: 'MEMBER_ALREADY_REGISTERED', field: ['input', 'members'] }] };

/** The members that the newest event about a mover tells others. */
async function published(type: 'MoverRegistered' | 'MoverUpdated', moverId: string): Promise<string[]> {
  const about = (await assign.outbox(type)).filter(({ correlationId }) => correlationId === moverId);
  const [{ members = [] } = {}] = about.map(({ data }) => data as EventOf<typeof type>['data']).toReversed();
  return members.map((sealed) => assign.sealer.unseal(sealed));
}

test('operators read its phones, the team itself sees them masked, customers see none', async () => {
  const { data } = await ask(operator, REGISTER, {
    input: input({ members: ['010-7999-0001', '010 7999 0002', '01079990001'] }),
  });
  const { id, members } = data.registerMover.mover;
  expect(members).toEqual(['01079990001', '01079990002']);
  expect(await published('MoverRegistered', id)).toEqual(['+821079990001', '+821079990002']);

  const masked = ['010****0001', '010****0002'];
  expect((await ask(asMover(id), '{ team { id members } }')).data.team).toEqual({ id, members: masked });
  expect((await ask(asMover(id), DAYS_OFF, { id })).data.setMoverDaysOff.mover.members).toEqual(masked);
  for (const viewer of [customer(randomUUID()), operator])
    expect((await ask(viewer, '{ team { id } }')).data).toEqual({ team: null });
});

test('operators replace them; what is not named stays', async () => {
  const { id } = await assign.register({ members: [phone()] });
  expect(await update(id, ['010-7999-0003'])).toEqual({
    mover: { members: ['01079990003'] },
    userErrors: [],
  });
  expect(await published('MoverUpdated', id)).toEqual(['+821079990003']);
  const { data } = await ask(operator, UPDATE, { id, input: { crew: 3 } });
  expect(data.updateMover.mover.members).toEqual(['01079990003']);
  expect(await update(id, [])).toMatchObject({ mover: { members: [] } });
});

test('a phone that is none, and too many of them, are refused', async () => {
  const { id } = await assign.register();
  const wrong = { mover: null, userErrors: [{ code: 'INVALID_MEMBERS', field: ['input', 'members'] }] };
  expect(await update(id, ['02-123-4567'])).toEqual(wrong);
  expect(await update(id, Array.from({ length: 21 }, phone))).toEqual(wrong);
});

test('a phone belongs to one team only, whether as its own or as a member’s', async () => {
  const member = phone();
  const first = await assign.register({ members: [member] });
  const second = await assign.register();
  expect(await update(second.id, [member])).toMatchObject(taken);
  expect(await update(second.id, [first.tel])).toMatchObject(taken);
  // Its own phone as well is no other team's.
  expect(await update(first.id, [member, first.tel])).toMatchObject({ userErrors: [] });
  const { data } = await ask(operator, REGISTER, { input: input({ tel: member }) });
  expect(data.registerMover.userErrors).toMatchObject([{ code: 'ALREADY_REGISTERED' }]);
  expect((await ask(operator, REGISTER, { input: input({ members: [member] }) })).data).toMatchObject({
    registerMover: taken,
  });
  // Whatever a release decides, the database refuses it.
  const { sql } = assign;
  await expect(sql`update movers set members = ${[member]} where id = ${second.id}`).rejects.toThrow(
    'mover_phones_pkey',
  );
  // A phone that has left a team is free for another one.
  await update(first.id, []);
  expect(await update(second.id, [member])).toMatchObject({ userErrors: [] });
});

test('a member’s own call goes to another team, or waits', async () => {
  const member = phone();
  const near = { location: place('제주시'), ownerTel: member };
  const own = await assign.register({ base: place('제주시'), members: [phone(), member] });
  const waiting = aRequest({ ...near, movingOn: DAY });
  await assign.request(waiting);
  expect(await requestStatus(assign, waiting.callId)).toBe('WAITING');
  await assign.switch(own.id, false);
  await assign.switch(own.id, true);
  expect(await requestStatus(assign, waiting.callId)).toBe('WAITING');
  const other = await assign.register({ base: place('서귀포시') });
  expect(await activeMover(assign, waiting.callId)).toBe(other.id);
  const next = aRequest({ ...near, movingOn: NEXT_DAY });
  await assign.request(next);
  expect(await activeMover(assign, next.callId)).toBe(other.id);
  // Who is no member any more is a customer like others.
  await assign.store.update(own.id, { members: [] }, noCause);
  const later = aRequest({ ...near, movingOn: '2026-12-03' });
  await assign.request(later);
  expect(await activeMover(assign, later.callId)).toBe(own.id);
});
