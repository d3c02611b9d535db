import type { Transaction } from '@movecall/eventlog';
import { addDays, type Day, startOfDay } from '@movecall/values/days';
import type { Place } from '@movecall/values/places';
import { and, arrayContains, asc, desc, eq, gte, inArray, ne, notExists, type SQL, sql } from 'drizzle-orm';
import type { AssignmentRequest, Candidate } from './dispatch.ts';
import type { Mover } from './mover.ts';
import { assignments, movers, requests } from './tables.ts';

/** Finds the movers for a request and the requests for a mover, in SQL that the indexes of the constraints answer. */

/** The time range of a whole day in Seoul, as a tstzrange. */
export const rangeOfDay = (day: Day): string =>
  `[${startOfDay(day).toISOString()},${startOfDay(addDays(day, 1)).toISOString()})`;

/** The earth's mean radius in metres (IUGG). The extension earthdistance uses the radius at the equator. */
const EARTH_RADIUS_M = 6_371_008.8;

const pointOf = ({ latitude, longitude }: Pick<Place, 'latitude' | 'longitude'>): SQL =>
  sql`ll_to_earth(${latitude}::float8, ${longitude}::float8)`;

/** Great-circle distance in whole metres. */
const meters = (a: SQL | typeof movers.baseEarth, b: SQL): SQL<number> =>
  sql`round(earth_distance(${a}, ${b}) * ${EARTH_RADIUS_M}::float8 / earth())::int`.mapWith(Number);

// Literals instead of parameters, or the partial indexes would not match.
const isActive = sql`${assignments.status} = 'ACTIVE'`;
const isWaiting = sql`${requests.status} = 'WAITING'`;

/** The condition that a mover is available, offers the move type, is not booked on the day and is not the call's owner. */
const isFreeFor = (tx: Transaction, request: AssignmentRequest): SQL | undefined => {
  const bookings = tx
    .select({ booked: sql`1` })
    .from(assignments)
    .where(
      and(
        eq(assignments.moverId, movers.id),
        sql`${assignments.during} && ${rangeOfDay(request.movingOn)}::tstzrange`,
        isActive,
      ),
    );
  // `offset 0` keeps the planner from turning the subquery into a join. Without statistics, such a join compares every mover with
  // every booking of the day, which takes a second of processor time for each of a day's last movers.
  return and(
    sql`${movers.available}`,
    arrayContains(movers.moveTypes, [request.moveType]),
    request.ownerTel === null ? undefined : ne(movers.tel, request.ownerTel),
    sql`not exists (${bookings} offset 0)`,
  );
};

/** The straight line through the earth to the nearest free mover. The index returns movers in this order. */
export const nearestFree = (tx: Transaction, request: AssignmentRequest) => {
  const line = sql<number>`${movers.baseEarth} <-> ${pointOf(request.location)}`;
  return tx.select({ line }).from(movers).where(isFreeFor(tx, request)).orderBy(line).limit(1);
};

/** Metres. Movers that are equally near to the metre differ by less than one; the second one covers rounding. */
const EQUAL_M = 2;

/** The free movers that are at most two metres farther away than the nearest one. */
export const equallyNear = (tx: Transaction, request: AssignmentRequest, line: number) => {
  const home = pointOf(request.location);
  const reach = sql`${line + EQUAL_M}::float8`;
  const lastWork = tx
    .select({ at: assignments.assignedAt })
    .from(assignments)
    .where(and(eq(assignments.moverId, movers.id), isActive))
    .orderBy(desc(assignments.assignedAt))
    .limit(1)
    .as('last_work');
  return tx
    .select({
      mover: { id: movers.id, name: movers.name, tel: movers.tel, plate: movers.plate },
      distanceMeters: meters(movers.baseEarth, home),
      lastAssignedAt: lastWork.at,
    })
    .from(movers)
    .leftJoinLateral(lastWork, sql`true`)
    .where(
      and(
        // The index compares boxes. The next condition removes the corners of the box.
        sql`${movers.baseEarth} <@ cube_enlarge(${home}, ${reach}, 3)`,
        sql`${movers.baseEarth} <-> ${home} <= ${reach}`,
        isFreeFor(tx, request),
      ),
    );
};

/** The candidates for a request: all of the equally near movers, and hardly any others. */
export async function candidatesFor(tx: Transaction, request: AssignmentRequest): Promise<Candidate[]> {
  const [nearest] = await nearestFree(tx, request);
  return nearest ? equallyNear(tx, request, nearest.line) : [];
}

export interface WaitingRequest {
  readonly request: AssignmentRequest;
  /** Distance to the mover's base in whole metres. */
  readonly distanceMeters: number;
}

/**
 * Finds the waiting requests that an available mover can serve: of each day on which it is free, the oldest one whose move type it
 * offers, and that is not its own.
 *
 * @param days `only` that day, or, when it is null, all days from `today` on
 */
export async function oldestWaitingFor(
  tx: Transaction,
  mover: Mover,
  days: { readonly only: Day | null; readonly today: Day },
): Promise<WaitingRequest[]> {
  const rows = await tx
    .selectDistinctOn([requests.movingOn], {
      row: requests,
      distanceMeters: meters(
        sql`ll_to_earth(${requests.latitude}, ${requests.longitude})`,
        pointOf(mover.base),
      ),
    })
    .from(requests)
    .where(
      and(
        isWaiting,
        gte(requests.movingOn, days.today),
        days.only === null ? undefined : eq(requests.movingOn, days.only),
        inArray(requests.moveType, [...mover.moveTypes]),
        sql`${requests.ownerTel} is distinct from ${mover.tel}`,
        notExists(
          tx
            .select({ booked: sql`1` })
            .from(assignments)
            .where(
              and(
                eq(assignments.moverId, mover.id),
                sql`${assignments.during} && ${requests.during}`,
                isActive,
              ),
            ),
        ),
      ),
    )
    .orderBy(asc(requests.movingOn), asc(requests.requestedAt), asc(requests.position));
  return rows.map(({ row, distanceMeters }) => ({ request: toRequest(row), distanceMeters }));
}

type Row = typeof requests.$inferSelect;
/** A row that is not a tombstone. The constraint `requests_details` makes all its columns present. */
type DetailedRow = {
  [Column in keyof Row]: Column extends 'ownerTel' ? Row[Column] : NonNullable<Row[Column]>;
};

function toRequest(row: Row): AssignmentRequest {
  const { callId, ownerId, ownerTel, moveType, address, latitude, longitude, movingOn, cost, requestedAt } =
    row as DetailedRow;
  const location = { address, district: row.district, latitude, longitude };
  return { callId, ownerId, ownerTel, moveType, location, movingOn, cost, requestedAt };
}
