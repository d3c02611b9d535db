import { type Cause, type Transaction } from '@movecall/eventlog';
import type { EventOf, EventType } from '@movecall/schema/events';
import type { MoveType } from '@movecall/schema/events';
import { locate, type Place } from '@movecall/values/places';
import { parseTel } from '@movecall/values/tel';
import { type DatabaseHandle, openDatabase } from '@movecall/database';
import { createSealer } from '@movecall/eventlog/sealer';
import { sql } from 'drizzle-orm';
import { randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, type TestDatabase } from '@movecall/testkit/database';
import type { AssignmentRequest } from '../src/dispatch.ts';
import type { Mover, Registration } from '../src/mover.ts';
import { createQueries, type Queries } from '../src/queries.ts';
import { createStore, type Store } from '../src/store.ts';

export const sealingKeys = [{ id: 'k1', key: randomBytes(32) }];
export const sealer = createSealer(sealingKeys);
export const nobody: Cause = { causationId: null, traceparent: null };

/** When the tests take place: a Sunday noon in Seoul. */
export const NOW = new Date('2026-11-22T03:00:00.000Z');
export const TODAY = '2026-11-22';
export const DAY = '2026-12-01';
export const NEXT_DAY = '2026-12-02';

const open = (url: string): Promise<DatabaseHandle> =>
  openDatabase({
    url,
    applicationName: 'assign tests',
    migrations: fileURLToPath(new URL('../migrations', import.meta.url)),
    maxConnections: 20,
  });

/** A migrated database to copy, so that each test has its own at little cost. */
export async function createTemplate(): Promise<TestDatabase> {
  const template = await createTestDatabase();
  await (await open(template.url)).close();
  return template;
}

export interface World {
  readonly url: string;
  readonly handle: DatabaseHandle;
  readonly store: Store;
  readonly queries: Queries;
  /** Sets the clock; every reading of it is a second later than the one before. */
  setNow(now: Date): void;
  request(request: AssignmentRequest): Promise<void>;
  cancel(callId: string): Promise<void>;
  register(registration?: Partial<Registration>): Promise<Mover>;
  close(): Promise<void>;
}

export async function createWorld(template: TestDatabase): Promise<World> {
  const database = await createTestDatabase(new URL(template.url).pathname.slice(1));
  const handle = await open(database.url);
  let time = NOW.getTime();
  const now = (): Date => new Date((time += 1000));
  const store = createStore({ db: handle.db, sealer, now, newId: randomUUID });
  const inTransaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => handle.db.transaction(work);
  return {
    url: database.url,
    handle,
    store,
    queries: createQueries(handle.db),
    setNow: (to) => void (time = to.getTime()),
    request: (request) => inTransaction((tx) => store.request(tx, request, nobody)),
    cancel: (callId) => inTransaction((tx) => store.cancel(tx, callId, nobody)),
    async register(registration = {}) {
      const mover = await store.registerMover({ ...aRegistration(), ...registration }, nobody);
      if (!mover) throw new Error('already registered');
      return mover;
    },
    async close() {
      await handle.close();
      await database.drop();
    },
  };
}

export function place(address: string): Place {
  const found = locate({ address });
  if (!found) throw new Error(`unknown: ${address}`);
  return found;
}

let registered = 0;

export function aRegistration(): Registration {
  const tel = parseTel(`0105${String((registered += 1)).padStart(7, '0')}`);
  if (!tel) throw new Error('not a phone');
  return {
    name: `이사팀 ${registered}`,
    tel,
    plate: '12가3456',
    base: place('마포구'),
    moveTypes: ['FULL_PACKING', 'HALF_PACKING'],
  };
}

let requested = 0;

export const aRequest = (request: Partial<AssignmentRequest> = {}): AssignmentRequest => ({
  callId: randomUUID(),
  ownerId: randomUUID(),
  moveType: 'FULL_PACKING' satisfies MoveType,
  location: place('마포구'),
  movingOn: DAY,
  cost: 1_500_000,
  requestedAt: new Date(NOW.getTime() + (requested += 1)),
  ...request,
});

interface Stated {
  readonly time: string;
  readonly type: EventType;
  readonly version: number;
  readonly correlationId: string;
  readonly data: unknown;
}

/** All that was stated, in order. */
export const stated = async ({ handle }: World): Promise<Stated[]> => {
  const rows = await handle.sql<{ event: Stated }[]>`select event from outbox order by position`;
  return rows.map(({ event }) => event);
};

/** The types of what was stated of a call or a mover, in order. */
export const typesOf = async (world: World, correlationId: string): Promise<EventType[]> =>
  (await stated(world)).filter((event) => event.correlationId === correlationId).map(({ type }) => type);

/** The id of the mover that a call was stated to have got, null when there is none. */
export async function announcedMover(world: World, callId: string): Promise<string | null> {
  const completed = (await stated(world)).find(
    (event) => event.correlationId === callId && event.type === 'AssignmentCompleted',
  );
  return completed ? (completed.data as EventOf<'AssignmentCompleted'>['data']).mover.id : null;
}

/** The id of the mover that a call has, null when there is none. */
export async function activeMover({ handle }: World, callId: string): Promise<string | null> {
  const [row] = await handle.sql<{ mover_id: string }[]>`
    select mover_id from assignments where call_id = ${callId} and status = 'ACTIVE'`;
  return row?.mover_id ?? null;
}

export async function requestStatus({ handle }: World, callId: string): Promise<string | null> {
  const [row] = await handle.sql<{ status: string }[]>`select status from requests where call_id = ${callId}`;
  return row?.status ?? null;
}

/** What must hold whenever nobody is at work; each row is a violation. */
export const violations = async ({ handle }: World): Promise<string[]> => {
  const rows = await handle.db.execute<{ violation: string }>(sql`
    select 'assigned without an active assignment: ' || call_id as violation
    from requests r where status = 'ASSIGNED'
      and not exists (select from assignments a where a.call_id = r.call_id and a.status = 'ACTIVE')
    union all
    select 'active assignment of a call that is not assigned: ' || a.call_id
    from assignments a join requests r using (call_id) where a.status = 'ACTIVE' and r.status <> 'ASSIGNED'
    union all
    select 'mover booked twice: ' || a.mover_id
    from assignments a join assignments b on a.mover_id = b.mover_id and a.id < b.id and a.during && b.during
    where a.status = 'ACTIVE' and b.status = 'ACTIVE'
    union all
    select 'waits although a mover is free: ' || r.call_id
    from requests r where status = 'WAITING' and exists (
      select from movers m where m.available and r.move_type = any (m.move_types) and not exists (
        select from assignments a where a.mover_id = m.id and a.status = 'ACTIVE' and a.during && r.during))
    union all
    select 'waits and was not told so once: ' || r.call_id
    from requests r where status = 'WAITING' and 1 <> (
      select count(*) from outbox where event->>'correlationId' = r.call_id::text and event->>'type' = 'AssignmentFailed')
    union all
    select 'assignment not stated once: ' || a.id
    from assignments a where 1 <> (
      select count(*) from outbox where event->>'type' = 'AssignmentCompleted' and event->'data'->>'assignmentId' = a.id::text)
    union all
    select 'release not stated exactly when it was: ' || a.id
    from assignments a where (a.status = 'RELEASED')::int <> (
      select count(*) from outbox where event->>'type' = 'AssignmentCancelled' and event->'data'->>'assignmentId' = a.id::text)
    union all
    select 'stated, but not so: ' || (event->>'id')
    from outbox where event->>'type' = 'AssignmentCompleted'
      and not exists (select from assignments a where a.id::text = event->'data'->>'assignmentId')`);
  return rows.map(({ violation }) => violation);
};
