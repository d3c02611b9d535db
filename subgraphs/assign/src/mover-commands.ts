import type { Cause, Database } from '@movecall/eventlog';
import type { ExecuteAssignments } from './executor.ts';
import type { Mover, Registration } from './mover.ts';
import { findMovers } from './store.ts';

/** The commands of operators. */
export interface MoverCommands {
  /** @returns null when the phone is registered already */
  register(registration: Registration, cause: Cause): Promise<Mover | null>;
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
  register: (registration, cause) =>
    db.transaction(async (tx) => {
      const mover: Mover = { id: newId(), ...registration, available: true, registeredAt: now() };
      const command = { type: 'register', mover } as const;
      const [decision] = await execute(tx, [{ id: mover.id, command, cause }]);
      return decision && 'refusal' in decision ? null : mover;
    }),

  setAvailability: (moverId, available, cause) =>
    db.transaction(async (tx) => {
      const command = { type: 'setAvailability', moverId, available } as const;
      await execute(tx, [{ id: moverId, command, cause }]);
      const [mover] = await findMovers(tx, { ids: [moverId] });
      return mover ?? null;
    }),
});
