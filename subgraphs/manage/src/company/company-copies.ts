import { insertRows, updateRows } from '@movecall/database/rows';
import type { Handle, Transaction } from '@movecall/eventlog';
import type { Sealer } from '@movecall/eventlog/sealer';
import { type EventOf, parseEvent, type PublishedCompany } from '@movecall/schema/events';
import { sql } from 'drizzle-orm';
import { companies, teams } from '../tables.ts';
import { companyIn } from './published-company.ts';

type CompanyRow = typeof companies.$inferSelect;
type TeamRow = typeof teams.$inferSelect;

/** The events that copies are made from. */
const TOLD: ReadonlySet<string> = new Set([
  'CompanyRegistered',
  'CompanyUpdated',
  'MoverRegistered',
  'MoverAvailabilityChanged',
]);

/**
 * Keeps copies of the companies and their teams that assign tells of. An event tells all of a company, so the last one stays. A team
 * without a company is not kept: no quote names it.
 */
export const createCompanyCopies =
  (sealer: Sealer): Handle =>
  async (tx, events) => {
    const known: CompanyRow[] = [];
    const registered: TeamRow[] = [];
    const switched: Pick<TeamRow, 'moverId' | 'available'>[] = [];
    for (const event of events) {
      const told = TOLD.has(event.type) ? parseEvent(event) : null;
      switch (told?.type) {
        case 'CompanyRegistered':
        case 'CompanyUpdated':
          known.push(companyRow(told.data.company, sealer));
          break;
        case 'MoverRegistered':
          registered.push(...teamRows(told.data));
          break;
        case 'MoverAvailabilityChanged':
          switched.push({ moverId: told.data.moverId, available: told.data.available });
          break;
        default:
      }
    }
    await store(tx, { known, registered, switched });
  };

interface Copies {
  readonly known: readonly CompanyRow[];
  readonly registered: readonly TeamRow[];
  readonly switched: readonly Pick<TeamRow, 'moverId' | 'available'>[];
}

/** A team is registered before it is switched: its events come in order. */
async function store(tx: Transaction, { known, registered, switched }: Copies): Promise<void> {
  if (known.length > 0)
    await tx.execute(sql`${insertRows(
      companies,
      lastOfEach(known, ({ id }) => id),
    )}
      on conflict (id) do update set name = excluded.name, representative = excluded.representative,
        registration_number = excluded.registration_number, permit_number = excluded.permit_number,
        insured_until = excluded.insured_until`);
  if (registered.length > 0)
    await tx.execute(
      sql`${insertRows(
        teams,
        lastOfEach(registered, ({ moverId }) => moverId),
      )} on conflict (mover_id) do nothing`,
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

/** Quotes show neither phone nor address of a company. */
function companyRow(published: PublishedCompany, sealer: Sealer): CompanyRow {
  const { phone: _phone, address: _address, ...row } = companyIn(published, sealer);
  return row;
}

const teamRows = ({ moverId, companyId, moveTypes }: EventOf<'MoverRegistered'>['data']): TeamRow[] =>
  companyId && moveTypes ? [{ moverId, companyId, moveTypes, available: true }] : [];

/** In the order of the keys, so that two transactions lock rows in the same order. */
const lastOfEach = <Row>(rows: readonly Row[], keyOf: (row: Row) => string): Row[] =>
  [...new Map(rows.map((row) => [keyOf(row), row])).entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
