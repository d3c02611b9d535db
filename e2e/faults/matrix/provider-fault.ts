import type { LineState } from '@movecall/testkit/fault-proxy';
import {
  type Alert,
  alertsOf,
  waitUntilAlertsAccepted,
  waitUntilAlertsAttempted,
  waitUntilAlertsEnd,
} from '../alerts.ts';
import type { Fault, Trial } from '../fault.ts';
import { runConcurrently } from '../run-concurrently.ts';
import type { Testbed } from '../testbed.ts';

const CONCURRENCY = 6;

export interface ProviderFault {
  readonly name: string;
  readonly expect: string;
  readonly runs: Fault['runs'];
  readonly p99Ms?: null;
  /** How many calls are made during one injection. */
  readonly calls: number;
  /** Whether the fault strikes the first message of each call, or both. */
  readonly messages: 1 | 2;
  readonly inject: InjectProviderFault;
  /** What is wrong with an alert in the end, besides a number of messages other than one; null when nothing is. */
  readonly findWrong?: (alert: Alert) => string | null;
  readonly endsAs?: 'DELIVERED' | 'FAILED';
}

/** Makes the calls during the fault, and ends it. Resolves with the end of a fault that lasts for a while, else with null. */
export type InjectProviderFault = (
  testbed: Testbed,
  makeCalls: () => Promise<readonly string[]>,
  trial: Trial,
) => Promise<Date | null>;

/** Sets the fault mode of the KakaoTalk sandbox for its next `times` send requests. */
async function setSandboxFault({ system }: Testbed, mode: string, times: number): Promise<void> {
  const answer = await fetch(`${system.addresses.sandbox}/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ mode, times }),
  });
  if (!answer.ok) throw new Error(`the sandbox refused the fault mode ${mode}: ${await answer.text()}`);
}

const clearSandboxFault = (testbed: Testbed): Promise<void> => setSandboxFault(testbed, 'none', 1);
const ALWAYS = 1_000_000;

/** Every send request fails until each call has had a failed attempt. `check` sees the alerts before the outage ends. */
export const outage =
  (
    mode: string,
    check: (alerts: readonly Alert[], trial: Trial) => void = () => undefined,
  ): InjectProviderFault =>
  async (testbed, makeCalls, trial) => {
    await setSandboxFault(testbed, mode, ALWAYS);
    try {
      const callIds = await makeCalls();
      await waitUntilAlertsAttempted(testbed, callIds);
      check(await alertsOf(testbed, callIds), trial);
    } finally {
      await clearSandboxFault(testbed);
    }
    return new Date();
  };

/** The connection to the provider is in this state until each call has had a failed attempt. */
export const lineOutage =
  (state: LineState): InjectProviderFault =>
  async (testbed, makeCalls) => {
    testbed.providerLine.set(state);
    try {
      await waitUntilAlertsAttempted(testbed, await makeCalls());
    } finally {
      testbed.providerLine.set({ kind: 'open' });
    }
    return new Date();
  };

/** The sandbox fault strikes every message once, when it is sent. */
export const everyMessage =
  (mode: string): InjectProviderFault =>
  async (testbed, makeCalls) => {
    await setSandboxFault(testbed, mode, ALWAYS);
    try {
      await waitUntilAlertsEnd(testbed, await makeCalls());
    } finally {
      await clearSandboxFault(testbed);
    }
    return null;
  };

/** The connection for delivery reports is refused meanwhile. The provider sends the reports again later. */
export const withoutReports =
  (inject: InjectProviderFault): InjectProviderFault =>
  async (testbed, makeCalls, trial) => {
    testbed.reportLine.set({ kind: 'refused' });
    try {
      return await inject(testbed, makeCalls, trial);
    } finally {
      testbed.reportLine.set({ kind: 'open' });
    }
  };

export const reportsLost: InjectProviderFault = withoutReports(async (testbed, makeCalls) => {
  await waitUntilAlertsAccepted(testbed, await makeCalls());
  return new Date();
});

/** Resets the connection to the provider every `everyMs`, until each call has had a failed attempt. */
export const repeatedResets =
  (everyMs: number): InjectProviderFault =>
  async (testbed, makeCalls) => {
    const timer = setInterval(() => testbed.providerLine.reset(), everyMs);
    try {
      await waitUntilAlertsAttempted(testbed, await makeCalls());
    } finally {
      clearInterval(timer);
    }
    return new Date();
  };

export const providerFault = (fault: ProviderFault): Fault => ({
  name: fault.name,
  group: 'KakaoTalk provider',
  expect: fault.expect,
  runs: fault.runs,
  p99Ms: fault.p99Ms === null ? null : 10_000,
  async inject(testbed, trial) {
    for (let left = trial.runs; left > 0;) {
      const count = Math.min(fault.calls, Math.ceil(left / fault.messages));
      const callIds: string[] = [];
      const makeCalls = async (): Promise<readonly string[]> => {
        await runConcurrently(count, CONCURRENCY, async () => {
          callIds.push(await testbed.requestUntilAccepted(testbed.newRequest(trial.random)));
        });
        return callIds;
      };
      const endedAt = await fault.inject(testbed, makeCalls, trial);
      await waitUntilAlertsEnd(testbed, callIds);
      const alerts = await alertsOf(testbed, callIds);
      for (const alert of alerts) {
        const wrong = findWrong(alert, fault);
        if (wrong !== null) trial.violated(`${alert.template} of call ${alert.callId} ${wrong}`);
      }
      const struck = alerts.filter(({ template }) => fault.messages === 2 || template === 'CALL_ACCEPTED');
      for (const alert of struck.slice(0, left)) trial.recovered(recoveryOf(alert, endedAt));
      left -= struck.length;
    }
  },
});

function findWrong(
  alert: Alert,
  { endsAs = 'DELIVERED', findWrong: findMore }: ProviderFault,
): string | null {
  if (alert.messages.length !== 1) return `became ${alert.messages.length} messages`;
  if (alert.status !== endsAs) return `ended as ${alert.status}`;
  return findMore?.(alert) ?? null;
}

/** Ms from the end of a lasting fault; for a momentary fault from when the provider accepted the message. */
function recoveryOf({ createdAt, since, messages }: Alert, endedAt: Date | null): number {
  const acceptedAt = Date.parse(messages[0]?.at ?? '') || createdAt.getTime();
  const from = endedAt ? Math.max(endedAt.getTime(), createdAt.getTime()) : acceptedAt;
  return Math.max(0, (since?.getTime() ?? 0) - from);
}
