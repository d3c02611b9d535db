import { CodedError, searchOf } from '@movecall/graphql';
import type { GraphQLSchema } from 'graphql';
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createDocumentGuard, type DocumentLimits } from './document-limits.ts';
import type { Safelist } from './safelist.ts';

/** What a client asks to have executed. */
export interface Asked {
  /** Null when it is asked for by its id only. */
  readonly text: string | null;
  /** Of a persisted query: the SHA-256 of its text, in hexadecimal, or an id of the safelist. */
  readonly id: string | null;
}

/**
 * Decides what is executed, before anything is parsed for good, validated or planned; the same for HTTP and WebSocket.
 *
 * @returns the text; null when the client gave none that is known here
 * @throws CodedError, HTTP 400: QUERY_NOT_IN_SAFELIST, GRAPHQL_VALIDATION_FAILED for what is over a limit, BAD_REQUEST for a
 * text that is not the one of its id
 */
export type Admit = (asked: Asked) => string | null;

export function createAdmission(
  schema: GraphQLSchema,
  limits: DocumentLimits,
  safelist: Safelist | null,
): Admit {
  const guard = createDocumentGuard(schema, limits);
  return ({ text: sent, id }) => {
    if (sent !== null && id !== null && createHash('sha256').update(sent).digest('hex') !== id)
      throw badRequest('The id is not the SHA-256 of the text.');
    const text = sent ?? (id === null ? null : (safelist?.body(id) ?? null));
    if (safelist && (text === null ? id !== null : !safelist.includes(text)))
      throw new CodedError(
        'QUERY_NOT_IN_SAFELIST',
        'This operation is not among those that are let in.',
        400,
      );
    if (text !== null) guard(text);
    return text;
  };
}

/** @throws CodedError BAD_REQUEST when what it says of a persisted query cannot be understood */
export function askedOverHttp(request: IncomingMessage, body: unknown): Asked {
  if (request.method === 'GET') {
    const parameters = new URLSearchParams(searchOf(request));
    const extensions = parameters.get('extensions');
    return askedOf(parameters.get('query'), extensions === null ? null : parseJson(extensions));
  }
  const { query, extensions } = (isRecord(body) ? body : {}) as { query?: unknown; extensions?: unknown };
  return askedOf(query, extensions);
}

/**
 * @param query the text, where it is one; an empty one is none
 * @param extensions of the request: `{ persistedQuery: { version: 1, sha256Hash } }`
 * @throws CodedError BAD_REQUEST when what it says of a persisted query cannot be understood
 */
export function askedOf(query: unknown, extensions: unknown): Asked {
  const text = typeof query === 'string' && query !== '' ? query : null;
  const persisted = isRecord(extensions) ? extensions['persistedQuery'] : undefined;
  if (persisted === undefined || persisted === null) return { text, id: null };
  if (!isRecord(persisted) || persisted['version'] !== 1 || typeof persisted['sha256Hash'] !== 'string')
    throw badRequest('A persisted query has version 1 and a sha256Hash.');
  return { text, id: persisted['sha256Hash'] };
}

const badRequest = (message: string): CodedError => new CodedError('BAD_REQUEST', message, 400);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Null when it is no JSON: whoever reads it for good says so. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
