import { CodedError, searchOf } from '@movecall/graphql';
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Safelist } from './safelist.ts';

/** The operation that a client requests, by its text, by its id, or by both. */
export interface RequestedOperation {
  /** Null when the client sends the id only. */
  readonly text: string | null;
  /** The id of a persisted query: the SHA-256 of its text, in hexadecimal, or an id of the safelist. Null without one. */
  readonly id: string | null;
}

/**
 * Decides whether a client may request an operation, before its document is prepared. HTTP and WebSocket share it.
 *
 * @returns the text to execute; null when the client sent an id that the router does not know, or nothing
 * @throws CodedError, HTTP 400: QUERY_NOT_IN_SAFELIST; BAD_REQUEST when text and id do not match
 */
export type Admit = (requested: RequestedOperation) => string | null;

/** @param safelist null: clients may execute any operation */
export const createAdmission =
  (safelist: Safelist | null): Admit =>
  ({ text: sent, id }) => {
    if (sent !== null && id !== null && createHash('sha256').update(sent).digest('hex') !== id)
      throw badRequest('sha256Hash is not the SHA-256 of the query. Send the hash of exactly this text.');
    const text = sent ?? (id === null ? null : (safelist?.body(id) ?? null));
    if (safelist && (text === null ? id !== null : !safelist.includes(text)))
      throw new CodedError(
        'QUERY_NOT_IN_SAFELIST',
        'The safelist does not contain this operation. Send an operation of the safelist.',
        400,
      );
    return text;
  };

/**
 * Reads the requested operation of an HTTP request: from the query string of a GET, otherwise from the body.
 *
 * @param body the parsed JSON of the request's body
 * @throws CodedError BAD_REQUEST (HTTP 400) when the request has a malformed `persistedQuery`
 */
export function operationOfRequest(request: IncomingMessage, body: unknown): RequestedOperation {
  if (request.method === 'GET') {
    const parameters = new URLSearchParams(searchOf(request));
    const extensions = parameters.get('extensions');
    return requestedOperation(
      parameters.get('query'),
      extensions === null ? null : parseJsonOrNull(extensions),
    );
  }
  const { query, extensions } = (isRecord(body) ? body : {}) as { query?: unknown; extensions?: unknown };
  return requestedOperation(query, extensions);
}

/**
 * @param query the text of the operation; anything but a string that is not empty counts as no text
 * @param extensions of the request: `{ persistedQuery: { version: 1, sha256Hash } }`
 * @throws CodedError BAD_REQUEST (HTTP 400) when `persistedQuery` is malformed
 */
export function requestedOperation(query: unknown, extensions: unknown): RequestedOperation {
  const text = typeof query === 'string' && query !== '' ? query : null;
  const persisted = isRecord(extensions) ? extensions['persistedQuery'] : undefined;
  if (persisted === undefined || persisted === null) return { text, id: null };
  if (!isRecord(persisted) || persisted['version'] !== 1 || typeof persisted['sha256Hash'] !== 'string')
    throw badRequest('persistedQuery is malformed. Send { version: 1, sha256Hash: "…" }.');
  return { text, id: persisted['sha256Hash'] };
}

const badRequest = (message: string): CodedError => new CodedError('BAD_REQUEST', message, 400);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Null for a text that is not JSON: Apollo Server parses the text again and reports the error. */
function parseJsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
