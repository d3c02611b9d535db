import type { Decision } from '@movecall/decider/decider';
import type { Cause, Database, Transaction } from '@movecall/eventlog';
import { type Day, seoulDay } from '@movecall/values/days';
import type { AssignmentRefusal } from '../assignment/assignment.ts';
import type { AssignmentFact } from '../assignment/assignment-fact.ts';
import type { Company } from '../company/company.ts';
import { findCompany } from '../company/company-store.ts';
import { idOf } from '../context.ts';
import { jobDaysFrom } from './days-off.ts';
import type { ExecuteAssignments } from '../executor.ts';
import type { Mover, Registration } from './mover.ts';
import { findMovers } from '../store.ts';
import type { Team } from './team.ts';

type MoverRefusal = 'ALREADY_REGISTERED' | 'MEMBER_ALREADY_REGISTERED' | 'NOT_FOUND' | 'UNKNOWN_COMPANY';

/** The mover, or why there is none: the phone or a member's is registered already, or the company is not. */
export type Registered = { readonly mover: Mover } | { readonly refusal: MoverRefusal };

/** What an operator changes of a mover. What is absent stays as it is. */
export interface MoverUpdate extends Partial<Team> {
  /** As it was entered: it may be malformed; null for a mover that belongs to no company from now on. */
  readonly companyId?: string | null | undefined;
}

/** The mover, or why it is not changed. */
export type Updated = Registered;

/** The mover, or why its days off stay as they are: `jobOn` is the first day off on which it has a job. */
export type DaysOffSet =
  { readonly mover: Mover } | { readonly refusal: 'NOT_FOUND' } | { readonly jobOn: Day };

/** The commands of operators. */
export interface MoverCommands {
  register(registration: Registration, cause: Cause): Promise<Registered>;
  /** Changes what the update names. The mover may get calls that wait; it keeps those that it has. */
  update(moverId: string, update: MoverUpdate, cause: Cause): Promise<Updated>;
  /**
   * Sets all days off from today on. The mover may get calls that wait for the days that it takes back.
   *
   * @param days in order, each once, none before today
   */
  setDaysOff(moverId: string, days: readonly Day[], cause: Cause): Promise<DaysOffSet>;
  /**
   * Makes a mover available or unavailable. A mover that becomes unavailable keeps its assignments.
   *
   * @returns null when there is no such mover
   */
  setAvailability(moverId: string, available: boolean, cause: Cause): Promise<Mover | null>;
}

export interface MoverCommandsDeps {
  readonly db: Database;
  readonly execute: ExecuteAssignments;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** Each command is a transaction of its own. */
export const createMoverCommands = ({ db, execute, now, newId }: MoverCommandsDeps): MoverCommands => ({
  register: ({ companyId, ...registration }, cause) =>
    db.transaction(async (tx) => {
      const company = await companyOf(tx, companyId);
      if (company === undefined) return { refusal: 'UNKNOWN_COMPANY' };
      const fresh = { id: newId(), available: true, daysOff: [], registeredAt: now() };
      const mover: Mover = { ...registration, ...fresh, company };
      const command = { type: 'register', mover } as const;
      const [decision] = await execute(tx, [{ id: mover.id, command, cause }]);
      const refusal = refusalOf(decision);
      if (refusal === null) return { mover };
      return { refusal: refusal === 'MEMBER_ALREADY_REGISTERED' ? refusal : 'ALREADY_REGISTERED' };
    }),

  update: (moverId, { companyId, ...team }, cause) =>
    db.transaction(async (tx) => {
      const company = companyId === undefined ? null : await companyOf(tx, companyId);
      if (company === undefined) return { refusal: 'UNKNOWN_COMPANY' };
      const changes = { ...team, ...(companyId !== undefined && { company }) };
      const command = { type: 'update', moverId, changes } as const;
      const [decision] = await execute(tx, [{ id: moverId, command, cause }]);
      const refusal = refusalOf(decision);
      if (refusal === 'MEMBER_ALREADY_REGISTERED') return { refusal };
      const [mover] = await findMovers(tx, { ids: [moverId] });
      return mover ? { mover } : { refusal: 'NOT_FOUND' };
    }),

  setDaysOff: (moverId, days, cause) =>
    db.transaction(async (tx) => {
      const from = seoulDay(now());
      const [decision] = await execute(tx, [
        { id: moverId, command: { type: 'setDaysOff', moverId, from, days }, cause },
        { id: moverId, command: { type: 'reconsider', moverId }, cause },
      ]);
      if (refusalOf(decision) === 'DAY_HAS_JOB') {
        const jobs = await jobDaysFrom(tx, moverId, from);
        const jobOn = days.find((day) => jobs.includes(day));
        if (jobOn !== undefined) return { jobOn };
      }
      const [mover] = await findMovers(tx, { ids: [moverId] });
      return mover ? { mover } : { refusal: 'NOT_FOUND' };
    }),

  setAvailability: (moverId, available, cause) =>
    db.transaction(async (tx) => {
      const command = { type: 'setAvailability', moverId, available } as const;
      await execute(tx, [{ id: moverId, command, cause }]);
      const [mover] = await findMovers(tx, { ids: [moverId] });
      return mover ?? null;
    }),
});

const refusalOf = (decision: Decision<AssignmentFact, AssignmentRefusal> | undefined) =>
  decision && 'refusal' in decision ? decision.refusal : null;

/**
 * The company that an operator has named. Nothing removes a company, so it need not be locked.
 *
 * @returns undefined when there is no such company
 */
async function companyOf(tx: Transaction, id: string | null): Promise<Company | null | undefined> {
  if (id === null) return null;
  const known = idOf(id);
  return (known === null ? null : await findCompany(tx, known)) ?? undefined;
}
