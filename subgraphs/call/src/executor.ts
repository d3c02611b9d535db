import { createExecutor, type Execute } from '@movecall/decider';
import type { Sealer } from '@movecall/eventlog/sealer';
import { type CallCommand, callDecider, type CallFact, type CallRefusal } from './call/call.ts';
import { eventsOf } from './call/call-events.ts';
import type { AppendFacts } from './outbox.ts';
import { createCallStore, type StatusReached } from './store.ts';

export type ExecuteOnCalls = Execute<CallCommand, CallFact, CallRefusal>;

export interface CallExecutorOptions {
  readonly appendFacts: AppendFacts;
  readonly sealer: Sealer;
  readonly now: () => Date;
  /** Is called when a call has reached a status, after the commit. */
  readonly onStatusReached?: (reached: StatusReached) => void;
}

/** The one way in which a call changes: requests and events become commands, which are executed here. */
export const createCallExecutor = ({
  appendFacts,
  sealer,
  now,
  onStatusReached,
}: CallExecutorOptions): ExecuteOnCalls =>
  createExecutor({
    decider: callDecider,
    store: createCallStore(onStatusReached),
    publish: (fact, { after }) => (after.status === 'NONE' ? [] : eventsOf(fact, after.record, sealer)),
    append: (tx, facts) => appendFacts(tx, { now: now() }, facts),
  });
