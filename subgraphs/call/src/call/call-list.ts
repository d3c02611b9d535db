import type { Database } from '@movecall/eventlog';
import type { Viewer } from '@movecall/identity';
import type { MoveCallStatus } from '@movecall/schema/events';
import type { Day } from '@movecall/values/days';
import { and, asc, between, desc, eq, gte, inArray, or, type SQL, sql } from 'drizzle-orm';
import { union } from 'drizzle-orm/pg-core';
import type { CallRow } from './call-row.ts';
import type { PageCursor } from './page-cursor.ts';
import { calls } from '../tables.ts';
import type { Search } from '../text-input.ts';
import { oldestSharingDay, sharingStatuses } from './visibility.ts';

export interface PageRequest {
  readonly first: number;
  readonly after: PageCursor | null;
  /** Null for all statuses. */
  readonly status: readonly MoveCallStatus[] | null;
  readonly search: Search | null;
  /** In Seoul: whether a mover may search for an address depends on it. */
  readonly today: Day;
}

/**
 * Reads up to `limit` of the calls that a viewer may list, newest first: a customer's own calls; the calls of a mover, and those it
 * made itself; all calls for an operator.
 */
export async function listCalls(
  db: Database,
  viewer: Viewer,
  { after, status, search, today }: PageRequest,
  limit: number,
): Promise<CallRow[]> {
  const onPage = [
    after && sql`(${calls.requestedAt}, ${calls.id}) < (${after.requestedAt.toISOString()}, ${after.id})`,
    status && inArray(calls.status, status),
  ];
  // Each part has its own index, in the order of the list.
  const select = ({ whose, matches }: Part) =>
    db
      .select()
      .from(calls)
      .where(and(...[whose, search && matches(search), ...onPage].filter((condition) => condition !== null)))
      .orderBy(desc(calls.requestedAt), desc(calls.id))
      .limit(limit);
  const [part, other] = partsOf(viewer, today);
  if (!part) return [];
  if (!other) return select(part);
  return union(select(part), select(other)).orderBy(desc(calls.requestedAt), desc(calls.id)).limit(limit);
}

/**
 * The calls that a mover has on the days of a range: by day, the morning before the afternoon. A team has two jobs a day at most, so the
 * index on its calls is enough.
 */
export const listJobs = (db: Database, moverId: string, from: Day, to: Day): Promise<CallRow[]> =>
  db
    .select()
    .from(calls)
    .where(
      and(
        eq(calls.moverId, moverId),
        inArray(calls.status, sharingStatuses),
        between(calls.movingOn, from, to),
      ),
    )
    .orderBy(asc(calls.movingOn), desc(calls.slot));

/** Calls that a viewer lists for one reason. */
interface Part {
  /** Null for all calls. */
  readonly whose: SQL | null;
  /** What a search finds among these calls: a viewer must not find an address that it may not see. */
  readonly matches: (search: Search) => SQL | undefined;
}

function partsOf(viewer: Viewer, today: Day): readonly Part[] {
  const own: Part = { whose: eq(calls.ownerId, viewer.id), matches: matchesAddress };
  switch (viewer.role) {
    case 'OPERATOR':
      return [{ whose: null, matches: matchesAddress }];
    case 'MOVER': {
      if (viewer.moverId === null) return [own];
      const matches = (search: Search) =>
        or(matchesDistrict(search), and(matchesAddress(search), contactsAreShared(today)));
      return [{ whose: eq(calls.moverId, viewer.moverId), matches }, own];
    }
    case 'CUSTOMER':
      return [own];
    case 'SERVICE':
      return [];
    default:
      return viewer.role satisfies never;
  }
}

/** `sharesContacts` of visibility.ts, in SQL. */
const contactsAreShared = (today: Day): SQL | undefined =>
  and(inArray(calls.status, sharingStatuses), gte(calls.movingOn, oldestSharingDay(today)));

function matchesAddress(search: Search): SQL | undefined {
  if ('telEnd' in search) return sql`reverse(${calls.tel}) like ${`${reverse(search.telEnd)}%`}`;
  return or(isIn(search.text, sql`${calls.location}->>'address'`), matchesDistrict(search));
}

const matchesDistrict = (search: Search): SQL =>
  'text' in search ? isIn(search.text, sql`${calls.location}->>'district'`) : sql`false`;

const isIn = (text: string, value: SQL): SQL =>
  sql`${value} ilike ${`%${text.replaceAll(/[\\%_]/g, '\\$&')}%`}`;

const reverse = (text: string): string => [...text].toReversed().join('');
