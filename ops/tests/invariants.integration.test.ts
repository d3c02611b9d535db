import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkInvariants, invariants } from '../src/invariants/check.ts';
import { waitForQuiescence } from '../src/invariants/quiescence.ts';
import { age } from './support/aged.ts';
import { mutants } from './support/mutants.ts';
import { type MutableSystem, violationsAfter } from './support/violations-after.ts';
import { makeSampleCalls, type SampleCalls } from './support/sample-calls.ts';
import { type Saga, startSaga } from '@movecall/testkit/saga';

let saga: Saga;
let calls: SampleCalls;
let subject: Saga['subject'];

beforeAll(async () => {
  saga = await startSaga();
  calls = await makeSampleCalls(saga);
  expect(await checkInvariants(saga.subject)).toEqual([]);
  const messages = await saga.subject.sandboxMessages();
  subject = { ...saga.subject, sandboxMessages: async () => messages };
  await saga.freeze();
});
afterAll(() => saga.close());

test('a system with confirmed, cancelled, waiting and withdrawn calls, with quotes and without, violates no invariant', async () => {
  expect(await violationsAfter(subject, async () => undefined)).toEqual([]);
});

describe('a system whose retention has deleted all that is old', () => {
  const agedWith = (mutate: (system: MutableSystem) => Promise<unknown>) =>
    violationsAfter(subject, async (system) => {
      await age(system);
      for (const message of system.messages) Object.assign(message, { at: '2020-01-01T00:00:00.000Z' });
      await mutate(system);
    });
  const named = async (mutate: (system: MutableSystem) => Promise<unknown>) =>
    (await agedWith(mutate)).map(({ invariant }) => invariant);

  test('violates no invariant', async () => {
    expect(await agedWith(async () => undefined)).toEqual([]);
  });

  test('still violates one when an order, an assignment or a version of a call is missing', async () => {
    expect(
      await named(({ sql }) => sql.manage`delete from orders where call_id = ${calls.confirmed}`),
    ).toEqual(['an accepted call has an order']);
    expect(
      await named(
        ({ sql }) =>
          sql.assign`update assignments set status = 'RELEASED', released_at = now() where call_id = ${calls.confirmed}`,
      ),
    ).toContain('a confirmed call is confirmed in all services');
    expect(
      await named(
        ({ sql }) => sql.call`delete from timeline where call_id = ${calls.confirmed} and version = 2`,
      ),
    ).toEqual(['call versions have no gaps']);
  });

  test('still violates one when a new event has no effect, or a new delivery no cause', async () => {
    const event = { id: randomUUID(), type: 'CallCancelled', correlationId: calls.waiting, sequence: 9 };
    expect(
      await named(
        ({ sql }) => sql.call`
          insert into outbox (event, number)
          values (${sql.call.json({ ...event, producer: 'call', time: new Date().toISOString() })}, 1)`,
      ),
    ).toContain('every event is applied by every consumer');
    expect(
      await named(
        ({ sql }) => sql.call`
          insert into attempts (id, status, caller_id, owner_id, fingerprint, created_at, deadline, settled_at)
          select gen_random_uuid(), 'VOID', id, id, '', now(), now(), now() from people limit 1`,
      ),
    ).toContain('manage knows every void attempt');
  });
});

for (const { breaks, when, mutate } of mutants) {
  const names = [breaks].flat();
  test(`${when}; violated: ${names.join(', ')}`, async () => {
    const violations = await violationsAfter(subject, (world) => mutate(world, calls));
    expect(violations.map(({ invariant }) => invariant)).toEqual(names);
    for (const { rows } of violations) expect(rows.length).toBeGreaterThan(0);
  });
}

test('an event that is written during a query is waited for until it has had its effect', async () => {
  const { call, notifier } = saga.subject.databases;
  // The n-th change is made right after the n-th query of the deliveries.
  const changes: Record<number, () => Promise<unknown>> = {
    1: () =>
      call`insert into outbox (event, number) select event, max(number) over () + 1 from outbox limit 1`,
    2: () =>
      notifier`insert into deliveries select (jsonb_populate_record(d, ${notifier.json({ id: randomUUID(), version: 1_000, status: 'PENDING', due_at: new Date() })})).* from deliveries d limit 1`,
    4: () => notifier`update deliveries set status = 'DELIVERED', due_at = null where version = 1000`,
  };
  let queries = 0;
  const watched = new Proxy(notifier, {
    apply: async (target, self, args: [TemplateStringsArray, ...unknown[]]) => {
      const rows: unknown = await Reflect.apply(target, self, args);
      if (args[0].join('').includes("'delivery'")) await changes[(queries += 1)]?.();
      return rows;
    },
  });
  const published = async (by: number) =>
    call`update relay_state set published = published + ${by}, last_number = last_number + ${by}`;
  await published(1);
  try {
    const underWay = await waitForQuiescence(
      { ...subject, databases: { ...subject.databases, notifier: watched } },
      5_000,
    );
    expect(underWay).toEqual([]);
    expect(queries).toBeGreaterThan(4);
  } finally {
    await published(-1);
    await call`delete from outbox where position = (select max(position) from outbox)`;
    await notifier`delete from deliveries where version = 1000`;
  }
});

test('every invariant has a mutant', () => {
  const broken = new Set(mutants.flatMap(({ breaks }) => breaks));
  expect(invariants.map(({ invariant }) => invariant).filter((name) => !broken.has(name))).toEqual([]);
});
