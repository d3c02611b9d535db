import type { Viewer } from '@movecall/identity';
import { maskTel, nationalTel } from '@movecall/values/tel';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { assignmentCompleted } from './foreign-events.ts';
import { startCall } from './harness.ts';
import { listed, readCall } from './queries.ts';

const HOME = { address: '마포구 성산동 17-3 202호', latitude: 37.561, longitude: 126.91 };
const DESTINATION = { address: '구로구 개봉동 5', latitude: 37.49, longitude: 126.86 };
const AREA = { address: '마포구', district: '마포구', latitude: 37.5663, longitude: 126.9019 };

/** A call that a mover has, and the people around it. */
async function confirmed() {
  const call = await startCall();
  const moverId = randomUUID();
  const owner = await call.person();
  const id = await call.accepted(owner, { location: HOME, destination: DESTINATION });
  await call.deliver(call.foreignEvent('AssignmentCompleted', id, assignmentCompleted(call, moverId)));
  await call.settled();
  const seenBy = async (viewer: Viewer) => (await readCall(call, viewer, id)).data.moveCall;
  return { call, id, owner, moverId, mover: await call.person('MOVER', moverId), seenBy };
}

test('a former mover keeps the day, the district and that it is off', async () => {
  const { call, id, owner, mover, seenBy } = await confirmed();
  expect(await seenBy(mover)).toMatchObject({
    tel: nationalTel(owner.tel),
    location: { ...HOME, district: '마포구' },
    destination: { address: DESTINATION.address },
  });
  await call.cancel(owner, id);
  expect(await seenBy(mover)).toMatchObject({
    id,
    status: 'CANCELLED',
    movingOn: expect.stringMatching(/^\d{4}-/),
    tel: maskTel(owner.tel),
    location: AREA,
    destination: null,
    mover: null,
  });
  const whole = { tel: nationalTel(owner.tel), location: { ...HOME, district: '마포구' } };
  expect(await seenBy(owner)).toMatchObject(whole);
  expect(await seenBy(await call.person('OPERATOR'))).toMatchObject(whole);
});

test('a former mover does not find an address by searching for it', async () => {
  const { call, id, owner, mover } = await confirmed();
  expect(await listed(call, mover, { search: '성산동' })).toEqual([id]);
  await call.cancel(owner, id);
  expect(await listed(call, mover, { search: '성산동' })).toEqual([]);
  expect(await listed(call, mover, { search: '마포' })).toEqual([id]);
  expect(await listed(call, owner, { search: '성산동' })).toEqual([id]);
});

test('thirty days after the moving day customer and mover no longer share contacts', async () => {
  const { call, id, owner, mover, seenBy } = await confirmed();
  await call.sql`update calls set moving_on = current_date - 40 where id = ${id}`;
  expect(await seenBy(mover)).toMatchObject({ location: AREA, destination: null, tel: maskTel(owner.tel) });
  expect(await seenBy(owner)).toMatchObject({
    tel: nationalTel(owner.tel),
    mover: { name: '백영곤', tel: '010****6789', plate: '****4567' },
  });
  expect(await seenBy(await call.person('OPERATOR'))).toMatchObject({
    mover: { tel: '01023456789', plate: '34가4567' },
  });
  expect(await listed(call, mover, { search: '성산동' })).toEqual([]);
});

test('assign learns which mover was announced, and whether contacts are shared', async () => {
  const { call, id, owner, moverId } = await confirmed();
  const never = await call.accepted(owner);
  await call.cancel(owner, never);
  // The mover is assigned after the cancellation, and never announced.
  await call.deliver(call.foreignEvent('AssignmentCompleted', never, assignmentCompleted(call)));
  await call.settled();
  const facts = async () => {
    const { data } = await call.ask(
      owner,
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on MoveCall { announcedMoverId contactsShared } } }`,
      { of: [id, never].map((each) => ({ __typename: 'MoveCall', id: each })) },
    );
    return data._entities;
  };
  const nothing = { announcedMoverId: null, contactsShared: false };
  expect(await facts()).toEqual([{ announcedMoverId: moverId, contactsShared: true }, nothing]);
  await call.cancel(owner, id);
  expect(await facts()).toEqual([{ announcedMoverId: moverId, contactsShared: false }, nothing]);
  expect((await call.outbox('CallCancelled')).map(({ data }) => data)).toEqual([
    { reason: null, by: 'CUSTOMER', announcedMoverId: null },
    { reason: null, by: 'CUSTOMER', announcedMoverId: moverId },
  ]);
});
