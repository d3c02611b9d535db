import { setTimeout as pause } from 'node:timers/promises';
import type { MoveRequest } from '../customer-client.ts';
import type { Fault, Trial } from '../fault.ts';
import type { Stateful } from '../stateful-services.ts';
import type { Testbed } from '../testbed.ts';

/** Faults that lose the reply to a COMMIT: the transaction took effect, and the service does not know it. */
type LostCommit = Omit<Fault, 'group'>;

/** The end of the server's answer to COMMIT. */
const COMMITTED = 'COMMIT\0';
const LOST_WITHIN_MS = 60_000;

/**
 * Resolves with the moment at which the reply to the COMMIT of the transaction that sends `sent` was lost.
 *
 * @param sent a part of what the transaction writes: a statement that is prepared is sent by its name
 */
async function loseCommit({ postgresLine }: Testbed, service: Stateful, sent: string): Promise<number> {
  const waiting = new AbortController();
  const lost = postgresLine[service].loseReply({ sent, answer: COMMITTED }).then(() => performance.now());
  const timeout = pause(LOST_WITHIN_MS, null, { signal: waiting.signal }).catch(() => null);
  const at = await Promise.race([lost, timeout]);
  waiting.abort();
  if (at === null)
    throw new Error(`${service} committed no transaction with ${sent} within ${LOST_WITHIN_MS} ms`);
  return at;
}

/** Counts the answers to the first requests, before customers repeat them. */
function countFirstAnswers() {
  const first = { ACCEPTED: 0, TRY_AGAIN: 0, NO_ANSWER: 0 };
  return {
    add: (outcome: keyof typeof first): void => void (first[outcome] += 1),
    report: (trial: Trial): void =>
      trial.note(
        `first answers: ${first.ACCEPTED} accepted, ${first.TRY_AGAIN} try again, ${first.NO_ANSWER} an error`,
      ),
  };
}

interface RepeatedRequest {
  readonly request: MoveRequest;
  /** What the transaction of call sends whose COMMIT gets no reply. */
  readonly sent: string;
  readonly answers: ReturnType<typeof countFirstAnswers>;
}

/** Loses the reply to a COMMIT of call during a request, and repeats the request until it is accepted. Returns the call's id. */
async function repeatAfterLostCommit(
  testbed: Testbed,
  trial: Trial,
  { request, sent, answers }: RepeatedRequest,
): Promise<string> {
  const [since, callId] = await Promise.all([
    loseCommit(testbed, 'call', sent),
    testbed.request(request).then((first) => {
      answers.add(first.outcome);
      // The answer ledger reports two calls for one key.
      return testbed.requestUntilAccepted(request);
    }),
  ]);
  trial.recovered(performance.now() - since);
  return callId;
}

const acceptance: LostCommit = {
  name: "the reply to the COMMIT of call's acceptance is lost",
  expect: 'a repeated request with the same key is answered with the same call, which is confirmed',
  runs: { full: 200, quick: 1 },
  p99Ms: 10_000,
  async inject(testbed, trial) {
    const answers = countFirstAnswers();
    const calls = new Set<string>();
    for (let run = 0; run < trial.runs; run += 1) {
      const request = testbed.newRequest(trial.random);
      calls.add(
        await repeatAfterLostCommit(testbed, trial, { request, sent: '"status":"REQUESTED"', answers }),
      );
    }
    await Promise.all([...calls].map((callId) => testbed.waitForStatus(callId, 'CONFIRMED')));
    answers.report(trial);
  },
};

const SIDE_BY_SIDE = 10;

const attempt: LostCommit = {
  name: "the reply to the COMMIT of call's attempt is lost",
  expect: 'a repeated request with the same key withdraws the pending attempt; the next one is accepted',
  runs: { full: 60, quick: 1 },
  // A repeated request waits for a second before it withdraws the first attempt. The sweeper withdraws it after 5 s.
  p99Ms: 10_000,
  async inject(testbed, trial) {
    const answers = countFirstAnswers();
    async function run(): Promise<void> {
      const request = testbed.newRequest(trial.random);
      // The attempt's transaction is the first one that holds the key.
      await repeatAfterLostCommit(testbed, trial, { request, sent: request.idempotencyKey, answers });
    }
    // Most of a run is waiting for an attempt that nobody works on, so runs go side by side.
    for (let done = 0; done < trial.runs; done += SIDE_BY_SIDE) {
      await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, trial.runs - done) }, run));
    }
    answers.report(trial);
  },
};

const order: LostCommit = {
  name: "the reply to the COMMIT of manage's order is lost",
  expect:
    'the customer is answered "try again" and nothing of the attempt is left; a repeated request makes a new call',
  runs: { full: 60, quick: 1 },
  p99Ms: 10_000,
  async inject(testbed, trial) {
    const answers = countFirstAnswers();
    for (let run = 0; run < trial.runs; run += 1) {
      const request = testbed.newRequest(trial.random);
      const lost = loseCommit(testbed, 'manage', '"type":"AssignmentRequested"');
      const [since, first] = await Promise.all([lost, testbed.request(request)]);
      answers.add(first.outcome);
      if (first.outcome !== 'TRY_AGAIN') trial.violated(`the customer was answered ${first.outcome}`);
      await testbed.waitForStatus(await testbed.requestUntilAccepted(request), 'CONFIRMED');
      trial.recovered(performance.now() - since);
    }
    answers.report(trial);
  },
};

/** An event's effect is committed and its consumer does not know it: the event is delivered again, without a second effect. */
const effects: readonly LostCommit[] = (
  [
    { service: 'assign', what: 'assignment', sent: '"type":"AssignmentCompleted"' },
    { service: 'notifier', what: 'delivery', sent: '"template":"CALL_ACCEPTED"' },
    { service: 'call', what: 'confirmation', sent: '"status":"CONFIRMED"' },
    { service: 'manage', what: 'assigned order', sent: '"status":"ASSIGNED"' },
  ] as const
).map(({ service, what, sent }): LostCommit => ({
  name: `the reply to the COMMIT of ${service}'s ${what} is lost`,
  expect: 'the event is delivered again and has no second effect; the customer is notified once',
  runs: { full: 60, quick: 1 },
  p99Ms: 10_000,
  async inject(testbed, trial) {
    for (let run = 0; run < trial.runs; run += 1) {
      const lost = loseCommit(testbed, service, sent);
      const [since, callId] = await Promise.all([
        lost,
        testbed.requestUntilAccepted(testbed.newRequest(trial.random)),
      ]);
      await testbed.waitForStatus(callId, 'CONFIRMED');
      trial.recovered(performance.now() - since);
      await testbed.waitForAlerts(callId);
    }
  },
}));

export const lostCommits: readonly LostCommit[] = [acceptance, attempt, order, ...effects];
