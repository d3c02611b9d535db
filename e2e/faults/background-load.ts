import { cancelMove } from '@movecall/testkit/move-calls';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from './random.ts';
import type { Testbed } from './testbed.ts';

/** Above what the router waits for any of its services, and below what a customer waits for the router. */
const HUNG_MS = 14_500;

export interface BackgroundLoadOptions {
  /** How many ask at the same time, each for one thing after the other. */
  readonly customers: number;
  /** A customer's pause between two things, ms: at most. */
  readonly pauseMs: number;
  /** Is told of every request that was accepted: when it was made, and when it was answered (performance.now). */
  readonly onAccepted?: (madeAt: number, answeredAt: number) => void;
}

export interface BackgroundLoad {
  /** Resolves once everything that was asked is answered. Answers how it all went, in a line each. */
  end(): Promise<{ readonly notes: readonly string[]; readonly violations: readonly string[] }>;
}

/** Customers who request calls through the router and cancel a third of them, until they are told to end. */
export function startBackgroundLoad(
  testbed: Testbed,
  random: Random,
  { customers, pauseMs, onAccepted }: BackgroundLoadOptions,
): BackgroundLoad {
  const told = { ACCEPTED: 0, TRY_AGAIN: 0, NOTHING: 0 };
  const errors = new Map<string, number>();
  const cancelled: string[] = [];
  let cancelsUnanswered = 0;
  let slowestMs = 0;
  let hung = 0;
  let ended = false;

  async function timed<T>(act: () => Promise<T>): Promise<T> {
    const since = performance.now();
    try {
      return await act();
    } finally {
      const ms = performance.now() - since;
      slowestMs = Math.max(slowestMs, ms);
      if (ms > HUNG_MS) hung += 1;
    }
  }

  async function oneThing(): Promise<void> {
    const madeAt = performance.now();
    const answer = await timed(() => testbed.request(testbed.newRequest(random)));
    told[answer.outcome] += 1;
    if (answer.outcome === 'NOTHING') errors.set(answer.reason, (errors.get(answer.reason) ?? 0) + 1);
    if (answer.outcome !== 'ACCEPTED') return;
    onAccepted?.(madeAt, performance.now());
    if (random.int(1, 3) !== 1) return;
    // From before the assignment to after it.
    await pause(random.int(0, 100));
    await timed(() => cancelMove(testbed.customer, answer.callId)).then(
      (refusals) => void (refusals.length === 0 && cancelled.push(answer.callId)),
      () => void (cancelsUnanswered += 1),
    );
  }

  const customer = async (): Promise<void> => {
    while (!ended) {
      await oneThing();
      await pause(random.int(0, pauseMs));
    }
  };
  const all = Promise.all(Array.from({ length: customers }, customer));
  // Whoever ends it hears of a failure.
  all.catch(() => undefined);

  return {
    async end() {
      ended = true;
      await all;
      const alive = await testbed.system.sql.call<{ id: string }[]>`
        select id from calls where id = any(${cancelled}::uuid[]) and status <> 'CANCELLED'`;
      const asked = told.ACCEPTED + told.TRY_AGAIN + told.NOTHING;
      const causes = [...errors].map(([why, times]) => `${times} ${why}`).join('; ');
      return {
        notes: [
          `${asked} requests: ${told.ACCEPTED} accepted, ${told.TRY_AGAIN} told to try again, ${told.NOTHING} without an answer${causes && ` (${causes})`}`,
          `${cancelled.length} calls cancelled, ${cancelsUnanswered} cancels without an answer`,
          `${hung} hung; the slowest answer took ${Math.round(slowestMs)} ms`,
        ],
        violations: [
          ...(hung === 0 ? [] : [`${hung} answers took longer than ${HUNG_MS} ms`]),
          ...alive.map(({ id }) => `call ${id} was told to be cancelled and is not`),
        ],
      };
    },
  };
}

/** Which process each service has now: a service that ended, for whatever reason, has another one. */
export const servicePids = ({ system }: Testbed): Readonly<Record<string, number | null>> =>
  Object.fromEntries(
    ['router', 'call', 'manage', 'assign', 'notifier'].map((name) => [
      name,
      system.stack.services()[name]?.pid ?? null,
    ]),
  );

/** The services that have ended since, in a line each. */
export const endedServices = (before: ReturnType<typeof servicePids>, testbed: Testbed): string[] => {
  const now = servicePids(testbed);
  return Object.keys(before)
    .filter((name) => now[name] !== before[name])
    .map((name) => `${name} ended: it was process ${before[name]}, it is ${now[name]}`);
};
