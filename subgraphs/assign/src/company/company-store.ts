import { arrayOf, insertRows, updateRows } from '@movecall/database/rows';
import type { Store } from '@movecall/decider';
import type { Database, Transaction } from '@movecall/eventlog';
import { seoulDay } from '@movecall/values/days';
import type { RegistrationNumber } from '@movecall/values/registration-number';
import { and, eq, sql } from 'drizzle-orm';
import { insuredDaysOf } from '../rescue/jobs-at-risk.ts';
import { companies, movers } from '../tables.ts';
import type { Company, CompanyCommand, CompanyFact, CompanyState } from './company.ts';
import { toCompany } from './company-row.ts';

/**
 * The key of the lock under which companies change. One lock for all, since a registration number must not be given twice, and
 * operators enter few companies.
 */
const COMPANIES = 7_261_004;

/** Stores companies. */
export const createCompanyStore = (now: () => Date): Store<CompanyState, CompanyCommand, CompanyFact> => ({
  async load(tx, commands) {
    await tx.execute(sql`select pg_advisory_xact_lock(${COMPANIES})`);
    const ids = commands.map(({ id }) => id);
    const numbers = commands.map(({ command }) => command.details.registrationNumber);
    const rows = await tx
      .select()
      .from(companies)
      .where(
        sql`${companies.id} = any(${arrayOf(ids)}::uuid[])
          or ${companies.registrationNumber} = any(${arrayOf(numbers)}::text[])`,
      );
    const states = ids.map(async (id) => {
      const insuredJobs = await insuredDaysOf(tx, id, seoulDay(now()));
      return [id, { ...stateOf(id, rows.map(toCompany)), insuredJobs }] as const;
    });
    return new Map(await Promise.all(states));
  },

  async save(tx, changes) {
    const registeredAt = now();
    const written = changes.flatMap(({ before, after }) =>
      after.company ? [{ isNew: before.company === null, company: after.company }] : [],
    );
    const fresh = written.filter(({ isNew }) => isNew).map(({ company }) => ({ ...company, registeredAt }));
    const known = written.filter(({ isNew }) => !isNew).map(({ company }) => ({ ...company }));
    if (fresh.length > 0) await tx.execute(insertRows(companies, fresh));
    if (known.length > 0) await tx.execute(updateRows(companies, 'id', known));
  },
});

const stateOf = (id: string, known: readonly Company[]) => ({
  company: known.find((company) => company.id === id) ?? null,
  taken: new Set(
    known.filter((company) => company.id !== id).map(({ registrationNumber }) => registrationNumber),
  ),
});

/** A company; null when there is none with this id. */
export async function findCompany(db: Database | Transaction, id: string): Promise<Company | null> {
  const [row] = await db.select().from(companies).where(eq(companies.id, id));
  return row ? toCompany(row) : null;
}

/** Companies by name. @param limit how many at most */
export async function listCompanies(db: Database, limit: number): Promise<Company[]> {
  return (await db.select().from(companies).orderBy(companies.name, companies.id).limit(limit)).map(
    toCompany,
  );
}

/** The company with a registration number; null when there is none. */
export async function findByRegistrationNumber(
  db: Database,
  number: RegistrationNumber,
): Promise<Company | null> {
  const [row] = await db.select().from(companies).where(eq(companies.registrationNumber, number));
  return row ? toCompany(row) : null;
}

/** The ids of a company's teams that are available. */
export async function teamsOf(tx: Transaction, companyId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: movers.id })
    .from(movers)
    .where(and(eq(movers.companyId, companyId), movers.available))
    .orderBy(movers.id);
  return rows.map(({ id }) => id);
}
