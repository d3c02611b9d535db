import { until } from '@movecall/service/until';
import { setTimeout as pause } from 'node:timers/promises';
import type { FaultProxy } from '@movecall/testkit/fault-proxy';
import type { Fault, Trial } from '../fault.ts';
import type { Random } from '../random.ts';
import { ENOUGH_FOR_P99, percentile } from '@movecall/testkit/statistics';
import type { MoveRequest, RequestOutcome } from '../customer-client.ts';
import type { Testbed } from '../testbed.ts';

const group = 'manage';

/** call gives manage 600 ms; the rest is for the router, call's own transactions and the way. */
const ANSWERED_WITHIN_MS = 1_000;
/** What a busy machine may add. */
const NOISE_MS = 500;
/** So many requests meet the fault at about the same time: as many failures in a row as open the circuit … */
const TOGETHER = 5;
/** … and so many come one by one after them. */
const AFTERWARDS = 5;

/** Requests, and how long their answers took. */
function createRequests(testbed: Testbed, trial: Trial) {
  const took: number[] = [];
  const told = { ACCEPTED: 0, TRY_AGAIN: 0, NOTHING: 0 };
  return {
    async make(asked: MoveRequest): Promise<RequestOutcome> {
      const since = performance.now();
      const answer = await testbed.request(asked);
      took.push(performance.now() - since);
      told[answer.outcome] += 1;
      if (answer.outcome === 'NOTHING')
        trial.violated(`a request was answered with an error: ${answer.reason}`);
      return answer;
    },
    note(): void {
      const [p50 = 0, p99 = 0, max = 0] = [0.5, 0.99, 1].map((share) =>
        Math.round(percentile(took, share) ?? 0),
      );
      trial.note(
        `while it lasted: ${told.ACCEPTED} accepted, ${told.TRY_AGAIN} told to try again, in ${p50} / ${p99} / ${max} ms (p50 / p99 / max)`,
      );
      if (took.length >= ENOUGH_FOR_P99 && p99 > ANSWERED_WITHIN_MS + NOISE_MS)
        trial.violated(`99 of 100 answers took up to ${p99} ms, more than ${ANSWERED_WITHIN_MS} and noise`);
    },
  };
}

/** The circuit from call to manage, as call's metrics tell of it. */
async function circuit({
  system,
}: Testbed): Promise<{ readonly opened: number; readonly isClosed: boolean }> {
  const response = await fetch(`${system.stack.services()['call']?.url ?? ''}/metrics`);
  const text = await response.text();
  const value = (metric: string): number =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${metric} `))
        ?.slice(metric.length) ?? Number.NaN,
    );
  return {
    opened: value('movecall_call_manage_circuit_opened_total'),
    isClosed: value('movecall_call_manage_circuit_state{state="closed"}') === 1,
  };
}

interface BrokenLine {
  readonly name: string;
  readonly expect: string;
  /** Before each of the requests that come together: from now on, or for this one. */
  readonly breaks: (line: FaultProxy, random: Random) => void;
  /** How many come after those. */
  readonly afterwards: number;
  /** Whether no request gets through: then the circuit has to open. */
  readonly always: boolean;
}

/**
 * A run is a request that is made while the line to manage is broken. They come in episodes; after each the line is mended,
 * and its customers ask again until they are accepted, which takes the half-open circuit's one question.
 */
const brokenLine = ({ name, expect, breaks, afterwards, always }: BrokenLine): Fault => ({
  name,
  group,
  expect,
  runs: { full: 100, quick: TOGETHER + afterwards },
  p99Ms: 10_000,
  async inject(testbed, trial) {
    const { manageLine: line } = testbed;
    const { random } = trial;
    const requests = createRequests(testbed, trial);
    const before = await circuit(testbed);
    let episodes = 0;
    for (let done = 0; done < trial.runs; episodes += 1) {
      const customers = Array.from({ length: Math.min(TOGETHER + afterwards, trial.runs - done) }, () =>
        testbed.newRequest(random),
      );
      done += customers.length;
      const { opened } = await circuit(testbed);
      try {
        const together: Promise<RequestOutcome>[] = [];
        for (const asked of customers.slice(0, TOGETHER)) {
          breaks(line, random);
          together.push(requests.make(asked));
          // Not in the same moment: the line may be another one for the next.
          await pause(random.int(0, 30));
        }
        await Promise.all(together);
        for (const asked of customers.slice(TOGETHER)) await requests.make(asked);
        const isEnough = customers.length >= TOGETHER;
        if (always && isEnough && (await circuit(testbed)).opened === opened)
          trial.violated('the circuit did not open');
      } finally {
        line.set({ kind: 'open' });
      }
      const mendedAt = performance.now();
      for (const asked of customers) {
        await testbed.requestUntilAccepted(asked);
        trial.recovered(performance.now() - mendedAt);
      }
      if (!(await circuit(testbed)).isClosed) trial.violated('the circuit did not close');
    }
    requests.note();
    const { opened } = await circuit(testbed);
    trial.note(
      `the circuit opened ${opened - before.opened} times in ${episodes} episodes, and closed again`,
    );
  },
});

const tryAgain =
  'customers are told to try again in time and nothing of it lives; the circuit opens, half-open heals';

const brokenLines = [
  {
    name: 'manage is slow: each message to it and from it takes 0 to 3 s',
    expect: 'answers come in time, accepted or to try again, and stay true; the circuit heals',
    // Half of them well within what call waits for.
    breaks: (line, random) => line.set({ kind: 'slow', ms: random.int(0, random.pick([100, 3_000])) }),
    afterwards: AFTERWARDS,
    always: false,
  },
  {
    name: 'manage answers 503',
    expect: tryAgain,
    breaks: (line) =>
      line.set({
        kind: 'answers',
        bytes: 'HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n',
      }),
    afterwards: AFTERWARDS,
    always: true,
  },
  {
    name: 'connections to manage are reset',
    expect: tryAgain,
    breaks: (line) => line.set({ kind: 'refused' }),
    afterwards: AFTERWARDS,
    always: true,
  },
  {
    name: 'the connection is reset when manage has accepted',
    expect:
      'accepted or to try again, and true; what came on a kept connection is asked once more; the circuit heals',
    breaks: (line) => void line.loseReply({ sent: 'requestAssignment', answer: 'HTTP/1.1 200' }),
    // Those that the open circuit refuses would leave their losses to later ones.
    afterwards: 0,
    always: false,
  },
  {
    name: 'manage hangs: nothing passes on the line',
    expect: tryAgain,
    breaks: (line) => line.set({ kind: 'black hole' }),
    afterwards: AFTERWARDS,
    always: true,
  },
] satisfies BrokenLine[];

/** Fewer than open the circuit: every one comes to manage. */
const AT_ONCE = 4;
const GONE_WITHIN_MS = 10_000;

/** A run is a request that is told to try again because manage's process stands still; it goes on when all are told. */
const frozen: Fault = {
  name: 'manage is stopped during requests (SIGSTOP) and goes on later (SIGCONT)',
  group,
  expect:
    '"try again" within 1 s; 10 s after it goes on nothing of such an attempt lives anywhere, nor ever does',
  runs: { full: 40, quick: 1 },
  p99Ms: GONE_WITHIN_MS,
  async inject(testbed, trial) {
    const { random } = trial;
    const { stack } = testbed.system;
    const requests = createRequests(testbed, trial);
    const refused: string[] = [];
    for (let runs = 0; runs < trial.runs;) {
      const customers = Array.from({ length: Math.min(AT_ONCE, trial.runs - runs) }, () =>
        testbed.newRequest(random),
      );
      const answers = Promise.all(customers.map(requests.make));
      // At any moment of a request.
      await pause(random.int(0, 150));
      stack.kill('manage', 'SIGSTOP');
      const told = await answers.finally(() => stack.kill('manage', 'SIGCONT'));
      const since = performance.now();
      const keys = customers.flatMap(({ idempotencyKey }, nth) =>
        told[nth]?.outcome === 'TRY_AGAIN' ? [idempotencyKey] : [],
      );
      await until(
        'the attempts that were told to try again to be gone',
        async () => (await remains(testbed, keys)).length === 0 || undefined,
        GONE_WITHIN_MS,
      );
      for (const _ of keys) trial.recovered(performance.now() - since);
      runs += keys.length;
      refused.push(...keys);
      // And the circuit stays closed.
      await testbed.requestUntilAccepted(testbed.newRequest(random));
    }
    await testbed.system.settle();
    (await remains(testbed, refused)).forEach(trial.violated);
    requests.note();
  },
};

/** What lives of attempts that are to be void, in a line each; also that manage has not heard of a withdrawal. */
async function remains({ system: { sql } }: Testbed, keys: readonly string[]): Promise<string[]> {
  const attempts = await sql.call<{ id: string; status: string }[]>`
    select id, status from attempts where idempotency_key = any(${[...keys]}::text[])`;
  const ids = attempts.map(({ id }) => id);
  const [unheard, assigned, told] = await Promise.all([
    sql.manage<{ id: string }[]>`
      select id from unnest(${ids}::uuid[]) as void (id)
      where id not in (select call_id from tombstones)
        and id not in (select call_id from orders where status = 'CANCELLED')`,
    sql.assign<{ id: string }[]>`
      select call_id as id from assignments where call_id = any(${ids}::uuid[]) and status = 'ACTIVE'`,
    sql.notifier<{ id: string }[]>`
      select correlation_id as id from deliveries where correlation_id = any(${ids}::uuid[])`,
  ]);
  return [
    ...attempts
      .filter(({ status }) => status !== 'VOID')
      .map(({ id, status }) => `attempt ${id} is ${status}`),
    ...unheard.map(({ id }) => `manage has not withdrawn ${id}`),
    ...assigned.map(({ id }) => `a mover is assigned to ${id}, which was withdrawn`),
    ...told.map(({ id }) => `there is a message about ${id}, which was withdrawn`),
  ];
}

export const manageFaults: readonly Fault[] = [...brokenLines.map(brokenLine), frozen];
