import type { LineState } from '@movecall/testkit/fault-proxy';
import {
  type Alert,
  alertsOf,
  waitUntilAlertsAccepted,
  waitUntilAlertsEnd,
  waitUntilAlertsAttempted,
} from '../alerts.ts';
import type { Fault, Trial } from '../fault.ts';
import { runConcurrently } from '../run-concurrently.ts';
import type { Testbed } from '../testbed.ts';

/** Calls are made so many at a time. */
const AT_ONCE = 6;

interface ProviderFault {
  readonly name: string;
  readonly expect: string;
  readonly runs: Fault['runs'];
  readonly p99Ms?: null;
  /** How many calls suffer it together. */
  readonly calls: number;
  /** Whether it befalls the first message of each call, or both. */
  readonly messages: 1 | 2;
  readonly befall: Befall;
  /** What is wrong about an alert in the end, beyond that the provider took one message for it. */
  readonly wrong?: (alert: Alert) => string | null;
  readonly ends?: 'DELIVERED' | 'FAILED';
}

/** Makes the calls under the fault and heals it; answers when it was over, if it lasted for a while. */
type Befall = (
  testbed: Testbed,
  make: () => Promise<readonly string[]>,
  trial: Trial,
) => Promise<Date | null>;

/** The KakaoTalk sandbox's next requests to send fail like this. */
async function fail({ system }: Testbed, mode: string, times: number): Promise<void> {
  const answer = await fetch(`${system.addresses.sandbox}/faults`, {
    method: 'POST',
    body: JSON.stringify({ mode, times }),
  });
  if (!answer.ok) throw new Error(`the sandbox would not ${mode}: ${await answer.text()}`);
}

const heal = (testbed: Testbed): Promise<void> => fail(testbed, 'none', 1);
const ALWAYS = 1_000_000;
/** What the sandbox says with a 429. */
const RETRY_AFTER_MS = 1_000;

/** Every request to send fails while the calls are made, at least once for each of them. */
const outage =
  (mode: string, look: (alerts: readonly Alert[], trial: Trial) => void = () => undefined): Befall =>
  async (testbed, make, trial) => {
    await fail(testbed, mode, ALWAYS);
    try {
      const callIds = await make();
      await waitUntilAlertsAttempted(testbed, callIds);
      look(await alertsOf(testbed, callIds), trial);
    } finally {
      await heal(testbed);
    }
    return new Date();
  };

/** The same by the line to the provider. */
const outageOfLine =
  (state: LineState): Befall =>
  async (testbed, make) => {
    testbed.providerLine.set(state);
    try {
      await waitUntilAlertsAttempted(testbed, await make());
    } finally {
      testbed.providerLine.set({ kind: 'open' });
    }
    return new Date();
  };

/** Every message is struck, once, when it is sent. */
const each =
  (mode: string): Befall =>
  async (testbed, make) => {
    await fail(testbed, mode, ALWAYS);
    try {
      await waitUntilAlertsEnd(testbed, await make());
    } finally {
      await heal(testbed);
    }
    return null;
  };

/** The line for delivery reports is dead meanwhile; the provider sends them again later. */
const withoutReports =
  (befall: Befall): Befall =>
  async (testbed, make, trial) => {
    testbed.reportLine.set({ kind: 'refused' });
    try {
      return await befall(testbed, make, trial);
    } finally {
      testbed.reportLine.set({ kind: 'open' });
    }
  };

const reportsLost: Befall = withoutReports(async (testbed, make) => {
  await waitUntilAlertsAccepted(testbed, await make());
  return new Date();
});

const CUT_EVERY_MS = 50;

const cutAgainAndAgain: Befall = async (testbed, make) => {
  const scissors = setInterval(() => testbed.providerLine.reset(), CUT_EVERY_MS);
  try {
    await waitUntilAlertsAttempted(testbed, await make());
  } finally {
    clearInterval(scissors);
  }
  return new Date();
};

/** Of those that were told to wait: whether they do, for as long as the sandbox said, after each of their attempts. */
function waitsAsTold(alerts: readonly Alert[], { violated }: Trial): void {
  for (const { callId, status, attempt, createdAt, dueAt } of alerts) {
    const waits = (dueAt?.getTime() ?? 0) - createdAt.getTime();
    if (status === 'PENDING' && waits < attempt * RETRY_AFTER_MS)
      violated(`call ${callId} waits for ${waits} ms from its beginning to after attempt ${attempt}`);
  }
}

const onlyOnce = ({ attempt }: Alert): string | null =>
  attempt === 1 ? null : `was sent ${attempt} times, although the provider had it`;

function providerFault(of: ProviderFault): Fault {
  return {
    name: of.name,
    group: 'KakaoTalk provider',
    expect: of.expect,
    runs: of.runs,
    p99Ms: of.p99Ms === null ? null : 10_000,
    async inject(testbed, trial) {
      for (let left = trial.runs; left > 0;) {
        const count = Math.min(of.calls, Math.ceil(left / of.messages));
        const callIds: string[] = [];
        const make = async (): Promise<readonly string[]> => {
          await runConcurrently(count, AT_ONCE, async () => {
            callIds.push(await testbed.requestUntilAccepted(testbed.newRequest(trial.random)));
          });
          return callIds;
        };
        const over = await of.befall(testbed, make, trial);
        await waitUntilAlertsEnd(testbed, callIds);
        const alerts = await alertsOf(testbed, callIds);
        for (const alert of alerts) {
          const wrong = wrongWith(alert, of);
          if (wrong !== null) trial.violated(`${alert.template} of call ${alert.callId} ${wrong}`);
        }
        const struck = alerts.filter(({ template }) => of.messages === 2 || template === 'CALL_ACCEPTED');
        for (const alert of struck.slice(0, left)) trial.recovered(recoveryOf(alert, over));
        left -= struck.length;
      }
    },
  };
}

function wrongWith(alert: Alert, { ends = 'DELIVERED', wrong }: ProviderFault): string | null {
  if (alert.messages.length !== 1) return `became ${alert.messages.length} messages`;
  if (alert.status !== ends) return `is ${alert.status} in the end`;
  return wrong?.(alert) ?? null;
}

/** From the end of what lasts; else from when the provider took the message, which is when it was struck. */
function recoveryOf({ createdAt, since, messages }: Alert, over: Date | null): number {
  const taken = Date.parse(messages[0]?.at ?? '') || createdAt.getTime();
  const from = over ? Math.max(over.getTime(), createdAt.getTime()) : taken;
  return Math.max(0, (since?.getTime() ?? 0) - from);
}

const ONCE = 'each message is taken once and arrives, its customer reads it once';

export const providerFaults: readonly Fault[] = [
  providerFault({
    name: 'the provider answers 503',
    expect: ONCE,
    runs: { full: 200, quick: 2 },
    calls: 50,
    messages: 1,
    befall: outage('503'),
  }),
  providerFault({
    name: 'the provider answers 429 with Retry-After',
    expect: `${ONCE}, no earlier than the provider said`,
    runs: { full: 200, quick: 2 },
    calls: 50,
    messages: 1,
    befall: outage('429', waitsAsTold),
  }),
  providerFault({
    name: 'the provider takes a message and never answers',
    expect: `${ONCE}: it is not sent again`,
    runs: { full: 200, quick: 0 },
    calls: 16,
    messages: 2,
    befall: each('timeout-after-accept'),
    wrong: onlyOnce,
  }),
  providerFault({
    name: 'the provider takes a message and never answers, and no report comes either',
    expect: `${ONCE}: it is looked up and not sent again; the reports that come later change nothing`,
    runs: { full: 200, quick: 1 },
    calls: 16,
    messages: 2,
    befall: withoutReports(each('timeout-after-accept')),
    wrong: onlyOnce,
  }),
  providerFault({
    name: 'the provider takes a message and resets the connection',
    expect: `${ONCE}: it is not sent again`,
    runs: { full: 200, quick: 2 },
    calls: 50,
    messages: 2,
    befall: each('reset-after-accept'),
    wrong: onlyOnce,
  }),
  providerFault({
    name: 'the provider takes a message and it never reaches the phone',
    expect: 'each message is taken once, has failed and is not sent again',
    runs: { full: 200, quick: 2 },
    calls: 50,
    messages: 2,
    befall: each('accept-then-fail'),
    wrong: onlyOnce,
    ends: 'FAILED',
  }),
  providerFault({
    name: 'every delivery report comes ten times',
    expect: ONCE,
    runs: { full: 200, quick: 2 },
    calls: 50,
    messages: 2,
    befall: each('report-duplicates'),
    wrong: onlyOnce,
  }),
  providerFault({
    name: 'an older delivery report and one that contradicts it come after the last',
    expect: `${ONCE}: delivered stays delivered`,
    runs: { full: 200, quick: 2 },
    calls: 50,
    messages: 2,
    befall: each('report-out-of-order'),
    wrong: onlyOnce,
  }),
  providerFault({
    name: 'delivery reports are lost for a while',
    expect: ONCE,
    runs: { full: 200, quick: 2 },
    calls: 50,
    messages: 2,
    befall: reportsLost,
    wrong: onlyOnce,
  }),
  providerFault({
    name: 'no delivery report ever comes',
    expect: `${ONCE}: the provider is asked`,
    runs: { full: 40, quick: 0 },
    p99Ms: null,
    calls: 20,
    messages: 2,
    befall: each('no-report'),
    wrong: onlyOnce,
  }),
  providerFault({
    name: 'the provider takes nothing and never answers',
    expect: ONCE,
    runs: { full: 16, quick: 0 },
    calls: 16,
    messages: 1,
    befall: outage('hang'),
  }),
  providerFault({
    name: 'the line to the provider refuses for a while',
    expect: ONCE,
    runs: { full: 48, quick: 0 },
    calls: 16,
    messages: 1,
    befall: outageOfLine({ kind: 'refused' }),
  }),
  providerFault({
    name: 'the line to the provider is a black hole',
    expect: ONCE,
    runs: { full: 16, quick: 0 },
    calls: 16,
    messages: 1,
    befall: outageOfLine({ kind: 'black hole' }),
  }),
  providerFault({
    name: `the line to the provider is reset every ${CUT_EVERY_MS} ms`,
    expect: ONCE,
    runs: { full: 200, quick: 2 },
    calls: 50,
    messages: 2,
    befall: cutAgainAndAgain,
  }),
];
