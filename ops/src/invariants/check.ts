import { attempts } from './attempts.ts';
import { callConsistency } from './call-consistency.ts';
import { alerts } from './alerts.ts';
import { unfoundedMessages } from './unfounded-messages.ts';
import { assignments } from './assignments.ts';
import { transactionalOutbox } from './transactional-outbox.ts';
import { privacy } from './privacy.ts';
import { quoteMessages } from './quote-messages.ts';
import { publication } from './publication.ts';
import { waitForQuiescence } from './quiescence.ts';
import { eventSequences } from './event-sequences.ts';
import { contracts, quotedOrders } from './contracts.ts';
import type { Row, Subject, Violation } from './invariant.ts';
import { ledgers } from './ledgers.ts';
import { callTimes, reschedules } from './reschedules.ts';
import { teamAlerts } from './team-alerts.ts';
import { callSnapshots } from './call-snapshots.ts';
import { callVersions } from './call-versions.ts';

export type { Sources, Subject, Violation } from './invariant.ts';

const tableInvariants = [
  ...attempts,
  ...assignments,
  ...reschedules,
  ...callVersions,
  ...ledgers,
  ...quotedOrders,
  ...transactionalOutbox,
  ...eventSequences,
  ...publication,
  ...unfoundedMessages,
  ...quoteMessages,
  ...teamAlerts,
  ...privacy,
];
const callInvariants = [...callConsistency, ...callTimes, ...contracts, ...alerts];

const quiescence = {
  invariant: 'nothing is left under way',
  what: 'After a while all attempts and deliveries are settled, all outboxes published and all streams consumed.',
};

/** Every invariant, in the order of checking. */
export const invariants: readonly { readonly invariant: string; readonly what: string }[] = [
  quiescence,
  ...tableInvariants,
  ...callInvariants,
].map(({ invariant, what }) => ({ invariant, what }));

/**
 * Checks all invariants in the databases, streams and messages. It first waits until nothing is under way, for at most
 * `quietWithinMs`. What is still under way then is reported too, and may be the cause of other violations. No calls should be
 * made during the check, because the databases are read one after the other.
 *
 * @returns the violated invariants, each with the rows that show it
 */
export async function checkInvariants(
  subject: Subject,
  { quietWithinMs = 30_000 }: { readonly quietWithinMs?: number } = {},
): Promise<Violation[]> {
  const found = new Map<string, readonly Row[]>([
    [quiescence.invariant, await waitForQuiescence(subject, quietWithinMs)],
  ]);
  const sources = { ...subject, sandboxMessages: await subject.sandboxMessages() };
  for (const { invariant, find } of tableInvariants) found.set(invariant, await find(sources));
  const contradictions = new Map<string, Row[]>(callInvariants.map(({ invariant }) => [invariant, []]));
  for await (const snapshot of callSnapshots(sources)) {
    for (const { invariant, contradiction } of callInvariants) {
      const row = contradiction(snapshot);
      if (row) contradictions.get(invariant)?.push(row);
    }
  }
  return invariants.flatMap(({ invariant, what }) => {
    const rows = found.get(invariant) ?? contradictions.get(invariant) ?? [];
    return rows.length === 0 ? [] : [{ invariant, what, rows }];
  });
}
