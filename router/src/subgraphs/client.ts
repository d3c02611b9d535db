import { ENDED_SESSIONS_HEADER } from '@movecall/identity';
import type { Logger } from '@movecall/telemetry/logger';
import { inSpan, type Span, type SpanOptions, traceIdOf } from '@movecall/telemetry/trace';
import {
  BrokenCircuitError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  handleAll,
} from 'cockatiel';
import type { GraphQLFormattedError } from 'graphql';
import type { IncomingHttpHeaders } from 'node:http';
import type { RouterContext } from '../context.ts';
import { createConnections, type SubgraphRequest } from './connections.ts';
import { type MakeHeaders, withCookies, withTraceparent } from './headers.ts';
import { NoAnswerError } from './hedged-request.ts';
import { count, type SubgraphMetrics, type Tally } from './subgraph-metrics.ts';

/** A subgraph's HTTP response. */
interface SubgraphResponse {
  readonly answer: SubgraphAnswer;
  readonly headers: IncomingHttpHeaders;
}

/** A subgraph's GraphQL response. */
export interface SubgraphAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
}

/** Sends one request to a subgraph. Rejects when the subgraph gives no answer, or its circuit is open. */
export type Send = (request: SubgraphRequest, context: RouterContext) => Promise<SubgraphAnswer>;

export interface SubgraphClientOptions {
  readonly name: string;
  /** The address of the subgraph's GraphQL endpoint. */
  readonly url: string;
  /** How long a request may take, ms. */
  readonly timeoutMs: number;
  /** This many consecutive requests without an answer open the circuit. */
  readonly failuresToOpen: number;
  /** How long the circuit stays open before it lets one request through, ms. */
  readonly halfOpenAfterMs: number;
  readonly makeHeaders: MakeHeaders;
  /**
   * For the subgraph that people sign in to: it reads and sets the client's cookies, and names the sessions that a request has
   * ended. Null for every other subgraph.
   */
  readonly onEndedSessions: ((sessionIds: readonly string[]) => void) | null;
  readonly logger: Logger;
  readonly metrics: SubgraphMetrics;
}

export interface SubgraphClient {
  readonly send: Send;
  /** Resolves when all answers have arrived and all connections are closed. */
  close(): Promise<void>;
}

/**
 * The client of one subgraph over HTTP. Each request carries the viewer's identity and the trace. A subgraph gives no answer
 * when it cannot be reached, takes too long, responds with 5xx or does not respond with GraphQL. After several requests
 * without an answer the circuit opens: then requests fail at once, so that an unavailable subgraph costs its own fields and
 * delays nobody.
 */
export function createSubgraphClient(options: SubgraphClientOptions): SubgraphClient {
  const { name, makeHeaders, onEndedSessions, logger, metrics } = options;
  const connections = createConnections({
    url: new URL(options.url),
    timeoutMs: options.timeoutMs,
    read: (status, text, headers): SubgraphResponse => ({ answer: readAnswer(status, text), headers }),
  });
  const tally: Tally = (metrics.requests[name] = {});
  const circuit = createCircuit(options);
  const span: SpanOptions = { kind: 'CLIENT', attributes: { 'peer.service': name } };

  async function request(sent: SubgraphRequest, context: RouterContext, within: Span | null) {
    // One client request often leads to several subgraph requests: they share these headers.
    const shared = (context.subgraphHeaders ??= await makeHeaders(context));
    const traced = within ? withTraceparent(shared, within.traceparent) : shared;
    const headers = onEndedSessions ? withCookies(traced, context) : traced;
    within?.set({ 'subgraph.circuit': CircuitState[circuit.state] });
    try {
      // While half open, the circuit would hold every request until the one trial request has ended, which may take long.
      if (circuit.state === CircuitState.HalfOpen) throw new BrokenCircuitError();
      const response = await circuit.execute(() => connections.send(sent, headers));
      count(tally, 'answered');
      if (onEndedSessions) readSignInHeaders(response.headers, context, onEndedSessions);
      return response.answer;
    } catch (error) {
      const refused = error instanceof BrokenCircuitError;
      count(tally, refused ? 'refused' : 'failed');
      if (refused) within?.fail('CIRCUIT_OPEN');
      else {
        const traceId = traceIdOf(context.traceparent);
        logger.warn({ err: error, subgraph: name, traceId }, 'no answer from a subgraph');
      }
      throw error;
    }
  }

  return {
    send: (sent, context) => inSpan(`subgraph ${name}`, span, (within) => request(sent, context, within)),
    close: () => connections.close(),
  };
}

/** Hands cookies on to the client, and reports the sessions that the request has ended. */
function readSignInHeaders(
  headers: IncomingHttpHeaders,
  { cookies }: RouterContext,
  onEndedSessions: (sessionIds: readonly string[]) => void,
): void {
  // One header arrives as a text, several as a list.
  const setCookies = [headers['set-cookie'] ?? []].flat();
  if (setCookies.length > 0) cookies?.set(setCookies);
  const ended = headers[ENDED_SESSIONS_HEADER];
  if (ended) onEndedSessions(String(ended).split(','));
}

/** The circuit breaker of one subgraph; its state is a metric, and each change of state is logged. */
function createCircuit({
  name,
  failuresToOpen,
  halfOpenAfterMs,
  logger,
  metrics,
}: SubgraphClientOptions): CircuitBreakerPolicy {
  const circuit = circuitBreaker(handleAll, {
    breaker: new ConsecutiveBreaker(failuresToOpen),
    halfOpenAfter: halfOpenAfterMs,
  });
  metrics.circuits[name] = () => stateNames[circuit.state];
  circuit.onStateChange((state) => {
    logger.warn({ subgraph: name, state: CircuitState[state] }, 'subgraph: the circuit changed');
  });
  return circuit;
}

const stateNames: Readonly<Record<CircuitState, string>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half_open',
  [CircuitState.Open]: 'open',
  // Only `circuit.isolate()` leads to this state, and the router never calls it.
  [CircuitState.Isolated]: 'open',
};

/**
 * Parses a subgraph's response. A 4xx with a GraphQL body is an answer too: the subgraph refuses a variable, or a resolver
 * requires a sign-in.
 *
 * @throws NoAnswerError for 5xx and for a body that is no GraphQL response
 */
function readAnswer(status: number, text: string): SubgraphAnswer {
  if (status >= 500) throw new NoAnswerError(`HTTP ${status}`);
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new NoAnswerError(`HTTP ${status}, not JSON`);
  }
  if (!isRecord(answer)) throw new NoAnswerError(`HTTP ${status}, not GraphQL`);
  const { data = null } = answer;
  const errors = [answer['errors'] ?? []].flat() as SubgraphAnswer['errors'] & object;
  // Without an error, null would be taken for the value of every field.
  if (!isRecord(data) && (errors.length === 0 || data !== null))
    throw new NoAnswerError(`HTTP ${status}, not GraphQL`);
  // A 401 before any resolver ran: the subgraph does not accept the router's identity token.
  if (answer['data'] === undefined && status === 401)
    throw new NoAnswerError('HTTP 401, the subgraph rejects the router: give both the same IDENTITY_KEY');
  return { ...(isRecord(data) && { data }), ...(errors.length > 0 && { errors }) };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
