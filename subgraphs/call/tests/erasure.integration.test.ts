import { ENDED_SESSIONS_HEADER } from '@movecall/identity';
import { describe, expect, test } from 'vitest';
import type { UserError } from '../src/user-errors.ts';
import { assignmentCompleted } from './foreign-events.ts';
import { type CallHarness, freshTel, OPERATOR_TEL, sharedCall, startCall, telOf, until } from './harness.ts';
import { latch } from './latch.ts';
import { listed, readCall } from './queries.ts';
import { endedByEvents, refresh, signIn, type SignedInClient } from './signed-in.ts';

const shared = sharedCall();

const HOME = '서울 마포구 월드컵로 12길 34';
const DESTINATION = '서울 구로구 디지털로 56';
const REASON = '비밀번호는 1234예요';

interface Payload {
  readonly done: boolean;
  readonly userErrors: readonly UserError[];
}

const deleteMyData = async (call: CallHarness, { viewer, cookie }: SignedInClient) => {
  const answer = await call.ask<{ payload: Payload }>(
    viewer,
    'mutation { payload: deleteMyData { done: deleted userErrors { code message field } } }',
    {},
    { cookie },
  );
  return { ...answer, payload: answer.data?.payload };
};

const partPhone = async (call: CallHarness, { viewer }: Pick<SignedInClient, 'viewer'>, tel: string) => {
  const answer = await call.ask<{ payload: Payload }>(
    viewer,
    'mutation ($tel: String!) { payload: partPhone(tel: $tel) { done: parted userErrors { code message field } } }',
    { tel },
  );
  return { codes: answer.codes, payload: answer.data?.payload };
};

/** A customer with a call that was cancelled. */
async function customerOfThePast(call: CallHarness) {
  const tel = freshTel();
  const client = await signIn(call, tel);
  const input = { location: { address: HOME }, destination: { address: DESTINATION } };
  const id = await call.accepted(client.viewer, { ...input, idempotencyKey: `열쇠 ${tel}` });
  await call.cancel(client.viewer, id, REASON);
  return { tel, client, id };
}

/** Everything in the database but the event log, as text. */
async function dumped(call: CallHarness): Promise<string> {
  const tables = ['people', 'sessions', 'sign_ins', 'attempts', 'calls', 'timeline', 'alerts'];
  const rows = await Promise.all(tables.map((table) => call.sql`select * from ${call.sql(table)}`));
  return JSON.stringify(rows);
}

describe('deleting one’s data', () => {
  test('leaves of the calls what names nobody, and ends the sessions; the phone begins anew', async () => {
    const call = await startCall();
    const { tel, client, id } = await customerOfThePast(call);
    const other = await signIn(call, tel);
    const secrets = [tel.slice(4), HOME, DESTINATION, REASON, `열쇠 ${tel}`];
    const before = await dumped(call);
    for (const secret of secrets) expect(before).toContain(secret);
    const [attempt] = await call.sql<{ fingerprint: string }[]>`select fingerprint from attempts`;

    const { payload, headers } = await deleteMyData(call, client);
    expect(payload).toEqual({ done: true, userErrors: [] });
    expect(headers.get('set-cookie')).toContain('Max-Age=0');
    const sessions = [client.viewer.sessionId, other.viewer.sessionId].toSorted();
    expect(headers.get(ENDED_SESSIONS_HEADER)?.split(',').toSorted()).toEqual(sessions);
    expect((await endedByEvents(call)).toSorted()).toEqual(sessions);
    expect(await refresh(call, other)).toEqual(['UNAUTHENTICATED']);

    const after = await dumped(call);
    for (const secret of [...secrets, attempt!.fingerprint]) expect(after).not.toContain(secret);
    const erased = await call.outbox('CallErased');
    expect(erased.map(({ correlationId }) => correlationId)).toEqual([id]);
    const people = await call.outbox('PersonErased');
    expect(people.map(({ correlationId }) => correlationId)).toEqual([client.viewer.id]);
    const operator = await signIn(call, telOf(OPERATOR_TEL));
    expect((await readCall(call, operator.viewer, id)).data.moveCall).toMatchObject({
      status: 'CANCELLED',
      tel: '',
      location: { address: '마포구', district: '마포구' },
      destination: { address: '구로구', district: '구로구' },
    });

    const again = await signIn(call, tel);
    expect(again.viewer.id).not.toBe(client.viewer.id);
    expect(await listed(call, again.viewer)).toEqual([]);
  });

  test('is forbidden by an open call, in Korean, and changes nothing', async () => {
    const call = await shared();
    const { client } = await customerOfThePast(call);
    await call.accepted(client.viewer);
    const before = await dumped(call);
    const { payload } = await deleteMyData(call, client);
    expect(payload).toMatchObject({ done: false, userErrors: [{ code: 'OPEN_CALLS' }] });
    expect(payload?.userErrors[0]?.message).toMatch(/진행 중인 호출/);
    expect(await dumped(call)).toBe(before);
    for (const type of ['CallErased', 'PersonErased']) expect(await call.outbox(type)).toEqual([]);
  });

  test('is forbidden while a call is being accepted', async () => {
    const call = await shared();
    const client = await signIn(call, freshTel());
    const answered = latch();
    call.manage.behave({ answer: 'ACCEPTED', after: answered.opened });
    const asked = call.manage.nextRequest();
    const accepted = call.accepted(client.viewer);
    await asked;
    const { payload } = await deleteMyData(call, client);
    expect(payload?.userErrors).toMatchObject([{ code: 'OPEN_CALLS' }]);
    answered.open();
    expect(await accepted).toBeDefined();
  });

  test('after the day of a confirmed move leaves it confirmed, and nobody can cancel it any more', async () => {
    let days = 0;
    const call = await startCall({}, { now: () => new Date(Date.now() + days * 86_400_000) });
    const client = await signIn(call, freshTel());
    const id = await call.accepted(client.viewer);
    await call.deliver(call.foreignEvent('AssignmentCompleted', id, assignmentCompleted(call)));
    await call.settled();
    expect((await deleteMyData(call, client)).payload?.userErrors).toMatchObject([{ code: 'OPEN_CALLS' }]);
    days = 1;
    expect((await deleteMyData(call, client)).payload?.done).toBe(true);
    const { viewer } = await signIn(call, telOf(OPERATOR_TEL));
    expect((await call.cancel(viewer, id)).userErrors).toMatchObject([{ code: 'NOT_CANCELLABLE' }]);
    expect((await readCall(call, viewer, id)).data.moveCall).toMatchObject({ status: 'CONFIRMED', tel: '' });
  });

  test('a second time, and without a sign-in, needs a sign-in', async () => {
    const call = await shared();
    const { client } = await customerOfThePast(call);
    await deleteMyData(call, client);
    expect((await deleteMyData(call, client)).codes).toEqual(['UNAUTHENTICATED']);
    expect((await call.ask(null, 'mutation { deleteMyData { deleted } }')).codes).toEqual([
      'UNAUTHENTICATED',
    ]);
  });
});

describe('parting a phone', () => {
  test('keeps the former calls from whoever has the phone now, and ends the former sessions', async () => {
    const call = await shared();
    const { tel, client, id } = await customerOfThePast(call);
    const operator = await signIn(call, telOf(OPERATOR_TEL));
    expect(await partPhone(call, operator, tel)).toEqual({
      codes: [],
      payload: { done: true, userErrors: [] },
    });
    expect(await endedByEvents(call)).toEqual([client.viewer.sessionId]);
    const next = await signIn(call, tel);
    expect(await listed(call, next.viewer)).toEqual([]);
    expect((await readCall(call, next.viewer, id)).data.moveCall).toBeNull();
    expect((await readCall(call, operator.viewer, id)).data.moveCall).toMatchObject({
      location: { address: HOME },
    });
  });

  test('is forbidden by an open call', async () => {
    const call = await shared();
    const { tel, client } = await customerOfThePast(call);
    await call.accepted(client.viewer);
    const operator = await signIn(call, telOf(OPERATOR_TEL));
    expect((await partPhone(call, operator, tel)).payload).toMatchObject({
      done: false,
      userErrors: [{ code: 'OPEN_CALLS', field: ['tel'] }],
    });
    expect((await signIn(call, tel)).viewer.id).toBe(client.viewer.id);
  });

  test('answers what is wrong with the phone, and is for operators only', async () => {
    const call = await shared();
    const operator = await signIn(call, telOf(OPERATOR_TEL));
    expect((await partPhone(call, operator, '02-123-4567')).payload?.userErrors).toMatchObject([
      { code: 'INVALID_TEL' },
    ]);
    expect((await partPhone(call, operator, freshTel())).payload?.userErrors).toMatchObject([
      { code: 'PERSON_NOT_FOUND' },
    ]);
    const customer = await signIn(call, freshTel());
    expect((await partPhone(call, customer, freshTel())).codes).toEqual(['FORBIDDEN']);
  });
});

describe('retention', () => {
  const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);

  test('erases the calls that were over longer ago than it is set to, and parts their people from their phones', async () => {
    const call = await startCall({ PERSONAL_DATA_KEPT_DAYS: '30', RETENTION_EVERY_MS: '20' });
    const [old, recent] = [await customerOfThePast(call), await customerOfThePast(call)];
    const open = await signIn(call, freshTel());
    const openId = await call.accepted(open.viewer, { location: { address: HOME } });
    const olderThan = (days: number, ...ids: string[]) =>
      call.sql.begin(async (sql) => {
        await sql`update people set created_at = ${daysAgo(days)} where id in (select owner_id from calls where id in ${sql(ids)})`;
        await sql`update sessions set refreshed_at = ${daysAgo(days)} where person_id in (select owner_id from calls where id in ${sql(ids)})`;
        await sql`update calls set updated_at = ${daysAgo(days)} where id in ${sql(ids)}`;
      });
    await olderThan(29, recent.id);
    await olderThan(31, old.id, openId);
    await until(async () =>
      expect((await call.outbox('CallErased')).map(({ correlationId }) => correlationId)).toEqual([old.id]),
    );
    await call.sql`update attempts set created_at = ${daysAgo(31)}`;
    await until(async () =>
      expect(await call.sql`select from people where tel = ${old.tel}`).toHaveLength(0),
    );
    const kept = await call.sql<{ id: string }[]>`select id from calls where erased_at is null`;
    expect(kept.map(({ id }) => id).toSorted()).toEqual([openId, recent.id].toSorted());
    expect(await call.sql`select from people where tel = ${recent.tel}`).toHaveLength(1);
  });

  test('deletes sessions long after their end', async () => {
    const call = await startCall({ RETENTION_EVERY_MS: '20' });
    const [old, recent] = [await signIn(call, freshTel()), await signIn(call, freshTel())];
    for (const { viewer } of [old, recent]) await call.ask(viewer, 'mutation { logout }');
    await call.sql`update sessions set expires_at = ${daysAgo(91)} where id = ${old.viewer.sessionId}`;
    await until(async () =>
      expect(await call.sql`select id from sessions`).toEqual([{ id: recent.viewer.sessionId }]),
    );
  });
});
