import { fact } from '@movecall/schema/events';
import { createAccount } from '@movecall/testkit/database-outages';
import { PATIENCE } from '@movecall/testkit/patience';
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  assignmentCompleted,
  callService,
  customer,
  inputOf,
  operator,
  REQUEST,
  sharedManage,
  startManage,
} from './harness.ts';

const shared = sharedManage();

test('an order and its AssignmentRequested are stored together, once, however often the call service asks', async () => {
  const manage = await shared();
  const callId = randomUUID();
  const answers = await Promise.all(Array.from({ length: 5 }, () => manage.requestAssignment(callId)));
  // Manage passes the owner's phone on as call has sealed it.
  expect((await manage.outbox())[0]?.data).toMatchObject({ ownerTel: inputOf(callId).ownerTel });
  expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(['ACCEPTED']));
  expect(await manage.outboxTypes()).toEqual(['AssignmentRequested']);
  expect(await manage.orderOf(callId)).toEqual({ status: 'ACCEPTED', statusLabel: '접수' });
  expect(await manage.published()).toHaveLength(1);
});

test('an order follows its assignment: WAITING, then ASSIGNED', async () => {
  const manage = await shared();
  const callId = randomUUID();
  await manage.requestAssignment(callId);
  await manage.deliver(fact('AssignmentFailed', callId, { reason: 'NO_MOVER_FREE' }));
  await manage.reaches(callId, 'WAITING');
  await manage.deliver(assignmentCompleted(callId));
  await manage.reaches(callId, 'ASSIGNED');
});

test('a cancelled call asks assign to release its mover, and a late assignment changes nothing', async () => {
  const manage = await shared();
  const callId = randomUUID();
  await manage.requestAssignment(callId);
  await manage.deliver(fact('CallCancelled', callId, { reason: null }));
  await manage.reaches(callId, 'CANCELLED');
  await manage.deliver(
    assignmentCompleted(callId),
    fact('AssignmentCancelled', callId, { assignmentId: randomUUID() }),
  );
  const other = randomUUID();
  await manage.requestAssignment(other);
  await manage.deliver(assignmentCompleted(other));
  await manage.reaches(other, 'ASSIGNED');
  expect((await manage.orderOf(callId))?.status).toBe('CANCELLED');
  expect(await manage.outbox('AssignmentCancelRequested')).toHaveLength(1);
});

test('an acceptance that arrives after its withdrawal is refused and leaves no order', async () => {
  const manage = await shared();
  const callId = randomUUID();
  await manage.deliver(fact('CallWithdrawn', callId, {}));
  await manage.settled();
  expect(await manage.sql`select from tombstones where call_id = ${callId}`).toHaveLength(1);
  expect(await manage.requestAssignment(callId)).toMatchObject({ outcome: 'WITHDRAWN' });
  expect(await manage.orderOf(callId)).toBeNull();
  expect(await manage.outbox()).toEqual([]);
});

test('acceptances that race their withdrawals never leave an open order', async () => {
  const manage = await startManage();
  const callIds = Array.from({ length: 40 }, () => randomUUID());
  await Promise.all(
    callIds.flatMap((id) => [manage.requestAssignment(id), manage.deliver(fact('CallWithdrawn', id, {}))]),
  );
  await manage.settled();
  expect(await manage.sql`select from inbox where type = 'CallWithdrawn'`).toHaveLength(callIds.length);
  expect(await manage.sql`select from orders where status <> 'CANCELLED'`).toHaveLength(0);
  expect(await manage.sql`select from orders o join tombstones t on t.call_id = o.call_id`).toHaveLength(0);
});

test('with too many acceptances in flight, manage answers "try again" and stores nothing', async () => {
  const manage = await startManage({ MAX_ACCEPTANCES_IN_FLIGHT: '0' });
  expect(await manage.requestAssignment(randomUUID())).toEqual({
    outcome: 'OVERLOADED',
    retryAfterSeconds: 2,
  });
  expect(await manage.outbox()).toEqual([]);
});

test('an order is shown to its owner, its mover and operators, and to nobody else', async () => {
  const manage = await shared();
  const [callId, ownerId, moverId] = [randomUUID(), randomUUID(), randomUUID()];
  await manage.requestAssignment(callId, ownerId);
  await manage.deliver(assignmentCompleted(callId, moverId));
  await manage.reaches(callId, 'ASSIGNED');
  const mover = (id: string) => ({ id: randomUUID(), role: 'MOVER', moverId: id }) as const;
  for (const viewer of [customer(ownerId), mover(moverId), operator]) {
    expect(await manage.orderOf(callId, viewer)).not.toBeNull();
  }
  for (const viewer of [customer(randomUUID()), mover(randomUUID()), null]) {
    expect(await manage.orderOf(callId, viewer)).toBeNull();
  }
  expect(await manage.orderOf('not an id')).toBeNull();
});

test('only a service may request an assignment, and a request without a signed identity is answered 401', async () => {
  const manage = await shared();
  const refused = await manage.ask(operator, REQUEST, { input: inputOf(randomUUID()) });
  expect(refused.codes).toEqual(['FORBIDDEN']);
  const unsigned = await manage.ask('unsigned', '{ _service { sdl } }');
  expect(unsigned).toMatchObject({ status: 401, codes: ['UNAUTHENTICATED'] });
  expect(await manage.outbox()).toEqual([]);
});

test('a malformed request is answered BAD_USER_INPUT and stored nowhere', async () => {
  const manage = await shared();
  const callId = randomUUID();
  const input = { ...inputOf(callId), movingOn: '2026-02-30' };
  const { codes } = await manage.ask(callService, REQUEST, { input });
  expect(codes).toEqual(['BAD_USER_INPUT']);
  expect(await manage.sql`select from orders where call_id = ${callId}`).toHaveLength(0);
});

test('the service is ready and shows its metrics', async () => {
  const { url, metricsUrl } = await shared();
  const response = await fetch(`${url}/readyz`);
  expect([response.status, await response.json()]).toEqual([
    200,
    { status: 'ready', checks: { database: true } },
  ]);
  expect(await (await fetch(`${metricsUrl}/metrics`)).text()).toContain(
    'movecall_manage_acceptances_in_flight',
  );
});

test('while the database refuses its sessions, the service is unavailable, and then works again', async () => {
  const manage = await startManage();
  const account = await createAccount(manage.config.databaseUrl);
  const { ask, close } = await manage.start({ MANAGE_DATABASE_URL: account.url });
  onTestFinished(async () => {
    await close();
    await account.remove();
  });
  const accept = () => ask(callService, REQUEST, { input: inputOf(randomUUID()) });
  for (const outage of account.outages) {
    await outage.begin();
    const seen = new Set<string>();
    // A session that began just before the outage may still accept one.
    const refused = async (): Promise<void> => {
      const { codes } = await accept();
      for (const code of codes) seen.add(code);
      expect(codes, outage.name).not.toEqual([]);
    };
    await vi.waitFor(refused, PATIENCE);
    await outage.end();
    expect([...seen], outage.name).toEqual(['SERVICE_UNAVAILABLE']);
  }
  await vi.waitFor(async () => expect((await accept()).codes).toEqual([]), PATIENCE);
});

test('a tombstone is deleted when no acceptance can arrive any more', async () => {
  const manage = await startManage({ RETENTION_EVERY_MS: '20' });
  const [recent, old] = [randomUUID(), randomUUID()];
  await manage.sql`
    insert into tombstones (call_id, at) values (${recent}, now()), (${old}, now() - interval '31 days')`;
  await vi.waitFor(
    async () => expect(await manage.sql`select call_id from tombstones`).toEqual([{ call_id: recent }]),
    PATIENCE,
  );
});

test('an order whose call was erased keeps the district of the home, and assign is told after the cancel', async () => {
  const manage = await shared();
  const callId = randomUUID();
  await manage.requestAssignment(callId);
  await manage.sql`
    update orders set location = location || '{"address": "서울 마포구 월드컵로 1"}' where call_id = ${callId}`;
  // The events of one producer about one call take effect in their order, however they arrive.
  const [cancelled, erased] = [
    fact('CallCancelled', callId, { reason: null }),
    fact('CallErased', callId, {}),
  ];
  await manage.deliver(cancelled, erased);
  await manage.settled();
  expect(await manage.outboxTypes()).toEqual([
    'AssignmentRequested',
    'AssignmentCancelRequested',
    'OrderErased',
  ]);
  const [kept] = await manage.sql`select status, location from orders where call_id = ${callId}`;
  expect(kept).toEqual({
    status: 'CANCELLED',
    location: { address: '마포구', district: '마포구', latitude: 37.5663, longitude: 126.9019 },
  });
});

test('an erased call that was withdrawn leaves its tombstone as it is', async () => {
  const manage = await shared();
  const callId = randomUUID();
  await manage.deliver(fact('CallWithdrawn', callId, {}), fact('CallErased', callId, {}));
  await manage.settled();
  expect(await manage.outboxTypes()).toEqual([]);
  expect(await manage.sql`select from tombstones where call_id = ${callId}`).toHaveLength(1);
});
