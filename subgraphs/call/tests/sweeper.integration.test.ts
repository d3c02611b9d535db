import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { leftovers, nothing, type Payload, startCall, tryAgain, until } from './harness.ts';
import { latch } from './latch.ts';

describe('the sweeper', () => {
  test('withdraws each overdue attempt once, also with several replicas', async () => {
    const call = await startCall({ SWEEP_EVERY_MS: '5' });
    const others = await Promise.all(
      [2, 3].map((n) => call.replica({ INSTANCE: `${n}`, SWEEP_EVERY_MS: '5' })),
    );
    expect(others).toHaveLength(2);
    const { id: owner } = await call.person();
    const ids = Array.from({ length: 250 }, () => randomUUID());
    await call.sql`
      insert into attempts (id, status, caller_id, owner_id, fingerprint, created_at, deadline)
      select id::uuid, 'PENDING', ${owner}, ${owner}, 'f', now(), now() from unnest(${ids}::text[]) id`;
    await until(async () => {
      expect(await call.sql`select from attempts where status = 'PENDING'`).toHaveLength(0);
    });
    const withdrawn = await call.outbox('CallWithdrawn');
    expect(withdrawn.map((event) => event.correlationId).toSorted()).toEqual(ids.toSorted());
  });

  test('does not withdraw an attempt before its deadline, also when its own clock is ahead', async () => {
    const ahead = () => new Date(Date.now() + 2 * 60 * 60 * 1000);
    const call = await startCall({ SWEEP_EVERY_MS: '5' }, { now: ahead });
    const { id: owner } = await call.person();
    const [overdue, inTime] = [randomUUID(), randomUUID()];
    await call.sql`
      insert into attempts (id, status, caller_id, owner_id, fingerprint, created_at, deadline) values
      (${inTime}, 'PENDING', ${owner}, ${owner}, 'f', now(), now() + interval '1 hour'),
      (${overdue}, 'PENDING', ${owner}, ${owner}, 'f', now(), now())`;
    await until(async () => {
      expect(await call.sql`select from attempts where status = 'VOID'`).toHaveLength(1);
    });
    expect(await call.sql`select status from attempts where id = ${inTime}`).toEqual([{ status: 'PENDING' }]);
  });

  test('leaves an attempt its full time when the clock of the replica that stored it is behind', async () => {
    const behind = () => new Date(Date.now() - 2 * 60 * 60 * 1000);
    const call = await startCall({ ATTEMPT_DEADLINE_MS: '3600000' }, { now: behind });
    await call.accepted(await call.person());
    const [attempt] = await call.sql`
      select extract(epoch from deadline - now())::float / 60 as "minutesLeft" from attempts`;
    expect(attempt?.['minutesLeft']).toBeGreaterThan(59);
    expect(attempt?.['minutesLeft']).toBeLessThanOrEqual(60);
  });

  test('that withdraws before manage answers wins: there is no call, although manage accepted', async () => {
    const call = await startCall({ ATTEMPT_DEADLINE_MS: '1', SWEEP_EVERY_MS: '5' });
    const customer = await call.person();
    const swept = latch();
    call.manage.behave({ answer: 'ACCEPTED', after: swept.opened });
    const answer = call.request(customer);
    await until(async () => {
      expect(await call.sql`select from attempts where status = 'VOID'`).toHaveLength(1);
    });
    swept.open();
    expect(await answer).toEqual(tryAgain);
    expect(await leftovers(call)).toEqual(nothing);
  });

  test('races acceptances: each attempt is either accepted or withdrawn', async () => {
    const call = await startCall({ ATTEMPT_DEADLINE_MS: '60', SWEEP_EVERY_MS: '1' });
    const customer = await call.person();
    call.manage.behave({ answer: 'ACCEPTED', withinMs: 120 });
    const payloads: Payload[] = [];
    const accepted = () => payloads.flatMap(({ moveCall }) => moveCall?.id ?? []);
    // Rounds are repeated until each side has won several times. A slow machine takes more rounds.
    const winsOfEach = () => Math.min(accepted().length, payloads.length - accepted().length);
    for (let round = 0; round < 50 && winsOfEach() <= 5; round += 1) {
      payloads.push(...(await Promise.all(Array.from({ length: 10 }, () => call.request(customer)))));
    }
    const acceptedIds = accepted().toSorted();
    await until(async () => {
      expect(await call.sql`select from attempts where status = 'PENDING'`).toHaveLength(0);
    });
    const rows = await call.sql<{ id: string }[]>`select id from calls`;
    expect(rows.map(({ id }) => id).toSorted()).toEqual(acceptedIds);
    const withdrawn = await call.outbox('CallWithdrawn');
    const refused = payloads.length - acceptedIds.length;
    expect(new Set(withdrawn.map((event) => event.correlationId)).size).toBe(refused);
    expect(withdrawn).toHaveLength(refused);
    expect(winsOfEach()).toBeGreaterThan(5);
  });
});
