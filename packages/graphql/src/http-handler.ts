import { type ApolloServer, type BaseContext, HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import { BodyTooLargeError, type Handler, readBody } from '@movecall/http';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** The largest request body, in bytes. */
const BODY_LIMIT = 100 * 1024;

/** The headers that Apollo Server reads. `createContext` reads others from the request itself. */
const READ_BY_APOLLO = ['content-type', 'accept', 'x-apollo-operation-name', 'apollo-require-preflight'];

/**
 * The query string of a request, with its `?`; empty when there is none. Code that checks a request's parameters must read
 * them with this function: then it checks the ones that are executed.
 */
export function searchOf({ url = '/' }: IncomingMessage): string {
  const begins = url.indexOf('?');
  return begins === -1 ? '' : url.slice(begins);
}

/**
 * Serves a started Apollo Server as a `node:http` handler, for router and subgraphs. A body over 100 KiB is answered with
 * 413 and malformed JSON with 400, both as GraphQL errors in JSON.
 *
 * @param createContext also receives the parsed body, undefined for GET, and the response, to which the request's work may add
 * headers; a CodedError that it throws becomes the answer
 */
export function createGraphqlHandler<C extends BaseContext>(
  server: ApolloServer<C>,
  createContext: (request: IncomingMessage, body: unknown, response: ServerResponse) => Promise<C>,
): Handler {
  server.assertStarted('createGraphqlHandler');
  return async (request, response) => {
    let body: unknown;
    try {
      body = request.method === 'POST' ? parseBody(request, await readBody(request, BODY_LIMIT)) : undefined;
    } catch (error) {
      refuseBody(response, error);
      return;
    }
    const answer = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: (request.method ?? 'GET').toUpperCase(),
        headers: headersOf(request),
        search: searchOf(request),
        body,
      },
      context: () => createContext(request, body, response),
    });
    await send(response, answer);
  };
}

/** Apollo Server expects the value of a JSON body. It refuses other content types, so their text stays unparsed. */
function parseBody(request: IncomingMessage, text: string): unknown {
  const isJson = /^application\/(?:[\w.+-]+\+)?json\b/i.test(request.headers['content-type'] ?? '');
  return isJson ? JSON.parse(text) : text;
}

/** @throws the error itself unless the body is too large or not JSON */
function refuseBody(response: ServerResponse, error: unknown): void {
  const tooLarge = error instanceof BodyTooLargeError;
  if (!tooLarge && !(error instanceof SyntaxError)) throw error;
  // Otherwise the rest of the body would be read as the next request of the connection.
  if (tooLarge) response.setHeader('connection', 'close');
  const message = tooLarge ? `The body is over ${BODY_LIMIT} bytes.` : 'The body is not JSON.';
  response.writeHead(tooLarge ? 413 : 400, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] }));
}

function headersOf(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const name of READ_BY_APOLLO) {
    const value = request.headers[name];
    if (value !== undefined) headers.set(name, String(value));
  }
  return headers;
}

async function send(response: ServerResponse, answer: HTTPGraphQLResponse): Promise<void> {
  response.statusCode = answer.status ?? 200;
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  if (answer.body.kind === 'complete') {
    response.end(answer.body.string);
    return;
  }
  for await (const chunk of answer.body.asyncIterator) response.write(chunk);
  response.end();
}
