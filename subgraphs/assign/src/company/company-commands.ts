import { createExecutor } from '@movecall/decider';
import { appendEvents, type Cause, type Database } from '@movecall/eventlog';
import type { Sealer } from '@movecall/eventlog/sealer';
import {
  type Company,
  type CompanyCommand,
  companyDecider,
  type CompanyDetails,
  type CompanyRefusal,
} from './company.ts';
import { companyEventsOf } from './company-events.ts';
import { createCompanyStore } from './company-store.ts';

export type CompanyResult = { readonly company: Company } | { readonly refusal: CompanyRefusal };

/** The commands of operators about companies. */
export interface CompanyCommands {
  register(details: CompanyDetails, cause: Cause): Promise<CompanyResult>;
  update(id: string, details: CompanyDetails, cause: Cause): Promise<CompanyResult>;
}

export interface CompanyCommandsDeps {
  readonly db: Database;
  readonly sealer: Sealer;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** Each command is a transaction of its own. */
export function createCompanyCommands({ db, sealer, now, newId }: CompanyCommandsDeps): CompanyCommands {
  const execute = createExecutor({
    decider: companyDecider,
    store: createCompanyStore(now),
    publish: (fact) => companyEventsOf(fact, sealer),
    append: (tx, facts) => appendEvents(tx, { producer: 'assign', now: now(), newId }, facts),
  });
  async function run(command: CompanyCommand, cause: Cause): Promise<CompanyResult> {
    const { id, details } = command;
    const [decision] = await db.transaction((tx) => execute(tx, [{ id, command, cause }]));
    return decision && 'refusal' in decision ? decision : { company: { id, ...details } };
  }
  return {
    register: (details, cause) => run({ type: 'register', id: newId(), details }, cause),
    update: (id, details, cause) => run({ type: 'update', id, details }, cause),
  };
}
