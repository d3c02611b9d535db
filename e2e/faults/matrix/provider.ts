import type { Alert } from '../alerts.ts';
import type { Fault, Trial } from '../fault.ts';
import {
  everyMessage,
  lineOutage,
  outage,
  type ProviderFault,
  providerFault,
  repeatedResets,
  reportsLost,
  withoutReports,
} from './provider-fault.ts';

const RESET_EVERY_MS = 50;
/** The Retry-After of the sandbox's 429. */
const RETRY_AFTER_MS = 1_000;

/** Reports every alert that is due again before its Retry-After is over, counted over all of its attempts. */
function checkRetryAfter(alerts: readonly Alert[], { violated }: Trial): void {
  for (const { callId, status, attempt, createdAt, dueAt } of alerts) {
    const waitsMs = (dueAt?.getTime() ?? 0) - createdAt.getTime();
    if (status === 'PENDING' && waitsMs < attempt * RETRY_AFTER_MS)
      violated(
        `the alert of call ${callId} is due ${waitsMs} ms after its creation, after attempt ${attempt}`,
      );
  }
}

const notSentAgain = ({ attempt }: Alert): string | null =>
  attempt === 1 ? null : `was sent ${attempt} times, although the provider had accepted it`;

const ONCE = 'the provider accepts each message once, and the customer receives it once';

const faults: readonly ProviderFault[] = [
  {
    name: 'the provider answers 503',
    expect: ONCE,
    runs: { full: 200, quick: 2 },
    calls: 50,
    messages: 1,
    inject: outage('503'),
  },
  {
    name: 'the provider answers 429 with Retry-After',
    expect: `${ONCE}, not before Retry-After is over`,
    runs: { full: 200, quick: 2 },
    calls: 50,
    messages: 1,
    inject: outage('429', checkRetryAfter),
  },
  {
    name: 'the provider takes a message and never answers',
    expect: `${ONCE}; the notifier does not send it again`,
    runs: { full: 200, quick: 0 },
    calls: 16,
    messages: 2,
    inject: everyMessage('timeout-after-accept'),
    findWrong: notSentAgain,
  },
  {
    name: 'the provider takes a message and never answers, and no report comes either',
    expect: `${ONCE}; the notifier looks it up instead of sending it again, and late reports change nothing`,
    runs: { full: 200, quick: 1 },
    calls: 16,
    messages: 2,
    inject: withoutReports(everyMessage('timeout-after-accept')),
    findWrong: notSentAgain,
  },
  {
    name: 'the provider takes a message and resets the connection',
    expect: `${ONCE}; the notifier does not send it again`,
    runs: { full: 200, quick: 2 },
    calls: 50,
    messages: 2,
    inject: everyMessage('reset-after-accept'),
    findWrong: notSentAgain,
  },
  {
    name: 'the provider takes a message and it never reaches the phone',
    expect: 'the provider accepts each message once; it ends as FAILED and is not sent again',
    runs: { full: 200, quick: 2 },
    calls: 50,
    messages: 2,
    inject: everyMessage('accept-then-fail'),
    findWrong: notSentAgain,
    endsAs: 'FAILED',
  },
  {
    name: 'every delivery report comes ten times',
    expect: ONCE,
    runs: { full: 200, quick: 2 },
    calls: 50,
    messages: 2,
    inject: everyMessage('report-duplicates'),
    findWrong: notSentAgain,
  },
  {
    name: 'an older delivery report and one that contradicts it come after the last',
    expect: `${ONCE}; a delivered message stays delivered`,
    runs: { full: 200, quick: 2 },
    calls: 50,
    messages: 2,
    inject: everyMessage('report-out-of-order'),
    findWrong: notSentAgain,
  },
  {
    name: 'delivery reports are lost for a while',
    expect: ONCE,
    runs: { full: 200, quick: 2 },
    calls: 50,
    messages: 2,
    inject: reportsLost,
    findWrong: notSentAgain,
  },
  {
    name: 'no delivery report ever comes',
    expect: `${ONCE}; the notifier asks the provider for the outcome`,
    runs: { full: 40, quick: 0 },
    p99Ms: null,
    calls: 20,
    messages: 2,
    inject: everyMessage('no-report'),
    findWrong: notSentAgain,
  },
  {
    name: 'the provider takes nothing and never answers',
    expect: ONCE,
    runs: { full: 16, quick: 0 },
    calls: 16,
    messages: 1,
    inject: outage('hang'),
  },
  {
    name: 'the line to the provider refuses for a while',
    expect: ONCE,
    runs: { full: 48, quick: 0 },
    calls: 16,
    messages: 1,
    inject: lineOutage({ kind: 'refused' }),
  },
  {
    name: 'the line to the provider is a black hole',
    expect: ONCE,
    runs: { full: 16, quick: 0 },
    calls: 16,
    messages: 1,
    inject: lineOutage({ kind: 'black hole' }),
  },
  {
    name: `the line to the provider is reset every ${RESET_EVERY_MS} ms`,
    expect: ONCE,
    runs: { full: 200, quick: 2 },
    calls: 50,
    messages: 2,
    inject: repeatedResets(RESET_EVERY_MS),
  },
];

export const providerFaults: readonly Fault[] = faults.map(providerFault);
