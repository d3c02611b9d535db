import { insertRows, updateRows } from '@movecall/database/rows';
import type { Handle, Transaction } from '@movecall/eventlog';
import type { Sealer } from '@movecall/eventlog/sealer';
import type { PublishedCompany } from '@movecall/schema/event-values';
import type { EventOf } from '@movecall/schema/events';
import { parseEvent } from '@movecall/schema/parse-event';
import { inArray, sql } from 'drizzle-orm';
import { companies, teams } from '../tables.ts';
import { companyIn } from './published-company.ts';

type CompanyRow = typeof companies.$inferSelect;
type TeamRow = typeof teams.$inferSelect;
/** What is told of a team. Older events lack its company, the types of moves, and where it goes. */
type Team = Pick<EventOf<'MoverRegistered'>['data'], 'moverId' | 'companyId' | 'moveTypes' | 'coverage'> &
  Pick<TeamRow, 'available'>;

/** The events that copies are made from. */
const TOLD: ReadonlySet<string> = new Set([
  'CompanyRegistered',
  'CompanyUpdated',
  'MoverRegistered',
  'MoverUpdated',
  'MoverAvailabilityChanged',
]);

/**
 * Keeps copies of the companies and their teams that assign tells of. An event tells all of a company or of a team, so the last one stays.
 * A team without a company is not kept: no quote names it.
 */
export const createCompanyCopies =
  (sealer: Sealer): Handle =>
  async (tx, events) => {
    const known: CompanyRow[] = [];
    const told: Team[] = [];
    const switched: Pick<TeamRow, 'moverId' | 'available'>[] = [];
    for (const event of events) {
      const parsed = TOLD.has(event.type) ? parseEvent(event) : null;
      switch (parsed?.type) {
        case 'CompanyRegistered':
        case 'CompanyUpdated':
          known.push(companyRow(parsed.data.company, sealer));
          break;
        case 'MoverRegistered':
          told.push({ available: true, ...parsed.data });
          break;
        case 'MoverUpdated':
          told.push(parsed.data);
          break;
        case 'MoverAvailabilityChanged':
          switched.push({ moverId: parsed.data.moverId, available: parsed.data.available });
          break;
        default:
      }
    }
    await store(tx, { known, told, switched });
  };

interface Copies {
  readonly known: readonly CompanyRow[];
  readonly told: readonly Team[];
  readonly switched: readonly Pick<TeamRow, 'moverId' | 'available'>[];
}

/** What is told of a team comes before it is switched: it says whether the team was on by then. */
async function store(tx: Transaction, { known, told, switched }: Copies): Promise<void> {
  if (known.length > 0)
    await tx.execute(sql`${insertRows(
      companies,
      lastOfEach(known, ({ id }) => id),
    )}
      on conflict (id) do update set name = excluded.name, representative = excluded.representative,
        registration_number = excluded.registration_number, permit_number = excluded.permit_number,
        insured_until = excluded.insured_until`);
  if (told.length > 0)
    await storeTeams(
      tx,
      lastOfEach(told, ({ moverId }) => moverId),
    );
  if (switched.length > 0)
    await tx.execute(
      updateRows(
        teams,
        'moverId',
        lastOfEach(switched, ({ moverId }) => moverId),
      ),
    );
}

async function storeTeams(tx: Transaction, told: readonly Team[]): Promise<void> {
  const [kept, others] = [told.flatMap(teamRows), told.filter((team) => teamRows(team).length === 0)];
  if (kept.length > 0)
    await tx.execute(sql`${insertRows(teams, kept)} on conflict (mover_id) do update
      set company_id = excluded.company_id, move_types = excluded.move_types, available = excluded.available,
        latitude = excluded.latitude, longitude = excluded.longitude, reach_m = excluded.reach_m,
        sigungu = excluded.sigungu, tons = excluded.tons`);
  if (others.length > 0)
    await tx.delete(teams).where(
      inArray(
        teams.moverId,
        others.map(({ moverId }) => moverId),
      ),
    );
}

/** Quotes show neither phone nor address of a company. */
function companyRow(published: PublishedCompany, sealer: Sealer): CompanyRow {
  const { phone: _phone, address: _address, ...row } = companyIn(published, sealer);
  return row;
}

/** The row of a team that belongs to a company. */
const teamRows = ({ moverId, companyId, moveTypes, available, coverage }: Team): TeamRow[] =>
  companyId && moveTypes ? [{ moverId, companyId, moveTypes, available, ...coverageColumns(coverage) }] : [];

const coverageColumns = (coverage: Team['coverage']) => ({
  latitude: coverage?.latitude ?? null,
  longitude: coverage?.longitude ?? null,
  reachM: coverage?.reachMeters ?? null,
  sigungu: coverage?.sigungu ?? null,
  tons: coverage?.tons ?? null,
});

/** In the order of the keys, so that two transactions lock rows in the same order. */
const lastOfEach = <Row>(rows: readonly Row[], keyOf: (row: Row) => string): Row[] =>
  [...new Map(rows.map((row) => [keyOf(row), row])).entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
