import type { Logger } from '@movecall/telemetry/logger';
import { type DocumentNode, GraphQLError, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import {
  type CompiledOperation,
  compileOperation,
  type CompilerOptions,
} from '../execution/compiled-operation.ts';
import type { Overriding } from '../execution/overrides.ts';
import { UnsupportedError } from '../execution/unsupported.ts';
import { RateLimitedError } from '../rate-limits.ts';
import type { PersistedQueryCache } from '../safelist.ts';
import type { CheckedRequest } from './checked-document.ts';
import type { DocumentFigures } from './document-metrics.ts';
import type { Client, PlanningBudget } from './planning-budget.ts';
import type { Planner } from './planning-threads.ts';
import type { Preparation, Prepared } from './preparation.ts';
import { notExecutable } from './refusal.ts';
import { refusedFor, RefusedDocument } from './refused-document.ts';
import { weightOfPrepared, weightOfText } from './weight.ts';

/** An operation that is parsed, validated, planned and compiled. All clients that send the same text share it. */
export interface PreparedOperation {
  /** The same for the same text, operation name, transport and audience. */
  readonly id: string;
  /** As the client sent it. */
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** As how many requests it counts in the rate limits. */
  readonly requests: number;
  /** The names of the variables that a subscription's payload depends on. */
  readonly payloadVariables: readonly string[];
  readonly execute: CompiledOperation;
}

/** One client's document. */
export interface DocumentRequest extends CheckedRequest {
  /** SHA-256 of the text. */
  readonly hash: string;
  /** Null for the router's own documents: they are not metered. */
  readonly client: Client | null;
}

/** The documents that this router knows. */
export interface Documents {
  /**
   * The prepared operation of a document. A document that is known is there at once; another one is prepared once, however
   * many clients wait for it.
   *
   * @throws RefusedDocument; RateLimitedError; the promise rejects with the same, or with an error of the query planner
   */
  prepare(request: DocumentRequest): PreparedOperation | Promise<PreparedOperation>;
  /** The texts that clients have registered as persisted queries. */
  readonly persistedTexts: PersistedQueryCache;
  readonly figures: () => DocumentFigures;
}

export interface DocumentsOptions extends CompilerOptions {
  readonly planner: Planner;
  /** Null: planning is not metered, for example because a safelist names all documents. */
  readonly budget: PlanningBudget | null;
  /** What all documents together may keep in memory, bytes. */
  readonly maxBytes: number;
  readonly logger: Logger;
}

/** How many unknown documents may be in preparation at once. */
const MAX_JOBS = 200;
/** How long a refused document is remembered, ms. */
const REFUSED_TTL_MS = 60_000;

export function createDocuments(options: DocumentsOptions): Documents {
  const { overrides } = options.loaded;
  const known = new LRUCache<string, PreparedOperation | RefusedDocument | string>({
    maxSize: options.maxBytes,
  });
  const jobs = new Map<string, Promise<PreparedOperation>>();
  let preparedMs = 0;

  /** @param weight without the id, which a client's operation name can make long */
  function keep(id: string, value: PreparedOperation | RefusedDocument | string, weight: number, ttl = 0) {
    known.set(id, value, { size: weight + weightOfText(id), ttl });
  }

  async function prepareUnknown(id: string, request: DocumentRequest, overriding: Overriding) {
    const { client } = request;
    if (client) await options.budget?.check(client);
    const running = jobs.get(id);
    if (running) return running;
    if (jobs.size >= MAX_JOBS) throw new RateLimitedError(1, 'Too many new documents');
    const job = start(id, request, overriding).finally(() => jobs.delete(id));
    jobs.set(id, job);
    return job;
  }

  async function start(id: string, request: DocumentRequest, { conditions }: Overriding) {
    const { text, operationName, transport, audience, client } = request;
    const job = { text, operationName, transport, audience, overrides: [...conditions] };
    try {
      const { preparation, ms } = await options.planner.prepare(job);
      preparedMs += ms;
      if (client) await options.budget?.spend(client, ms);
      const operation = compile(options, id, text, preparation);
      keep(id, operation, weightOfPrepared(text, preparation as Prepared));
      return operation;
    } catch (error) {
      const refused = error instanceof RefusedDocument ? error : failed(error, options.logger);
      keep(id, refused, weightOfText(text), REFUSED_TTL_MS);
      throw refused;
    }
  }

  return {
    prepare(request) {
      const { hash, operationName, transport, audience } = request;
      const overriding = overrides.choose?.() ?? overrides.first;
      const selected = operationName === undefined ? '' : `=${operationName}`;
      const id = `${transport}:${audience}:${hash}:${overriding.id}${selected}`;
      const found = known.get(id);
      if (found instanceof RefusedDocument) throw found;
      return typeof found === 'object' ? found : prepareUnknown(id, request, overriding);
    },
    persistedTexts: {
      async get(key) {
        const found = known.get(key);
        return typeof found === 'string' ? found : undefined;
      },
      set: async (key, text) => keep(key, text, weightOfText(text)),
      delete: async (key) => known.delete(key),
    },
    figures: () => ({ known: known.size, bytes: known.calculatedSize, waiting: jobs.size, preparedMs }),
  };
}

/** @throws RefusedDocument */
function compile(
  options: CompilerOptions,
  id: string,
  text: string,
  preparation: Preparation,
): PreparedOperation {
  if ('refusals' in preparation) throw refusedFor(preparation.refusals, text);
  const { planned, requests, payloadVariables } = preparation;
  try {
    const execute = compileOperation(options, planned);
    const document = parse(text, { noLocation: true });
    return { id, document, operationName: planned.operationName, requests, payloadVariables, execute };
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
    throw refusedFor([notExecutable(error.message)], text);
  }
}

/** Clients learn no more than that it failed: the error is masked. */
function failed(error: unknown, logger: Logger): RefusedDocument {
  logger.warn({ err: error }, 'an operation cannot be planned');
  return new RefusedDocument([new GraphQLError(String(error))]);
}
