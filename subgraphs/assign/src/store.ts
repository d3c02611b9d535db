import { appendEvents, type Cause, type Database, type Fact, type Transaction } from '@movecall/eventlog';
import type { Sealer } from '@movecall/eventlog/sealer';
import { failpoint } from '@movecall/failpoints';
import { fact } from '@movecall/schema/events';
import { type Day, seoulDay } from '@movecall/values/days';
import { erasedPlace } from '@movecall/values/erased-place';
import { and, eq, sql } from 'drizzle-orm';
import { candidatesFor, oldestWaitingFor, rangeOfDay } from './candidates.ts';
import { type AssignmentRequest, type Candidate, dispatch, type Dispatched } from './dispatch.ts';
import { lockAllDays, lockDay } from './locks.ts';
import type { Mover, Registration } from './mover.ts';
import { moverRow, toMover } from './mover-row.ts';
import { assignments, movers, requests } from './tables.ts';

export interface AssignmentStore {
  /**
   * Assigns the nearest free mover to a request, or lets the request wait. A request that is known already, or was cancelled
   * before it arrived, changes nothing.
   */
  request(tx: Transaction, request: AssignmentRequest, cause: Cause): Promise<void>;
  /**
   * Cancels a request permanently, also one that has not arrived yet. Its mover is released and serves the oldest waiting request
   * of that day.
   */
  cancel(tx: Transaction, callId: string, cause: Cause): Promise<void>;
  /** Leaves the district of a request that is over. */
  erase(tx: Transaction, callId: string): Promise<void>;
  /** @returns null when the phone is registered already */
  registerMover(registration: Registration, cause: Cause): Promise<Mover | null>;
  /**
   * Makes a mover available or unavailable. A mover that becomes unavailable keeps its assignments.
   *
   * @returns null when there is no such mover
   */
  setAvailability(moverId: string, available: boolean, cause: Cause): Promise<Mover | null>;
}

export interface AssignmentStoreDeps {
  readonly db: Database;
  /** Seals the phones and names in events. */
  readonly sealer: Sealer;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** Stores movers, requests and assignments. A change and its events are one transaction. */
export function createAssignmentStore(deps: AssignmentStoreDeps): AssignmentStore {
  const { db } = deps;
  return {
    request: (tx, request, cause) => requestMover(deps, tx, request, cause),
    cancel: (tx, callId, cause) => cancelRequest(deps, tx, callId, cause),
    erase: eraseRequest,
    registerMover: (registration, cause) =>
      db.transaction((tx) => registerMover(deps, tx, registration, cause)),
    setAvailability: (moverId, available, cause) =>
      db.transaction((tx) => setAvailability(deps, tx, { moverId, available }, cause)),
  };
}

const append = (
  { now, newId }: AssignmentStoreDeps,
  tx: Transaction,
  cause: Cause,
  facts: readonly Fact[],
): Promise<void> => appendEvents(tx, { producer: 'assign', cause, now: now(), newId }, facts);

async function requestMover(
  deps: AssignmentStoreDeps,
  tx: Transaction,
  request: AssignmentRequest,
  cause: Cause,
): Promise<void> {
  await lockDay(tx, request.movingOn);
  const dispatched = dispatch(request, await candidatesFor(tx, request), seoulDay(deps.now()));
  const inserted = await tx
    .insert(requests)
    .values(requestRow(request, dispatched))
    .onConflictDoNothing()
    .returning({ callId: requests.callId });
  if (inserted.length === 0) return;
  await failpoint('assign.request-kept');
  const outcome =
    dispatched.type === 'AssignmentCompleted'
      ? await assign(deps, tx, request, dispatched.candidate)
      : fact('AssignmentFailed', request.callId, { reason: dispatched.reason });
  await append(deps, tx, cause, [outcome]);
}

async function cancelRequest(
  deps: AssignmentStoreDeps,
  tx: Transaction,
  callId: string,
  cause: Cause,
): Promise<void> {
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
    .set({ status: 'CANCELLED', waitingReason: null, ownerTel: null })
    .where(eq(requests.callId, callId));
  const released = await release(deps, tx, callId);
  if (!released) return;
  const [mover] = await tx.select().from(movers).where(eq(movers.id, released.moverId));
  const served = mover ? await serveWaiting(deps, tx, toMover(mover), known.day) : [];
  const cancelled = fact('AssignmentCancelled', callId, { assignmentId: released.id });
  await append(deps, tx, cause, [cancelled, ...served]);
}

async function eraseRequest(tx: Transaction, callId: string): Promise<void> {
  const [request] = await tx.select().from(requests).where(eq(requests.callId, callId));
  const { address = null, district = null, latitude = null, longitude = null } = request ?? {};
  // A tombstone has no place.
  if (address === null || latitude === null || longitude === null) return;
  await tx
    .update(requests)
    .set(erasedPlace({ address, district, latitude, longitude }))
    .where(eq(requests.callId, callId));
}

/** Releases the active assignment of a call; undefined when it has none. */
async function release({ now }: AssignmentStoreDeps, tx: Transaction, callId: string) {
  const [released] = await tx
    .update(assignments)
    .set({ status: 'RELEASED', releasedAt: now() })
    .where(and(eq(assignments.callId, callId), sql`${assignments.status} = 'ACTIVE'`))
    .returning({ id: assignments.id, moverId: assignments.moverId });
  return released;
}

async function registerMover(
  deps: AssignmentStoreDeps,
  tx: Transaction,
  registration: Registration,
  cause: Cause,
): Promise<Mover | null> {
  await lockAllDays(tx);
  const mover: Mover = { id: deps.newId(), ...registration, available: true, registeredAt: deps.now() };
  const inserted = await tx
    .insert(movers)
    .values(moverRow(mover))
    .onConflictDoNothing({ target: movers.tel })
    .returning({ id: movers.id });
  if (inserted.length === 0) return null;
  const { id, name, tel } = mover;
  const registered = fact('MoverRegistered', id, {
    moverId: id,
    name: { sealed: deps.sealer.seal(name) },
    tel: deps.sealer.seal(tel),
  });
  await append(deps, tx, cause, [registered, ...(await serveWaiting(deps, tx, mover, null))]);
  return mover;
}

async function setAvailability(
  deps: AssignmentStoreDeps,
  tx: Transaction,
  { moverId, available }: { readonly moverId: string; readonly available: boolean },
  cause: Cause,
): Promise<Mover | null> {
  await lockAllDays(tx);
  const [row] = await tx.select().from(movers).where(eq(movers.id, moverId));
  if (!row) return null;
  if (row.available === available) return toMover(row);
  await tx.update(movers).set({ available }).where(eq(movers.id, moverId));
  const mover = toMover({ ...row, available });
  const changed = fact('MoverAvailabilityChanged', moverId, { moverId, available });
  await append(deps, tx, cause, [changed, ...(await serveWaiting(deps, tx, mover, null))]);
  return mover;
}

/** Assigns a candidate to a request. @returns the AssignmentCompleted */
async function assign(
  { sealer, now, newId }: AssignmentStoreDeps,
  tx: Transaction,
  request: AssignmentRequest,
  { mover, distanceMeters }: Candidate,
): Promise<Fact> {
  const { callId, ownerId, movingOn } = request;
  const assignmentId = newId();
  await tx.insert(assignments).values({
    id: assignmentId,
    callId,
    ownerId,
    moverId: mover.id,
    during: rangeOfDay(movingOn),
    status: 'ACTIVE',
    distanceMeters,
    assignedAt: now(),
  });
  const { id, name, tel, plate } = mover;
  return fact('AssignmentCompleted', callId, {
    assignmentId,
    mover: { id, name: { sealed: sealer.seal(name) }, tel: sealer.seal(tel), plate },
    distanceMeters,
  });
}

/**
 * Lets a mover that became free serve waiting requests: of each day the oldest one that it can serve. The caller holds the lock of
 * those days.
 *
 * @param only this day; null for all days from today on
 */
async function serveWaiting(
  deps: AssignmentStoreDeps,
  tx: Transaction,
  mover: Mover,
  only: Day | null,
): Promise<Fact[]> {
  if (!mover.available) return [];
  const today = seoulDay(deps.now());
  const facts: Fact[] = [];
  for (const { request, distanceMeters } of await oldestWaitingFor(tx, mover, { only, today })) {
    const dispatched = dispatch(request, [{ mover, distanceMeters, lastAssignedAt: null }], today);
    // AssignmentFailed was published when the request arrived; it is not repeated.
    if (dispatched.type === 'AssignmentFailed') continue;
    await tx
      .update(requests)
      .set({ status: 'ASSIGNED', waitingReason: null, ownerTel: null })
      .where(eq(requests.callId, request.callId));
    facts.push(await assign(deps, tx, request, dispatched.candidate));
  }
  return facts;
}

function requestRow(request: AssignmentRequest, dispatched: Dispatched): typeof requests.$inferInsert {
  const { location, ...details } = request;
  const { address, district, latitude, longitude } = location;
  const outcome =
    dispatched.type === 'AssignmentCompleted'
      ? ({ status: 'ASSIGNED', waitingReason: null, ownerTel: null } as const)
      : ({ status: 'WAITING', waitingReason: dispatched.reason } as const);
  const during = rangeOfDay(request.movingOn);
  return { ...details, address, district, latitude, longitude, during, ...outcome };
}
