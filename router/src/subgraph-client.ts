import type { GraphQLDataSource } from '@apollo/gateway';
import { IDENTITY_HEADER, type IdentitySigner } from '@movecall/schema/identity';
import type { Logger } from '@movecall/service/logger';
import { continueTrace, TRACEPARENT_HEADER } from '@movecall/service/trace';
import { Pool } from 'undici';
import type { RouterContext } from './context.ts';
import { unavailableErrors } from './unavailable.ts';

export interface SubgraphClientOptions {
  readonly name: string;
  /** Origin; the subgraph answers at `/graphql` below it. */
  readonly url: string;
  readonly timeoutMs: number;
  readonly signer: IdentitySigner;
  readonly logger: Logger;
}

export interface SubgraphClient {
  readonly dataSource: GraphQLDataSource<RouterContext>;
  close(): Promise<void>;
}

/** More at once wait for one of these; their time runs meanwhile. */
const CONNECTIONS = 128;

type Answer = Awaited<ReturnType<GraphQLDataSource['process']>>;

/** Why a subgraph counts as down. */
class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/**
 * A subgraph over HTTP, for the gateway: signs who asks and carries the trace on. One that cannot be reached, takes too
 * long, answers 5xx or something else than GraphQL costs its own fields only (see unavailableErrors). Nothing is sent
 * twice: a request that got no answer may have been carried out.
 */
export function createSubgraphClient(options: SubgraphClientOptions): SubgraphClient {
  const { name, timeoutMs, signer, logger } = options;
  const pool = new Pool(new URL(options.url).origin, { connections: CONNECTIONS, connectTimeout: timeoutMs });

  async function send(body: string, context: RouterContext): Promise<Answer> {
    const { statusCode, body: answer } = await pool.request({
      path: '/graphql',
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        [IDENTITY_HEADER]: await signer.sign(context.viewer),
        [TRACEPARENT_HEADER]: continueTrace(context.traceparent),
      },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await answer.text();
    if (statusCode >= 500) throw new NoAnswerError(`HTTP ${statusCode}`);
    return readAnswer(text, statusCode);
  }

  return {
    dataSource: {
      async process({ request, context }) {
        const { query = '', variables = {}, operationName } = request;
        const body = JSON.stringify({ query, variables, operationName });
        try {
          return await send(body, context as RouterContext);
        } catch (error) {
          logger.warn({ err: error, subgraph: name }, 'no answer from a subgraph');
          return { errors: unavailableErrors(query, variables) };
        }
      },
    },
    close: () => pool.close(),
  };
}

/** A 4xx is an answer too, when it is GraphQL's: the subgraph refuses a variable, or a resolver wants a sign-in. */
function readAnswer(text: string, statusCode: number): Answer {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new NoAnswerError(`HTTP ${statusCode}, not JSON`);
  }
  if (typeof answer !== 'object' || answer === null)
    throw new NoAnswerError(`HTTP ${statusCode}, not GraphQL`);
  const { data, errors } = answer as Answer;
  if (data === undefined && !Array.isArray(errors))
    throw new NoAnswerError(`HTTP ${statusCode}, not GraphQL`);
  // Refused before anything was resolved: it is the router whom the subgraph does not trust.
  if (data === undefined && statusCode === 401) throw new NoAnswerError('the router was not let in');
  return { ...(data !== undefined && { data }), ...(Array.isArray(errors) && { errors }) };
}
