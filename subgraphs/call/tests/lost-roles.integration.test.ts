import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { type CallHarness, freshTel, OPERATOR_TEL, startCall, telOf, until } from './harness.ts';
import { endedByEvents, refresh, refreshed, signIn } from './signed-in.ts';

const registerMover = async (
  call: CallHarness,
  moverId: string,
  tel: string,
  members: readonly string[] = [],
): Promise<void> => {
  const sealed = members.map((member) => call.sealer.seal(member));
  const data = { moverId, name: '안채우', tel: call.sealer.seal(tel), members: sealed };
  await call.deliver(call.foreignEvent('MoverRegistered', moverId, data));
  await call.settled();
};

test('an operator whom the configuration no longer names loses the session; another one keeps it', async () => {
  const [removed, kept] = [telOf(OPERATOR_TEL), freshTel()];
  const call = await startCall({ OPERATOR_TELS: `${removed},${kept}` });
  const [one, other, customer] = [
    await signIn(call, removed),
    await signIn(call, kept),
    await signIn(call, freshTel()),
  ];
  expect([one.role, other.role]).toEqual(['OPERATOR', 'OPERATOR']);
  await call.stop();
  const restarted = await call.replica({ OPERATOR_TELS: kept });
  await until(async () => expect(await endedByEvents(call)).toEqual([one.viewer.sessionId]));
  const again = { ...call, ...restarted };
  expect(await refresh(again, one)).toEqual(['UNAUTHENTICATED']);
  expect((await refreshed(again, other)).role).toBe('OPERATOR');
  expect((await refreshed(again, customer)).role).toBe('CUSTOMER');
  expect((await signIn(again, removed)).role).toBe('CUSTOMER');
});

test('a mover whose registration names another phone loses the session; the new phone signs in as the mover', async () => {
  const call = await startCall();
  const [moverId, otherId] = [randomUUID(), randomUUID()];
  const [before, after, other] = [freshTel(), freshTel(), freshTel()];
  await registerMover(call, moverId, before);
  await registerMover(call, otherId, other);
  const [former, bystander] = [await signIn(call, before), await signIn(call, other)];
  expect([former.role, bystander.role]).toEqual(['MOVER', 'MOVER']);
  await registerMover(call, moverId, after);
  expect(await endedByEvents(call)).toEqual([former.viewer.sessionId]);
  expect(await refresh(call, former)).toEqual(['UNAUTHENTICATED']);
  expect((await refreshed(call, bystander)).role).toBe('MOVER');
  expect((await signIn(call, after)).viewer).toMatchObject({ role: 'MOVER', moverId });
});

test('the members of a team sign in as its mover; one who leaves it loses the session, the others keep theirs', async () => {
  const call = await startCall();
  const moverId = randomUUID();
  const [main, leaving, staying] = [freshTel(), freshTel(), freshTel()];
  await registerMover(call, moverId, main, [leaving, staying]);
  const [one, former, other] = [
    await signIn(call, main),
    await signIn(call, leaving),
    await signIn(call, staying),
  ];
  for (const { viewer } of [one, former, other]) expect(viewer).toMatchObject({ role: 'MOVER', moverId });
  const team = { moverId, companyId: null, moveTypes: [], available: true };
  const update = async (data: object): Promise<void> => {
    await call.deliver(call.foreignEvent('MoverUpdated', moverId, { ...team, ...data }));
    await call.settled();
  };
  // An assign of an earlier release tells no members.
  await update({});
  expect(await endedByEvents(call)).toEqual([]);
  await update({ members: [call.sealer.seal(staying)] });
  expect(await endedByEvents(call)).toEqual([former.viewer.sessionId]);
  expect(await refresh(call, former)).toEqual(['UNAUTHENTICATED']);
  expect((await refreshed(call, one)).role).toBe('MOVER');
  expect((await refreshed(call, other)).role).toBe('MOVER');
  expect((await signIn(call, leaving)).role).toBe('CUSTOMER');
});

test('a customer who becomes a mover is one from the next refresh on, in the same session', async () => {
  const call = await startCall();
  const tel = freshTel();
  const client = await signIn(call, tel);
  const moverId = randomUUID();
  await registerMover(call, moverId, tel);
  expect((await refreshed(call, client)).viewer).toEqual({ ...client.viewer, role: 'MOVER', moverId });
});
