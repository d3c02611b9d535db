import type { Exchange, Operation } from '@urql/core';
import { filter, makeSubject, merge, pipe } from 'wonka';

/**
 * Sends a query again when a live event has overtaken its answer: such an answer was read before the event, and the cache
 * would replace a newer version of a call by an older one.
 */
export const overtakenExchange: Exchange = ({ forward }) => {
  /** The newest version that was received of each call, by the call's id. */
  const newest = new Map<string, number>();
  const again = makeSubject<Operation>();
  return (operations) =>
    pipe(
      forward(merge([operations, again.source])),
      filter(({ operation, data }) => {
        const calls = callsIn(data);
        const overtaken =
          operation.kind === 'query' && calls.some(({ id, version }) => version < (newest.get(id) ?? 0));
        for (const { id, version } of calls) newest.set(id, Math.max(version, newest.get(id) ?? 0));
        if (overtaken) again.next(operation);
        return !overtaken;
      }),
    );
};

interface VersionedCall {
  readonly id: string;
  readonly version: number;
}

/** All calls in an answer that have a version, at any depth. */
export function callsIn(data: unknown): VersionedCall[] {
  if (typeof data !== 'object' || data === null) return [];
  const inside = Object.values(data).flatMap(callsIn);
  return isVersionedCall(data) ? [data, ...inside] : inside;
}

const isVersionedCall = (data: object): data is VersionedCall =>
  '__typename' in data &&
  data.__typename === 'MoveCall' &&
  'id' in data &&
  typeof data.id === 'string' &&
  'version' in data &&
  typeof data.version === 'number';
