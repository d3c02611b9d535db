import type { EventEnvelope } from '@movecall/eventlog';
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { alertDelivered, assignmentCompleted, assignmentRequested } from './foreign-events.ts';
import { type CallHarness, sharedCall, startCall, until } from './harness.ts';
import { latch } from './latch.ts';
import { openWorkbench } from './workbench.ts';

const shared = sharedCall();

interface StatusChanged {
  readonly version: number;
  readonly status: string;
  readonly waitingReason: string | null;
  readonly mover: { readonly id: string; readonly tel: string } | null;
}

/** The statuses of a call's versions. Its row, its timeline and its events must agree. */
async function history({ sql, outbox }: CallHarness, id: string): Promise<string[]> {
  const [row] = await sql`select status, version from calls where id = ${id}`;
  const versions = await sql`select version, status from timeline where call_id = ${id} order by version`;
  const events = (await outbox('MoveCallStatusChanged'))
    .filter(({ correlationId }) => correlationId === id)
    .map(({ data }) => data as StatusChanged);
  expect(versions.map(({ version }) => version)).toEqual(versions.map((_row, index) => index + 1));
  expect(events.map(({ version, status }) => ({ version, status }))).toEqual([...versions]);
  expect(row).toEqual({ status: versions.at(-1)?.['status'], version: versions.length });
  return versions.map(({ status }) => status as string);
}

test('a call that waits for its mover goes 호출 → 호출중 → 호출중 with a reason → 호출확정', async () => {
  const call = await shared();
  const customer = await call.person();
  const id = await call.accepted(customer);
  const moverId = randomUUID();
  for (const event of [
    call.foreignEvent('AssignmentRequested', id, assignmentRequested(customer.id)),
    call.foreignEvent('AssignmentFailed', id, { reason: 'NO_MOVER_FREE' }),
    call.foreignEvent('AssignmentCompleted', id, assignmentCompleted(call, moverId)),
  ]) {
    await call.deliver(event);
    await call.settled();
  }
  expect(await history(call, id)).toEqual(['REQUESTED', 'ASSIGNING', 'ASSIGNING', 'CONFIRMED']);
  const { data } = await call.ask(
    customer,
    'query ($id: ID!) { moveCall(id: $id) { status statusLabel waitingReason mover { id name tel plate } } }',
    { id },
  );
  expect(data).toMatchObject({
    moveCall: {
      status: 'CONFIRMED',
      statusLabel: '호출확정',
      waitingReason: null,
      mover: { id: moverId, name: '백영곤', tel: '01023456789', plate: '34가4567' },
    },
  });
  const [confirmed] = (await call.outbox('MoveCallStatusChanged'))
    .slice(-1)
    .map((event) => event.data as StatusChanged);
  expect(call.sealer.unseal(confirmed?.mover?.tel ?? '')).toBe('+821023456789');
});

test('the reason to wait is shown in Korean, and a repetition makes no further version', async () => {
  const call = await shared();
  const customer = await call.person();
  const id = await call.accepted(customer);
  await call.deliver(call.foreignEvent('AssignmentRequested', id, assignmentRequested(customer.id)));
  await call.settled();
  for (let times = 0; times < 3; times += 1) {
    await call.deliver(call.foreignEvent('AssignmentFailed', id, { reason: 'NO_MOVER_FREE' }));
  }
  await call.settled();
  expect(await history(call, id)).toEqual(['REQUESTED', 'ASSIGNING', 'ASSIGNING']);
  const { data } = await call.ask<{ moveCall: object }>(
    customer,
    'query ($id: ID!) { moveCall(id: $id) { waitingReason waitingReasonCode } }',
    { id },
  );
  expect(data.moveCall).toEqual({
    waitingReason: expect.stringMatching(/^그날 가능한 이사팀이 없어요/),
    waitingReasonCode: 'NO_MOVER_FREE',
  });
});

test('an AssignmentCompleted of the first version, which held the name readable, is applied', async () => {
  const call = await shared();
  const customer = await call.person();
  const id = await call.accepted(customer);
  const data = assignmentCompleted(call);
  const mover = { ...data.mover, name: '안채우' };
  await call.deliver({
    ...call.foreignEvent('AssignmentCompleted', id, { ...data, mover }),
    version: 1,
  });
  await call.settled();
  const { data: found } = await call.ask<{ moveCall: { mover: { name: string } } }>(
    customer,
    'query ($id: ID!) { moveCall(id: $id) { mover { name } } }',
    { id },
  );
  expect(found.moveCall.mover.name).toBe('안채우');
});

test('an AssignmentCompleted that overtakes its AssignmentRequested makes both versions', async () => {
  const call = await shared();
  const customer = await call.person();
  const id = await call.accepted(customer);
  await call.deliver(call.foreignEvent('AssignmentCompleted', id, assignmentCompleted(call)));
  await call.settled();
  expect(await history(call, id)).toEqual(['REQUESTED', 'ASSIGNING', 'CONFIRMED']);
  await call.deliver(call.foreignEvent('AssignmentRequested', id, assignmentRequested(customer.id)));
  await call.settled();
  expect(await history(call, id)).toEqual(['REQUESTED', 'ASSIGNING', 'CONFIRMED']);
});

test('events that arrive twice and in any order take effect once, without a gap in the versions', async () => {
  const call = await shared();
  const customer = await call.person();
  const ids: string[] = [];
  const deliveries: EventEnvelope[] = [];
  for (let count = 0; count < 20; count += 1) {
    const id = await call.accepted(customer);
    ids.push(id);
    const events = [
      call.foreignEvent('AssignmentRequested', id, assignmentRequested(customer.id)),
      call.foreignEvent('AssignmentFailed', id, { reason: 'NO_MOVER_FREE' }),
      call.foreignEvent('AssignmentCompleted', id, assignmentCompleted(call)),
    ];
    deliveries.push(...events, ...events);
  }
  await call.deliver(...shuffled(deliveries));
  await call.settled();
  for (const id of ids) {
    const statuses = await history(call, id);
    expect(statuses.at(-1)).toBe('CONFIRMED');
    expect(statuses.filter((status) => status === 'CONFIRMED')).toHaveLength(1);
  }
});

test('an event that gets past the inbox twice still takes effect once', async () => {
  const call = await startCall();
  const customer = await call.person();
  const id = await call.accepted(customer);
  const { db, react } = await openWorkbench(call);
  const repeated = [
    call.foreignEvent('AssignmentRequested', id, assignmentRequested(customer.id)),
    call.foreignEvent('AssignmentFailed', id, { reason: 'NO_MOVER_FREE' }),
    call.foreignEvent('AssignmentCompleted', id, assignmentCompleted(call)),
    call.foreignEvent('MoverRegistered', randomUUID(), {
      moverId: randomUUID(),
      name: '안채우',
      tel: call.sealer.seal('+821033457789'),
    }),
    call.foreignEvent('AlertSettled', id, alertDelivered()),
  ];
  await db.transaction((tx) =>
    react(
      tx,
      repeated.flatMap((event) => [event, event]),
    ),
  );
  expect(await history(call, id)).toEqual(['REQUESTED', 'ASSIGNING', 'ASSIGNING', 'CONFIRMED']);
  expect(await call.sql`select from movers`).toHaveLength(1);
  expect(await call.sql`select from alerts`).toHaveLength(1);
});

describe('a cancelled call', () => {
  test('stays cancelled, and a mover that is assigned too late is never announced', async () => {
    const call = await shared();
    const customer = await call.person();
    const id = await call.accepted(customer);
    await call.cancel(customer, id);
    await call.deliver(
      call.foreignEvent('AssignmentCompleted', id, assignmentCompleted(call)),
      call.foreignEvent('AssignmentRequested', id, assignmentRequested(customer.id)),
      call.foreignEvent('AssignmentCancelled', id, { assignmentId: randomUUID() }),
    );
    await call.settled();
    expect(await history(call, id)).toEqual(['REQUESTED', 'CANCELLED']);
    const told = (await call.outbox('MoveCallStatusChanged')).map(({ data }) => data);
    expect(told).toEqual(told.map(() => expect.objectContaining({ mover: null, moverId: null })));
  });

  test('shows no mover, and publishes CallCancelled and its status change', async () => {
    const call = await shared();
    const customer = await call.person();
    const id = await call.accepted(customer);
    await call.deliver(call.foreignEvent('AssignmentCompleted', id, assignmentCompleted(call)));
    await call.settled();
    expect(await call.cancel(customer, id, ' 날짜가 바뀌었어요 ')).toEqual({
      moveCall: { id, status: 'CANCELLED', version: 4, mover: null },
      userErrors: [],
    });
    const [cancelled] = await call.outbox('CallCancelled');
    const data = cancelled?.data as { readonly reason: { readonly sealed: string } } | undefined;
    expect(cancelled?.correlationId).toBe(id);
    expect(call.sealer.unseal(data?.reason.sealed ?? '')).toBe('날짜가 바뀌었어요');
    expect((await call.outbox('MoveCallStatusChanged')).at(-1)?.data).toMatchObject({
      status: 'CANCELLED',
      mover: null,
    });
  });

  test('that races its assignment ends cancelled, with a version for each step', async () => {
    const call = await shared();
    const customer = await call.person();
    for (let round = 0; round < 30; round += 1) {
      const id = await call.accepted(customer);
      const delivered = call.deliver(call.foreignEvent('AssignmentCompleted', id, assignmentCompleted(call)));
      const { userErrors } = await call.cancel(customer, id);
      expect(userErrors).toEqual([]);
      await delivered;
      await call.settled();
      expect((await history(call, id)).at(-1)).toBe('CANCELLED');
    }
  });
});

describe('an event about a call', () => {
  test('that is being accepted waits until the acceptance is settled', async () => {
    const call = await startCall();
    const customer = await call.person();
    const answered = latch();
    call.manage.behave({ answer: 'ACCEPTED', after: answered.opened });
    const arrived = call.manage.nextRequest();
    const accepted = call.accepted(customer);
    const { input } = await arrived;
    await call.deliver(
      call.foreignEvent('AssignmentRequested', input.callId, assignmentRequested(customer.id)),
    );
    // Only events of that call wait: another one takes effect meanwhile.
    const moverId = randomUUID();
    const tel = call.sealer.seal('+821033457789');
    await call.deliver(call.foreignEvent('MoverRegistered', moverId, { moverId, name: '안채우', tel }));
    await until(async () => expect(await call.sql`select from movers`).toHaveLength(1));
    expect(await call.sql`select from inbox where correlation_id = ${input.callId}`).toHaveLength(0);
    answered.open();
    const id = await accepted;
    await call.settled();
    expect(await history(call, id)).toEqual(['REQUESTED', 'ASSIGNING']);
    expect(await call.sql`select from dead_letters`).toHaveLength(0);
  });

  test.each(['was withdrawn', 'never existed'])('that %s changes nothing', async (which) => {
    const call = await startCall();
    const customer = await call.person();
    call.manage.behave({ answer: 'WITHDRAWN' });
    await call.request(customer);
    const id = which === 'was withdrawn' ? (call.manage.requests[0]?.input.callId ?? '') : randomUUID();
    await call.deliver(
      call.foreignEvent('AssignmentRequested', id, assignmentRequested(customer.id)),
      call.foreignEvent('AssignmentCompleted', id, assignmentCompleted(call)),
    );
    await call.settled();
    expect(await call.sql`select from calls`).toHaveLength(0);
    expect((await call.outbox()).map(({ type }) => type)).toEqual(['CallWithdrawn']);
    expect(await call.sql`select from inbox where correlation_id = ${id}`).toHaveLength(2);
  });
});

test('no event contains a readable phone', async () => {
  const call = await shared();
  const customer = await call.person();
  const id = await call.accepted(customer);
  await call.deliver(call.foreignEvent('AssignmentCompleted', id, assignmentCompleted(call)));
  await call.settled();
  const text = JSON.stringify(await call.outbox());
  for (const tel of [customer.tel, '+821023456789']) {
    expect(text).not.toContain(tel.slice(3));
  }
});

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
