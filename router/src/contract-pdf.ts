import { type ApolloServer, HeaderMap } from '@apollo/server';
import { type Handler, sendJson } from '@movecall/http';
import type { GraphQLFormattedError } from 'graphql';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RouterContext } from './context.ts';

const PATH = /^\/calls\/([\w-]{1,64})\/contract\/pdf$/;
const DOCUMENT = 'query ContractPdf($id: ID!) { moveCall(id: $id) { id contract { version pdf } } }';

type CreateContext = (
  request: IncomingMessage,
  body: unknown,
  response: ServerResponse,
) => Promise<RouterContext>;

interface ContractPdf {
  readonly version: number;
  /** In base64. */
  readonly pdf: string;
}

interface Answer {
  readonly data?: { readonly moveCall: { readonly contract: ContractPdf | null } | null } | null;
  readonly errors?: readonly GraphQLFormattedError[];
}

/**
 * The contract of a call as a PDF: `GET /calls/:id/contract/pdf`, with the viewer's token in `Authorization`. It executes one fixed
 * operation as that viewer, so that all limits and rights of GraphQL hold. A browser that follows a link brings no token; it gets the
 * page, which fetches the PDF with the token of its session.
 *
 * @param createContext lets the request pass the checks of the router
 * @returns the handler of a path; null for any other path
 */
export function createContractPdfs(
  server: ApolloServer<RouterContext>,
  createContext: CreateContext,
  pages: (path: string) => Handler | null,
): (path: string) => Handler | null {
  return (path) => {
    const id = PATH.exec(path)?.[1];
    if (id === undefined) return null;
    const page = pages(path);
    return async (request, response) => {
      if (page && isVisit(request)) return page(request, response);
      if (request.method !== 'GET') {
        response.writeHead(405, { allow: 'GET' }).end();
        return;
      }
      await answerPdf(id, response, await execute(server, id, () => createContext(request, null, response)));
    };
  };
}

/** A browser opens the address: it asks for a page, and has no token to send. */
const isVisit = ({ headers: { authorization, accept } }: IncomingMessage): boolean =>
  authorization === undefined && accept?.includes('text/html') === true;

interface Executed {
  readonly status: number;
  readonly headers: HeaderMap;
  readonly answer: Answer;
}

async function execute(
  server: ApolloServer<RouterContext>,
  id: string,
  context: () => Promise<RouterContext>,
): Promise<Executed> {
  const { status, headers, body } = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: 'POST',
      headers: new HeaderMap([['content-type', 'application/json']]),
      search: '',
      body: { query: DOCUMENT, variables: { id } },
    },
    context,
  });
  if (body.kind !== 'complete') throw new Error('the answer came in parts');
  return { status: status ?? 200, headers, answer: JSON.parse(body.string) as Answer };
}

/** Refusals are those of GraphQL, as JSON. A call that is absent, another's, or has no contract is 404. */
async function answerPdf(
  id: string,
  response: ServerResponse,
  { status, headers, answer }: Executed,
): Promise<void> {
  response.setHeader('cache-control', 'no-store');
  const contract = answer.data?.moveCall?.contract ?? null;
  if (contract !== null && status === 200) {
    const name = `이사계약서-${id}-버전${contract.version}.pdf`;
    const content = Buffer.from(contract.pdf, 'base64');
    response.writeHead(200, {
      'content-type': 'application/pdf',
      'content-length': content.length,
      'content-disposition': `inline; filename="contract.pdf"; filename*=UTF-8''${encodeURIComponent(name)}`,
      'x-content-type-options': 'nosniff',
    });
    response.end(content);
    return;
  }
  const { errors = [absent] } = answer;
  const retryAfter = headers.get('retry-after');
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
  sendJson(response, status === 200 ? statusOf(errors) : status, { errors });
}

const absent: GraphQLFormattedError = {
  message: 'There is no such contract.',
  extensions: { code: 'NOT_FOUND' },
};

/** The statuses of errors that GraphQL answers with 200. */
const statuses: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  SERVICE_UNAVAILABLE: 503,
};

const statusOf = ([first]: readonly GraphQLFormattedError[]): number =>
  statuses[String(first?.extensions?.['code'])] ?? 500;
