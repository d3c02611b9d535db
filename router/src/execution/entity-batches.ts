import type { SubgraphAnswer } from '../subgraphs/client.ts';
import type { Request, Run } from './fetch.ts';
import { checkedEntities, entityOf } from './subgraph-errors.ts';

/** Requests the entities of representations, and answers in their order. */
export type RequestEntities = (
  representations: readonly string[],
  others: string,
  run: Run,
) => Promise<SubgraphAnswer>;

/** One execution's part of a request. */
interface Part {
  readonly representations: readonly string[];
  readonly run: Run;
  readonly answer: (answer: SubgraphAnswer) => void;
}

/** How many entities one request asks for at most when several executions share it. */
const MAX_ENTITIES = 100;

/**
 * Requests the entities of one fetch. Executions with the same `sharedRights` that ask in one turn of the event loop share a
 * request, because a subgraph would answer each of them alike: one event for each of a hundred calls costs one request. All other
 * executions request alone.
 */
export function createEntityRequests(request: Request): RequestEntities {
  const open = new Map<string, Part[]>();

  function close(key: string, others: string): void {
    const parts = open.get(key) ?? [];
    open.delete(key);
    void requestTogether(request, parts, others);
  }

  return (representations, others, run) => {
    const { sharedRights } = run.context;
    if (sharedRights === undefined) return requestOne(request, representations, others, run);
    const key = `${sharedRights} ${others}`;
    return new Promise((answer) => {
      const parts = open.get(key);
      if (parts) parts.push({ representations, run, answer });
      else {
        open.set(key, [{ representations, run, answer }]);
        setImmediate(close, key, others);
      }
    });
  };
}

async function requestOne(
  request: Request,
  representations: readonly string[],
  others: string,
  run: Run,
): Promise<SubgraphAnswer> {
  const list = `"representations":[${representations.join(',')}]`;
  return checkedEntities(
    await request(others === '' ? list : `${others},${list}`, run),
    representations.length,
  );
}

/** `request` does not reject: an unavailable subgraph is an answer with errors. */
async function requestTogether(request: Request, parts: readonly Part[], others: string): Promise<void> {
  for (const batch of batchesOf(parts)) {
    const [first] = batch as [Part];
    const representations = batch.flatMap((part) => part.representations);
    // Each part lists its own errors.
    const run = { ...first.run, maxErrors: first.run.maxErrors * batch.length };
    void requestOne(request, representations, others, run).then((answer) => divide(batch, answer));
  }
}

function batchesOf(parts: readonly Part[]): Part[][] {
  const batches: Part[][] = [];
  let room = 0;
  for (const part of parts) {
    if (room < part.representations.length || batches.length === 0) {
      batches.push([]);
      room = MAX_ENTITIES;
    }
    batches.at(-1)?.push(part);
    room -= part.representations.length;
  }
  return batches;
}

/** Answers each part with its own entities and errors. An error of no entity, or of one that nobody requested, is everybody's. */
function divide(parts: readonly Part[], { data, errors = [] }: SubgraphAnswer): void {
  const entities = data?.['_entities'] as readonly unknown[] | undefined;
  const count = parts.reduce((sum, { representations }) => sum + representations.length, 0);
  let begin = 0;
  for (const { representations, answer } of parts) {
    const from = begin;
    const to = (begin += representations.length);
    const own = errors.flatMap((error) => {
      const index = entityOf(error);
      if (index === undefined || index >= count) return [error];
      if (index < from || index >= to) return [];
      const [field = '_entities', , ...rest] = error.path ?? [];
      return [{ ...error, path: [field, index - from, ...rest] }];
    });
    answer({
      ...(entities && { data: { _entities: entities.slice(from, to) } }),
      ...(own.length > 0 && { errors: own }),
    });
  }
}
