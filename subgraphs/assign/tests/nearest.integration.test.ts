import { movingSlots } from '@movecall/schema/events';
import { regionInFull } from '@movecall/values/region-in-full';
import { regions } from '@movecall/values/regions';
import { sql as statement } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { candidatesFor, nearestFree, wantedBy } from '../src/dispatch/candidates.ts';
import { rangeOfSlot } from '../src/slots.ts';
import { type AssignmentRequest, dispatch } from '../src/dispatch/dispatch.ts';
import { aRequest, DAY, NEXT_DAY, NOW, TODAY } from './fixtures.ts';
import { type AssignHarness, createAssign } from './harness.ts';

/** The answer of the index against that of a full scan, among many movers. */

const MOVERS = 10_000;
/** Seconds: longer ago than any assignment. */
const NEVER = 1_000_000;

interface Base {
  readonly id: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly moveTypes: readonly string[];
  readonly available: boolean;
  readonly booked: boolean;
  /** A company that is insured on the day, one that is not, or none. */
  readonly companyId: string | null;
  readonly tons: number | null;
  /** Its area, or one of some 시·군·구. */
  readonly radiusKm: number;
  readonly sigungu: readonly string[] | null;
  readonly slotsPerDay: 1 | 2;
  /** When the mover was last assigned, in seconds ago; null when it never was. */
  readonly worked: number | null;
}

const INSURED = '00000000-0000-4000-8000-00000000000a';
const UNINSURED = '00000000-0000-4000-8000-00000000000b';

// A fixed seed. With some seeds so many movers share a base that the query fetches more than a few candidates.
const random = mulberry32(20_261_122);
const districts = regions.filter(({ sido }) => sido === '서울');
const districtNames = districts.map(regionInFull);

const hex = (n: number): string => Math.floor(n).toString(16).padStart(8, '0');
const movers = Array.from({ length: MOVERS }, (_, i): Base => {
  // One in three is based at a district's office, since many addresses name the district only. The others are anywhere in and
  // around Seoul.
  const office = random() < 1 / 3 ? districts[Math.floor(random() * districts.length)] : undefined;
  const booked = random() < 0.4;
  return {
    // As evenly spread as random UUIDs, for which the index of the exclusion constraint is balanced.
    id: `${hex(random() * 2 ** 32)}-0000-4000-8000-0000${hex(i)}`,
    latitude: office?.latitude ?? 37.3 + random() * 0.5,
    longitude: office?.longitude ?? 126.7 + random() * 0.6,
    moveTypes: random() < 0.3 ? ['HALF_PACKING'] : ['FULL_PACKING', 'HALF_PACKING'],
    available: random() < 0.9,
    booked,
    companyId: [INSURED, UNINSURED, null][i % 3] ?? null,
    tons: [null, 1, 5, 10][Math.floor(random() * 4)] ?? null,
    radiusKm: 2 + Math.floor(random() * 30),
    sigungu: random() < 0.1 ? [districtNames[Math.floor(random() * districts.length)]!] : null,
    slotsPerDay: random() < 0.5 ? 1 : 2,
    worked: booked || random() < 0.5 ? Math.floor(random() * 1_000) : null,
  };
});

let assign: AssignHarness;
beforeAll(async () => {
  assign = await createAssign();
  const { sql } = assign;
  await sql`
    insert into companies (id, name, representative, registration_number, permit_number, insured_until, phone, address, registered_at)
    values (${INSURED}, '', '', '1', '', ${DAY}, '', '', now()), (${UNINSURED}, '', '', '2', '', ${TODAY}, '', '', now())`;
  const rows = JSON.stringify(movers);
  await sql`
    insert into movers (id, name, tel, plate, base_address, base_latitude, base_longitude, move_types, available,
      company_id, tons, reach_m, sigungu, slots_per_day, registered_at)
    select id, '', right(id::text, 8), '', '', latitude, longitude,
           array(select jsonb_array_elements_text("moveTypes")), available, "companyId",
           tons, case when sigungu is null then "radiusKm" * 1000 else 500000 end,
           (select array_agg(name) from jsonb_array_elements_text(nullif(sigungu, 'null')) as name), "slotsPerDay", now()
    from jsonb_to_recordset(${rows}::text::jsonb)
      as x (id uuid, latitude float8, longitude float8, "moveTypes" jsonb, available boolean, "companyId" uuid,
        tons float8, "radiusKm" int, sigungu jsonb, "slotsPerDay" int)`;
  // Each call has the id of its mover.
  await sql`insert into requests (call_id, status) select id, 'CANCELLED' from movers`;
  await sql`
    insert into assignments (id, call_id, owner_id, mover_id, during, status, distance_meters, assigned_at)
    select id, id, id, id, (case when booked then ${rangeOfSlot(DAY, 'MORNING')}::text else ${rangeOfSlot(NEXT_DAY, 'ALL_DAY')}::text end)::tstzrange,
           'ACTIVE', 0, ${NOW.toISOString()}::timestamptz - make_interval(secs => worked)
    from jsonb_to_recordset(${rows}::text::jsonb) as x (id uuid, booked boolean, worked int) where worked is not null`;
  await sql`analyze movers, assignments, bookings`;
});
afterAll(async () => {
  await assign.close();
});

const somewhere = (): AssignmentRequest => {
  const office = districts[Math.floor(random() * districts.length)]!;
  const atOffice = random() < 0.5;
  return aRequest({
    moveType: random() < 0.5 ? 'FULL_PACKING' : 'HALF_PACKING',
    hasQuote: random() < 0.5,
    tons: [null, 2.5, 7.5][Math.floor(random() * 3)] ?? null,
    slot: movingSlots[Math.floor(random() * 3)]!,
    location: {
      address: 'somewhere',
      district: atOffice ? office.name : null,
      latitude: atOffice ? office.latitude : 33 + random() * 5,
      longitude: atOffice ? office.longitude : 126 + random() * 3,
    },
  });
};

/** Compares all movers. */
function fullScan(request: AssignmentRequest): { meters: number; ids: string[]; chosen: string | undefined } {
  const free = movers
    .filter((mover) => mover.available && mover.moveTypes.includes(request.moveType))
    // A booked mover works in the morning.
    .filter(({ booked, slotsPerDay }) => !booked || (slotsPerDay === 2 && request.slot === 'AFTERNOON'))
    .filter(({ tons }) => tons === null || tons >= (request.tons ?? 0))
    .filter((mover) =>
      mover.sigungu
        ? mover.sigungu.includes(`서울 ${request.location.district}`)
        : Math.round(haversine(mover, request.location)) <= mover.radiusKm * 1000,
    )
    .filter(({ companyId }) => !request.hasQuote || companyId === INSURED)
    .map((mover) => ({ mover, meters: Math.round(haversine(mover, request.location)) }));
  const meters = Math.min(...free.map((candidate) => candidate.meters));
  const nearest = free.filter((candidate) => candidate.meters === meters).map(({ mover }) => mover);
  const [chosen] = nearest.toSorted(
    (a, b) => (b.worked ?? NEVER) - (a.worked ?? NEVER) || (a.id < b.id ? -1 : 1),
  );
  return { meters, ids: nearest.map(({ id }) => id).toSorted(), chosen: chosen?.id };
}

test('the index finds the same movers as a full scan', async () => {
  let served = 0;
  for (let i = 0; i < 200; i++) {
    const request = somewhere();
    const expected = fullScan(request);
    const found = await assign.db.transaction((tx) => candidatesFor(tx, [request]));
    const candidates = found.get(request.callId) ?? [];
    const nearest = candidates.filter(({ distanceMeters }) => distanceMeters === expected.meters);
    expect(nearest.map(({ mover }) => mover.id).toSorted()).toEqual(expected.ids);
    expect(candidates.length - nearest.length, 'candidates that are not among the nearest').toBeLessThan(10);
    const chosen = dispatch(request, candidates, TODAY);
    expect(chosen?.mover.id).toBe(expected.chosen);
    if (chosen) expect(chosen.distanceMeters).toBe(expected.meters);
    served += chosen ? 1 : 0;
  }
  expect(served).toBeGreaterThan(80);
  expect(served).toBeLessThan(200);
});

test('both look-ups use the index on the bases and never scan the table', async () => {
  const query = nearestFree(wantedBy([aRequest()]));
  const [row] = await assign.db.execute<{ 'QUERY PLAN': unknown }>(
    statement`explain (analyze, format json) ${query}`,
  );
  const nodes = flatten(row!['QUERY PLAN']);
  const onMovers = nodes.filter((node) => node['Relation Name'] === 'movers');
  expect(onMovers.map((node) => node['Node Type'])).not.toContain('Seq Scan');
  const onBases = nodes.filter((node) => node['Index Name'] === 'movers_base');
  // Whether they are few: by distance, by load. Many: in order. Few: all. Then those that are as near.
  expect(onBases).toHaveLength(5);
  const ordered = onBases.filter((node) => 'Order By' in node);
  expect(ordered).toHaveLength(2);
  for (const scan of ordered) {
    expect(scan['Node Type']).toMatch(/^Index (?:Only )?Scan$/);
    expect(scan['Order By']).toContain('<->');
    // The scan stops at the first free mover, or once it is known that they are not few.
    expect(scan['Actual Rows']).toBeLessThan(250);
  }
  // Those that only the box tells apart from the rest are not all read.
  for (const scan of onBases) expect(scan['Actual Rows']).toBeLessThan(1_000);
});

test('without statistics, the planner looks a mover up in the bookings instead of joining all of them', async () => {
  const rollBack = new Error('roll back');
  const planned = assign.db.transaction(async (tx) => {
    await tx.execute(
      statement`delete from pg_statistic where starelid in ('movers'::regclass, 'bookings'::regclass)`,
    );
    const query = nearestFree(wantedBy([somewhere()]));
    const [row] = await tx.execute<{ 'QUERY PLAN': unknown }>(statement`explain (format json) ${query}`);
    const nodes = flatten(row!['QUERY PLAN']);
    expect(nodes.map((node) => node['Join Type'])).not.toContain('Anti');
    const bookings = nodes.find((node) => node['Relation Name'] === 'bookings');
    expect(bookings?.['Index Cond']).toContain('mover_id');
    throw rollBack;
  });
  await expect(planned).rejects.toBe(rollBack);
});

type PlanNode = Record<string, unknown>;

function flatten(plan: unknown): PlanNode[] {
  const visit = (node: PlanNode): PlanNode[] => [
    node,
    ...((node['Plans'] as PlanNode[] | undefined) ?? []).flatMap(visit),
  ];
  const [root] = plan as { Plan: PlanNode }[];
  return visit(root!.Plan);
}

/** https://en.wikipedia.org/wiki/Haversine_formula */
function haversine(
  a: { latitude: number; longitude: number },
  b: { latitude: number; longitude: number },
): number {
  const rad = Math.PI / 180;
  const h =
    Math.sin(((b.latitude - a.latitude) * rad) / 2) ** 2 +
    Math.cos(a.latitude * rad) *
      Math.cos(b.latitude * rad) *
      Math.sin(((b.longitude - a.longitude) * rad) / 2) ** 2;
  return 2 * 6_371_008.8 * Math.asin(Math.sqrt(h));
}

/** A small seeded random number generator. */
function mulberry32(state: number): () => number {
  let a = state;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
