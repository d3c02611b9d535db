import { acceptance } from './acceptance.ts';
import { agreement } from './agreement.ts';
import { alerts } from './alerts.ts';
import { announcements } from './announcements.ts';
import { bookings } from './bookings.ts';
import { changes } from './changes.ts';
import { privacy } from './privacy.ts';
import { publication } from './publication.ts';
import { waitUntilQuiet } from './quiet.ts';
import { sequences } from './sequences.ts';
import type { Row, Subject, Violation } from './sources.ts';
import { stories } from './stories.ts';
import { versions } from './versions.ts';

export type { Sources, Subject, Violation } from './sources.ts';

const checks = [
  ...acceptance,
  ...bookings,
  ...versions,
  ...changes,
  ...sequences,
  ...publication,
  ...announcements,
  ...privacy,
];
const storyChecks = [...agreement, ...alerts];

const rest = {
  invariant: 'it comes to rest',
  what: 'After a while nothing is under way any more: attempts, outboxes, streams and deliveries.',
};

/** Every invariant that is looked for, in the order of looking. */
export const invariants: readonly { readonly invariant: string; readonly what: string }[] = [
  rest,
  ...checks,
  ...storyChecks,
].map(({ invariant, what }) => ({ invariant, what }));

/**
 * Reads all databases, streams and messages, and answers every invariant that does not hold with the rows that show it. It
 * waits first until nothing is under way, at most `quietWithinMs`; what still is then is reported too, and may be the reason
 * for whatever else is. Nobody should make calls meanwhile: the databases are read one after the other.
 */
export async function checkInvariants(
  subject: Subject,
  { quietWithinMs = 30_000 }: { readonly quietWithinMs?: number } = {},
): Promise<Violation[]> {
  const found = new Map<string, readonly Row[]>([
    [rest.invariant, await waitUntilQuiet(subject, quietWithinMs)],
  ]);
  const sources = { ...subject, sandboxMessages: await subject.sandboxMessages() };
  for (const { invariant, find } of checks) found.set(invariant, await find(sources));
  const contradictions = new Map<string, Row[]>(storyChecks.map(({ invariant }) => [invariant, []]));
  for await (const story of stories(sources)) {
    for (const { invariant, contradiction } of storyChecks) {
      const row = contradiction(story);
      if (row) contradictions.get(invariant)?.push(row);
    }
  }
  return invariants.flatMap(({ invariant, what }) => {
    const rows = found.get(invariant) ?? contradictions.get(invariant) ?? [];
    return rows.length === 0 ? [] : [{ invariant, what, rows }];
  });
}
