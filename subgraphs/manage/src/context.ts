import type { Cause } from '@movecall/eventlog';
import {
  createRequestContext,
  type RequestContext as SignedContext,
} from '@movecall/identity/request-context';
import DataLoader from 'dataloader';
import type { IncomingMessage } from 'node:http';
import type { LedgerState } from './ledger/ledger.ts';
import type { OrderRow } from './store.ts';

export interface RequestContext extends SignedContext {
  /** Loads the order of a call, without checking who may see it. It batches the reads of one request. */
  readonly orders: DataLoader<string, OrderRow | null>;
  /** Loads the ledger of a call, without checking who may see it. It batches the reads of one request. */
  readonly ledgers: DataLoader<string, LedgerState>;
}

/** The cause of what a request leads to. */
export const causeOf = ({ traceparent }: Pick<SignedContext, 'traceparent'>): Cause => ({
  causationId: null,
  traceparent,
});

/** The key of the entity MoveCall. Manage adds the order to it. */
export interface MoveCallReference {
  readonly id: string;
}

/** Reads of many calls, each in the order of the ids. */
export interface CallReads {
  readonly findOrders: (callIds: readonly string[]) => Promise<(OrderRow | null)[]>;
  readonly findLedgers: (callIds: readonly string[]) => Promise<LedgerState[]>;
}

/**
 * Makes the context of a request.
 *
 * @returns a function that throws UNAUTHENTICATED (HTTP 401) for a request that neither the router nor a service has signed.
 */
export function createContextFactory(
  identityKey: Uint8Array,
  { findOrders, findLedgers }: CallReads,
): (request: IncomingMessage) => Promise<RequestContext> {
  const identify = createRequestContext(identityKey);
  return async (request) => ({
    ...(await identify(request)),
    orders: new DataLoader(findOrders),
    ledgers: new DataLoader(findLedgers),
  });
}
