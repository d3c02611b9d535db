import type { Database, Transaction } from '@movecall/eventlog';
import { and, eq, gt, sql } from 'drizzle-orm';
import type { Offer } from './offer-view.ts';
import { assignments, requests } from '../tables.ts';

/** The call and the mover of an assignment, which never change; null when there is no such assignment. */
export async function findAssignment(
  db: Database | Transaction,
  id: string,
): Promise<{ readonly callId: string; readonly moverId: string } | null> {
  const [row] = await db
    .select({ callId: assignments.callId, moverId: assignments.moverId })
    .from(assignments)
    .where(eq(assignments.id, id));
  return row ?? null;
}

/** What a mover can accept at a moment, the offer that ends first in front. */
export async function openOffers(db: Database, moverId: string, now: Date): Promise<Offer[]> {
  const rows = await db
    .select({
      assignmentId: assignments.id,
      expiresAt: assignments.expiresAt,
      distanceMeters: assignments.distanceMeters,
      moveType: requests.moveType,
      region: requests.region,
      movingOn: requests.movingOn,
      slot: requests.slot,
      tons: requests.tons,
      cost: requests.cost,
    })
    .from(assignments)
    .innerJoin(requests, eq(requests.callId, assignments.callId))
    // A literal instead of a parameter, or the partial index would not match.
    .where(
      and(
        eq(assignments.moverId, moverId),
        sql`${assignments.status} = 'OFFERED'`,
        gt(assignments.expiresAt, now),
      ),
    )
    .orderBy(assignments.expiresAt, assignments.id);
  // The constraints of both tables make the columns of an offer present.
  return rows as Offer[];
}
