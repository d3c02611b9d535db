import { createExecutor } from '@movecall/decider';
import { appendEvents, type Cause, type Database } from '@movecall/eventlog';
import type { Sealer } from '@movecall/eventlog/sealer';
import type { ExecuteAssignments } from '../executor.ts';
import {
  type Company,
  type CompanyCommand,
  companyDecider,
  type CompanyDetails,
  type CompanyRefusal,
} from './company.ts';
import { companyEventsOf } from './company-events.ts';
import { createCompanyStore, findCompany, teamsOf } from './company-store.ts';

export type CompanyResult = { readonly company: Company } | { readonly refusal: CompanyRefusal };

/** The commands of operators about companies. */
export interface CompanyCommands {
  register(details: CompanyDetails, cause: Cause): Promise<CompanyResult>;
  update(id: string, details: CompanyDetails, cause: Cause): Promise<CompanyResult>;
}

export interface CompanyCommandsDeps {
  readonly db: Database;
  readonly execute: ExecuteAssignments;
  readonly sealer: Sealer;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** Each command is a transaction of its own. */
export function createCompanyCommands(deps: CompanyCommandsDeps): CompanyCommands {
  const { db, execute: executeAssignments, sealer, now, newId } = deps;
  const execute = createExecutor({
    decider: companyDecider,
    store: createCompanyStore(now),
    publish: (fact) => companyEventsOf(fact, sealer),
    append: (tx, facts) => appendEvents(tx, { producer: 'assign', now: now(), newId }, facts),
  });
  const run = (command: CompanyCommand, cause: Cause): Promise<CompanyResult> =>
    db.transaction(async (tx) => {
      const { id } = command;
      const [decision] = await execute(tx, [{ id, command, cause }]);
      if (decision && 'refusal' in decision) return decision;
      // A longer insurance lets its teams take calls that wait.
      if (command.type === 'update')
        await executeAssignments(
          tx,
          (await teamsOf(tx, id)).map((moverId) => {
            const reconsider = { type: 'reconsider', moverId } as const;
            return { id: moverId, command: reconsider, cause };
          }),
        );
      const company = await findCompany(tx, id);
      return company ? { company } : { refusal: 'NOT_FOUND' };
    });
  return {
    register: (details, cause) => run({ type: 'register', id: newId(), details }, cause),
    update: (id, details, cause) => run({ type: 'update', id, details }, cause),
  };
}
