import type { Exchange, Operation, OperationResult } from '@urql/core';
import { filter, makeSubject, merge, pipe } from 'wonka';

/**
 * A live event can overtake the answer to a query that was read before it. Such an answer would put an older state of a
 * call over a newer one: it is asked for again instead.
 */
export const overtakenExchange: Exchange = ({ forward }) => {
  const newest = new Map<string, number>();
  const again = makeSubject<Operation>();
  return (operations) =>
    pipe(
      forward(merge([operations, again.source])),
      filter((result) => {
        const calls = callsIn(result.data);
        const overtaken = isQuery(result) && calls.some(({ id, version }) => version < (newest.get(id) ?? 0));
        for (const { id, version } of calls) newest.set(id, Math.max(version, newest.get(id) ?? 0));
        if (overtaken) again.next(result.operation);
        return !overtaken;
      }),
    );
};

const isQuery = ({ operation }: OperationResult): boolean => operation.kind === 'query';

interface Versioned {
  readonly id: string;
  readonly version: number;
}

/** Every call in an answer that says which version of it this is. */
export function callsIn(data: unknown): Versioned[] {
  if (Array.isArray(data)) return data.flatMap(callsIn);
  if (typeof data !== 'object' || data === null) return [];
  const inside = Object.values(data).flatMap(callsIn);
  return isVersioned(data) ? [data, ...inside] : inside;
}

const isVersioned = (data: object): data is Versioned =>
  '__typename' in data &&
  data.__typename === 'MoveCall' &&
  'id' in data &&
  typeof data.id === 'string' &&
  'version' in data &&
  typeof data.version === 'number';
