import { producers, streamOf } from '@movecall/schema/streams';
import { afterEach, expect, test } from 'vitest';
import { until } from '@movecall/service/until';
import { checkInvariants } from '@movecall/ops/invariants/check';
import { type Made, makeCalls, type Wish } from './support/crowd.ts';
import { type Saga, startSaga } from '@movecall/testkit/saga';

const MOVERS = ['01020000001', '01020000002', '01020000003'];
const SHORT_DAY = 20;

const times = (count: number, daysAhead: number, fate: Wish['fate']): Wish[] =>
  Array.from({ length: count }, () => ({ daysAhead, fate }));

/** Half of the calls. No day has more calls than movers, so no call waits. */
const EASY: readonly Wish[] = [
  ...times(3, 10, 'KEPT'),
  ...times(3, 11, 'KEPT'),
  ...times(2, 12, 'CANCELLED_AT_ONCE'),
  ...times(2, 13, 'CANCELLED_ONCE_CONFIRMED'),
  ...times(2, 14, 'CANCELLED_ONCE_CONFIRMED'),
];
/** The other half. One day has more calls than movers, so some calls wait. */
const SHORT: readonly Wish[] = [
  ...times(6, SHORT_DAY, 'KEPT'),
  ...times(3, SHORT_DAY, 'CANCELLED_AT_ONCE'),
  ...times(3, 21, 'KEPT'),
];
const ENDS = {
  '10 KEPT CONFIRMED': 3,
  '11 KEPT CONFIRMED': 3,
  '12 CANCELLED_AT_ONCE CANCELLED': 2,
  '13 CANCELLED_ONCE_CONFIRMED CANCELLED': 2,
  '14 CANCELLED_ONCE_CONFIRMED CANCELLED': 2,
  '20 KEPT CONFIRMED': 3,
  '20 KEPT ASSIGNING': 3,
  '20 CANCELLED_AT_ONCE CANCELLED': 3,
  '21 KEPT CONFIRMED': 3,
};

/** The timeout of a test, ms. It exceeds the longest wait for the system to settle. */
const WITHIN_MS = 90_000;

let saga: Saga;

async function start(...instances: string[]): Promise<void> {
  saga = await startSaga({ instances });
  for (const tel of MOVERS) await saga.registerMover(tel);
}
afterEach(() => saga.close());

/** Checks that the system settles, each call ends in its expected status, and each customer received each message once. */
async function expectNothingLost(made: readonly Made[]): Promise<void> {
  expect(await checkInvariants(saga.subject, { quietWithinMs: 40_000 })).toEqual([]);
  const calls = await saga.sql.call<{ id: string; status: string }[]>`select id, status from calls`;
  const statuses = new Map(calls.map(({ id, status }) => [id, status]));
  expect([...statuses.keys()].toSorted()).toEqual(made.map(({ id }) => id).toSorted());

  const ends: Record<string, number> = {};
  for (const { daysAhead, fate, id } of made) {
    const end = `${daysAhead} ${fate} ${statuses.get(id)}`;
    ends[end] = (ends[end] ?? 0) + 1;
  }
  expect(ends).toEqual(ENDS);

  const messages = await saga.subject.sandboxMessages();
  for (const { id, tel } of made) {
    const told = messages.filter(({ to }) => to === tel).map(({ templateId }) => templateId);
    expect(TOLD[statuses.get(id)!]).toContainEqual(told);
  }
}

const TOLD: Readonly<Record<string, readonly string[][]>> = {
  CONFIRMED: [['CALL_ACCEPTED', 'MOVER_CONFIRMED']],
  ASSIGNING: [['CALL_ACCEPTED']],
  // A customer receives MOVER_CONFIRMED only if the call was confirmed before it was cancelled.
  CANCELLED: [
    ['CALL_ACCEPTED', 'CALL_CANCELLED'],
    ['CALL_ACCEPTED', 'MOVER_CONFIRMED', 'CALL_CANCELLED'],
  ],
};

/** The number of events that a replica consumed. */
async function consumedAt(metricsUrl: string): Promise<number> {
  const metrics = await (await fetch(`${metricsUrl}/metrics`)).text();
  return [...metrics.matchAll(/^eventlog_consumed_total\{.*\} (\d+)$/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
}

async function expectAllTookPart(): Promise<void> {
  for (const name of producers) {
    for (const url of saga.replicas[name].metricsUrls) expect(await consumedAt(url), name).toBeGreaterThan(0);
  }
}

test(
  'two replicas of every service share the work: nothing is lost or done twice',
  async () => {
    await start('1', '2');
    const made = await makeCalls(saga, [...EASY, ...SHORT]);
    await expectNothingLost(made);
    await expectAllTookPart();
  },
  WITHIN_MS,
);

/**
 * Locks assign's tables, calls `begin`, and waits until one replica of assign holds several unacknowledged events. Then
 * calls `goOn` with the index of that replica and unlocks the tables.
 */
const withUnfinishedEvents = (begin: () => void, goOn: (holder: number) => Promise<void>): Promise<unknown> =>
  saga.sql.assign.begin(async (tx) => {
    await tx`lock table assignments, requests in exclusive mode`;
    begin();
    const holder = await until('events that one replica of assign holds', async () => {
      const held = await Promise.all(
        ['1', '2'].map((name) =>
          saga.redis.xpending(streamOf(saga.prefix, 'manage'), 'assign', '-', '+', 100, name),
        ),
      );
      const nth = held.findIndex((entries) => entries.length >= 3);
      return nth === -1 ? undefined : nth;
    });
    await goOn(holder);
  });

const closedAt = (url: string): Promise<boolean> =>
  until(`${url} to close`, () =>
    fetch(`${url}/healthz`).then(
      () => undefined,
      () => true,
    ),
  );

test(
  'one replica of every service stops in the middle of its work, and the other finishes that work',
  async () => {
    await start('1', '2');
    const { call, manage, assign, notifier } = saga.replicas;
    const early = makeCalls(saga, SHORT);
    let late: Promise<Made[]> | undefined;
    let gone: Promise<unknown> | undefined;
    await withUnfinishedEvents(
      () => (late = makeCalls(saga, EASY)),
      async (holder) => {
        // call and manage stop different replicas. The notifier stops the one that receives the delivery reports.
        gone = Promise.all([call.stop(0), manage.stop(1), assign.stop(holder), notifier.stop(0)]);
        await closedAt(assign.urls[holder]!);
      },
    );
    await gone;
    await expectNothingLost([...(await early), ...(await late!)]);
  },
  WITHIN_MS,
);

test(
  'two replicas with the same consumer name do nothing twice',
  async () => {
    await start('1', '1');
    const made = await makeCalls(saga, [...EASY, ...SHORT]);
    await expectNothingLost(made);
    await expectAllTookPart();
  },
  WITHIN_MS,
);
