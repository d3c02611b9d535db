import { appendEvents, type Cause, type Database, type Fact, type Transaction } from '@movecall/eventlog';
import { failpoint } from '@movecall/failpoints';
import { type Day, seoulDay } from '@movecall/values/days';
import { fact } from '@movecall/schema/events';
import type { Sealer } from '@movecall/eventlog/sealer';
import { and, eq, sql } from 'drizzle-orm';
import { candidatesFor, during, oldestWaitingFor } from './candidates.ts';
import { type AssignmentRequest, type Candidate, dispatch, type Dispatched } from './dispatch.ts';
import { lockAllDays, lockDay } from './locks.ts';
import type { Mover, Registration } from './mover.ts';
import { moverRow, toMover } from './rows.ts';
import { assignments, movers, requests } from './tables.ts';

export interface StoreOptions {
  readonly db: Database;
  /** Phones leave in events only sealed. */
  readonly sealer: Sealer;
  readonly now: () => Date;
  readonly newId: () => string;
}

export type Store = ReturnType<typeof createStore>;

/** Every change of this context: each one is one transaction of state and outbox. */
export function createStore({ db, sealer, now, newId }: StoreOptions) {
  const append = (tx: Transaction, cause: Cause, facts: readonly Fact[]): Promise<void> =>
    appendEvents(tx, { producer: 'assign', cause, now: now(), newId }, facts);

  /** Makes a candidate the request's mover. */
  async function assign(tx: Transaction, request: AssignmentRequest, candidate: Candidate): Promise<Fact> {
    const { callId, ownerId, movingOn } = request;
    const { mover, distanceMeters } = candidate;
    const assignmentId = newId();
    await tx.insert(assignments).values({
      id: assignmentId,
      callId,
      ownerId,
      moverId: mover.id,
      during: during(movingOn),
      status: 'ACTIVE',
      distanceMeters,
      assignedAt: now(),
    });
    const { id, name, tel, plate } = mover;
    return fact('AssignmentCompleted', callId, {
      assignmentId,
      mover: { id, name, tel: sealer.seal(tel), plate },
      distanceMeters,
    });
  }

  /** A mover became free: serves those who wait, of each day the oldest it can. Under the lock of those days. */
  async function serveWaiting(tx: Transaction, mover: Mover, only: Day | null): Promise<Fact[]> {
    if (!mover.available) return [];
    const today = seoulDay(now());
    const facts: Fact[] = [];
    for (const { request, distanceMeters } of await oldestWaitingFor(tx, mover, { only, today })) {
      const dispatched = dispatch(request, [{ mover, distanceMeters, lastAssignedAt: null }], today);
      // Told already that nobody was free: that is stated once.
      if (dispatched.type === 'AssignmentFailed') continue;
      await tx
        .update(requests)
        .set({ status: 'ASSIGNED', waitingReason: null })
        .where(eq(requests.callId, request.callId));
      facts.push(await assign(tx, request, dispatched.candidate));
    }
    return facts;
  }

  return {
    /**
     * Gives the request the nearest free mover, or lets it wait. A request that is known already, or was cancelled before
     * it came, changes nothing.
     */
    async request(tx: Transaction, request: AssignmentRequest, cause: Cause): Promise<void> {
      await lockDay(tx, request.movingOn);
      const dispatched = dispatch(request, await candidatesFor(tx, request), seoulDay(now()));
      const fresh = await tx
        .insert(requests)
        .values(requestRow(request, dispatched))
        .onConflictDoNothing()
        .returning({ callId: requests.callId });
      if (fresh.length === 0) return;
      await failpoint('assign.request-kept');
      const outcome =
        dispatched.type === 'AssignmentCompleted'
          ? await assign(tx, request, dispatched.candidate)
          : fact('AssignmentFailed', request.callId, { reason: dispatched.reason });
      await append(tx, cause, [outcome]);
    },

    /** Ends a request for good, before it came too; the mover it had is free again and serves the next who waits. */
    async cancel(tx: Transaction, callId: string, cause: Cause): Promise<void> {
      const tombstone = await tx
        .insert(requests)
        .values({ callId, status: 'CANCELLED' })
        .onConflictDoNothing()
        .returning({ callId: requests.callId });
      if (tombstone.length > 0) return;
      const [known] = await tx
        .select({ day: requests.movingOn })
        .from(requests)
        .where(eq(requests.callId, callId));
      if (!known?.day) return;
      await lockDay(tx, known.day);
      await tx
        .update(requests)
        .set({ status: 'CANCELLED', waitingReason: null })
        .where(eq(requests.callId, callId));
      const [released] = await tx
        .update(assignments)
        .set({ status: 'RELEASED', releasedAt: now() })
        .where(and(eq(assignments.callId, callId), sql`${assignments.status} = 'ACTIVE'`))
        .returning({ id: assignments.id, moverId: assignments.moverId });
      if (!released) return;
      const [mover] = await tx.select().from(movers).where(eq(movers.id, released.moverId));
      const served = mover ? await serveWaiting(tx, toMover(mover), known.day) : [];
      await append(tx, cause, [
        fact('AssignmentCancelled', callId, { assignmentId: released.id }),
        ...served,
      ]);
    },

    /** @returns null when the phone is another mover's. */
    registerMover: (registration: Registration, cause: Cause): Promise<Mover | null> =>
      db.transaction(async (tx) => {
        await lockAllDays(tx);
        const mover: Mover = { id: newId(), ...registration, available: true, registeredAt: now() };
        const inserted = await tx
          .insert(movers)
          .values(moverRow(mover))
          .onConflictDoNothing({ target: movers.tel })
          .returning({ id: movers.id });
        if (inserted.length === 0) return null;
        const { id, name, tel } = mover;
        const registered = fact('MoverRegistered', id, { moverId: id, name, tel: sealer.seal(tel) });
        await append(tx, cause, [registered, ...(await serveWaiting(tx, mover, null))]);
        return mover;
      }),

    /**
     * Sets the switch. A mover that is switched off keeps the assignments it has.
     *
     * @returns null when there is no such mover.
     */
    setAvailability: (moverId: string, available: boolean, cause: Cause): Promise<Mover | null> =>
      db.transaction(async (tx) => {
        await lockAllDays(tx);
        const [row] = await tx.select().from(movers).where(eq(movers.id, moverId));
        if (!row) return null;
        if (row.available === available) return toMover(row);
        await tx.update(movers).set({ available }).where(eq(movers.id, moverId));
        const mover = toMover({ ...row, available });
        const changed = fact('MoverAvailabilityChanged', moverId, { moverId, available });
        await append(tx, cause, [changed, ...(await serveWaiting(tx, mover, null))]);
        return mover;
      }),
  };
}

function requestRow(request: AssignmentRequest, dispatched: Dispatched): typeof requests.$inferInsert {
  const { location, ...details } = request;
  const { address, district, latitude, longitude } = location;
  const outcome =
    dispatched.type === 'AssignmentCompleted'
      ? ({ status: 'ASSIGNED', waitingReason: null } as const)
      : ({ status: 'WAITING', waitingReason: dispatched.reason } as const);
  return { ...details, address, district, latitude, longitude, during: during(request.movingOn), ...outcome };
}
