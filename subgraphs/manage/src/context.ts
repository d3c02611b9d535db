import type { Cause } from '@movecall/eventlog';
import {
  createRequestContext,
  type RequestContext as SignedContext,
} from '@movecall/identity/request-context';
import type { MovingSlot } from '@movecall/schema/events';
import DataLoader from 'dataloader';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { LedgerState } from './ledger/ledger.ts';
import type { StoredContract } from './contract/contract-store.ts';
import type { OrderRow } from './store.ts';

export interface RequestContext extends SignedContext {
  /** Loads the order of a call, without checking who may see it. It batches the reads of one request. */
  readonly orders: DataLoader<string, OrderRow | null>;
  /** Loads the ledger of a call, without checking who may see it. It batches the reads of one request. */
  readonly ledgers: DataLoader<string, LedgerState>;
  /** The same for the contract of a call, in its newest version. */
  readonly contracts: DataLoader<string, StoredContract | null>;
}

/** Normalises an id to lower case, as in Postgres and in events; null for a text that is not a UUID. */
export const idOf = (text: string): string | null => z.uuid().safeParse(text).data?.toLowerCase() ?? null;

/** The cause of what a request leads to. */
export const causeOf = ({ traceparent }: Pick<SignedContext, 'traceparent'>): Cause => ({
  causationId: null,
  traceparent,
});

/** The key of the entity MoveCall. Manage adds the order to it. */
export interface MoveCallReference {
  readonly id: string;
  /** What call says of it, where a field requires it. */
  readonly announcedMoverId?: string | null;
  readonly contactsShared?: boolean;
  /** What a reschedule has just changed of it: manage knows before call does. */
  readonly movingOn?: string;
  readonly slot?: MovingSlot;
  readonly cost?: number;
}

/** Reads of many calls, each in the order of the ids. */
export interface CallReads {
  readonly findOrders: (callIds: readonly string[]) => Promise<(OrderRow | null)[]>;
  readonly findLedgers: (callIds: readonly string[]) => Promise<LedgerState[]>;
  readonly findContracts: (callIds: readonly string[]) => Promise<(StoredContract | null)[]>;
}

/**
 * Makes the context of a request.
 *
 * @returns a function that throws UNAUTHENTICATED (HTTP 401) for a request that neither the router nor a service has signed.
 */
export function createContextFactory(
  identityKey: Uint8Array,
  { findOrders, findLedgers, findContracts }: CallReads,
): (request: IncomingMessage) => Promise<RequestContext> {
  const identify = createRequestContext(identityKey);
  return async (request) => ({
    ...(await identify(request)),
    orders: new DataLoader(findOrders),
    ledgers: new DataLoader(findLedgers),
    contracts: new DataLoader(findContracts),
  });
}
