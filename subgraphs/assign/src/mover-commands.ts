import type { Cause, Database } from '@movecall/eventlog';
import { findCompany } from './company/company-store.ts';
import { idOf } from './context.ts';
import type { ExecuteAssignments } from './executor.ts';
import type { Mover, Registration } from './mover.ts';
import { findMovers } from './store.ts';

/** The mover, or why there is none: the phone is registered already, or the company is not. */
export type Registered =
  { readonly mover: Mover } | { readonly refusal: 'ALREADY_REGISTERED' | 'UNKNOWN_COMPANY' };

/** The commands of operators. */
export interface MoverCommands {
  register(registration: Registration, cause: Cause): Promise<Registered>;
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
      // Nothing removes a company, so it need not be locked.
      const known = companyId === null ? null : idOf(companyId);
      const company = known === null ? null : await findCompany(tx, known);
      if (companyId !== null && !company) return { refusal: 'UNKNOWN_COMPANY' };
      const mover: Mover = { id: newId(), ...registration, available: true, company, registeredAt: now() };
      const command = { type: 'register', mover } as const;
      const [decision] = await execute(tx, [{ id: mover.id, command, cause }]);
      return decision && 'refusal' in decision ? { refusal: 'ALREADY_REGISTERED' } : { mover };
    }),

  setAvailability: (moverId, available, cause) =>
    db.transaction(async (tx) => {
      const command = { type: 'setAvailability', moverId, available } as const;
      await execute(tx, [{ id: moverId, command, cause }]);
      const [mover] = await findMovers(tx, { ids: [moverId] });
      return mover ?? null;
    }),
});
