import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { freshTel, startCall, until } from './harness.ts';

const hasty = { RETENTION_EVERY_MS: '20' };

test('an attempt is deleted a month after its end; its call stays, and its key is free again', async () => {
  const call = await startCall(hasty);
  const customer = await call.person();
  const recent = await call.accepted(customer, { idempotencyKey: 'recent' });
  const old = await call.accepted(customer, { idempotencyKey: 'old' });
  await call.sql`update attempts set settled_at = settled_at - interval '31 days' where id = ${old}`;
  await until(async () => expect(await call.sql`select id from attempts`).toEqual([{ id: recent }]));
  expect(await call.sql`select from calls`).toHaveLength(2);
  expect(await call.accepted(customer, { idempotencyKey: 'recent' })).toBe(recent);
  expect(await call.accepted(customer, { idempotencyKey: 'old' })).not.toBe(old);
});

test('a pending attempt is not deleted, however old it is', async () => {
  const call = await startCall({ ...hasty, SWEEP_EVERY_MS: '600000' });
  const { id: caller } = await call.person();
  const old = await call.sql`
    insert into attempts (id, status, caller_id, owner_id, fingerprint, created_at, deadline, settled_at)
    select gen_random_uuid(), status, ${caller}, ${caller}, '', now() - interval '99 days', now() + interval '1 day', settled_at
    from (values ('PENDING', null), ('VOID', now() - interval '99 days')) as old (status, settled_at)`;
  expect(old.count).toBe(2);
  await until(async () =>
    expect(await call.sql`select status from attempts`).toEqual([{ status: 'PENDING' }]),
  );
});

test('a sign-in is deleted an hour after its code has expired, whoever asks for codes', async () => {
  const call = await startCall(hasty);
  await call.sql`
    insert into sign_ins (id, tel, code_hash, expires_at)
    select gen_random_uuid(), ${freshTel()}, '', now() - age * interval '1 minute' from unnest(array[50, 70]) as age`;
  await until(async () => expect(await call.sql`select from sign_ins`).toHaveLength(1));
});

test('a login code is on a stream of its own, and not on the one that manage and the router read', async () => {
  const call = await startCall();
  const tel = freshTel();
  await call.ask(null, 'mutation ($tel: String!) { requestLoginCode(tel: $tel) { userErrors { code } } }', {
    tel,
  });
  const streams = {
    calls: `${call.config.streamPrefix}:call`,
    logins: `${call.config.streamPrefix}:call-logins`,
  };
  await until(async () => expect(await call.redis.xlen(streams.logins)).toBe(1));
  await call.accepted(await call.person(), { idempotencyKey: randomUUID() });
  await until(async () => expect(await call.redis.xlen(streams.calls)).toBe(1));
  expect(await call.outbox()).toHaveLength(1);
});
