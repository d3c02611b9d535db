import type { Cause, Database, Transaction } from '@movecall/eventlog';
import type { Company } from './company/company.ts';
import { findCompany } from './company/company-store.ts';
import { idOf } from './context.ts';
import type { ExecuteAssignments } from './executor.ts';
import type { Mover, Registration } from './mover.ts';
import { findMovers } from './store.ts';

/** The mover, or why there is none: the phone is registered already, or the company is not. */
export type Registered =
  { readonly mover: Mover } | { readonly refusal: 'ALREADY_REGISTERED' | 'UNKNOWN_COMPANY' };

/** What an operator changes of a mover. What is absent stays as it is. */
export interface MoverChanges {
  readonly companyId?: string | null | undefined;
}

/** The mover, or why it is not changed. */
export type Updated = { readonly mover: Mover } | { readonly refusal: 'NOT_FOUND' | 'UNKNOWN_COMPANY' };

/** The commands of operators. */
export interface MoverCommands {
  register(registration: Registration, cause: Cause): Promise<Registered>;
  /**
   * Changes what a mover's changes name.
   *
   * @param changes `companyId` as it was entered: it may be malformed; null for a mover that belongs to none from now on
   */
  update(moverId: string, changes: MoverChanges, cause: Cause): Promise<Updated>;
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
      const mover: Mover = { id: newId(), ...registration, available: true, company, registeredAt: now() };
      const command = { type: 'register', mover } as const;
      const [decision] = await execute(tx, [{ id: mover.id, command, cause }]);
      return decision && 'refusal' in decision ? { refusal: 'ALREADY_REGISTERED' } : { mover };
    }),

  update: (moverId, { companyId }, cause) =>
    db.transaction(async (tx) => {
      if (companyId !== undefined) {
        const company = await companyOf(tx, companyId);
        if (company === undefined) return { refusal: 'UNKNOWN_COMPANY' };
        const command = { type: 'setCompany', moverId, company } as const;
        await execute(tx, [{ id: moverId, command, cause }]);
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
