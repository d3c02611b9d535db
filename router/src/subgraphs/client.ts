import type { Logger } from '@movecall/telemetry/logger';
import { inSpan, type Span, type SpanOptions, traceIdOf } from '@movecall/telemetry/trace';
import { BrokenCircuitError, circuitBreaker, CircuitState, ConsecutiveBreaker, handleAll } from 'cockatiel';
import type { GraphQLFormattedError } from 'graphql';
import type { RouterContext } from '../context.ts';
import { count, type SubgraphMetrics, type Tally } from '../metrics.ts';
import { type MakeHeaders, withTraceparent } from './headers.ts';
import { createConnections, type SubgraphRequest } from './connections.ts';
import { NoAnswerError } from './exchange.ts';

/** What a subgraph says. */
export interface SubgraphAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
}

/** Rejects when there is no answer. */
export type Send = (request: SubgraphRequest, context: RouterContext) => Promise<SubgraphAnswer>;

export interface SubgraphClientOptions {
  readonly name: string;
  /** Where it answers GraphQL. */
  readonly url: string;
  /** How long an answer is waited for. */
  readonly timeoutMs: number;
  /** So many requests in a row without an answer open the circuit. */
  readonly failuresToOpen: number;
  /** How long the circuit stays open before one request is let through. */
  readonly halfOpenAfterMs: number;
  readonly makeHeaders: MakeHeaders;
  readonly logger: Logger;
  readonly metrics: SubgraphMetrics;
}

export interface SubgraphClient {
  readonly send: Send;
  close(): Promise<void>;
}

/**
 * A subgraph over HTTP: is told who asks, and carries the trace on. One that cannot be reached, takes too long, answers 5xx
 * or something else than GraphQL gave no answer; after several of those in a row it is left alone for a while, so that what
 * it costs is its own fields and nobody's time.
 */
export function createSubgraphClient(options: SubgraphClientOptions): SubgraphClient {
  const { name, makeHeaders, logger, metrics } = options;
  const connections = createConnections({
    url: new URL(options.url),
    timeoutMs: options.timeoutMs,
    read: readAnswer,
  });
  const tally: Tally = (metrics.requests[name] = {});
  const circuit = circuitBreaker(handleAll, {
    breaker: new ConsecutiveBreaker(options.failuresToOpen),
    halfOpenAfter: options.halfOpenAfterMs,
  });
  metrics.circuits[name] = () => stateNames[circuit.state];
  circuit.onStateChange((state) => {
    logger.warn({ subgraph: name, state: CircuitState[state] }, 'subgraph: the circuit changed');
  });

  const span: SpanOptions = { kind: 'CLIENT', attributes: { 'peer.service': name } };

  async function ask(request: SubgraphRequest, context: RouterContext, within: Span | null) {
    // Most operations ask several subgraphs, some of them more than once.
    const shared = (context.subgraphHeaders ??= await makeHeaders(context));
    const headers = within ? withTraceparent(shared, within.traceparent) : shared;
    within?.set({ 'subgraph.circuit': CircuitState[circuit.state] });
    try {
      // The circuit would have everyone wait for the one request that tries the subgraph again, which may take long.
      if (circuit.state === CircuitState.HalfOpen) throw new BrokenCircuitError();
      const answer = await circuit.execute(() => connections.send(request, headers));
      count(tally, 'answered');
      return answer;
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
    send: (request, context) => inSpan(`subgraph ${name}`, span, (within) => ask(request, context, within)),
    close: () => connections.close(),
  };
}

const stateNames: Readonly<Record<CircuitState, string>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half_open',
  [CircuitState.Open]: 'open',
  // Held open by hand, which nobody does.
  [CircuitState.Isolated]: 'open',
};

/** A 4xx is an answer too, when it is GraphQL's: the subgraph refuses a variable, or a resolver wants a sign-in. */
function readAnswer(status: number, text: string): SubgraphAnswer {
  if (status >= 500) throw new NoAnswerError(`HTTP ${status}`);
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new NoAnswerError(`HTTP ${status}, not JSON`);
  }
  if (typeof answer !== 'object' || answer === null) throw new NoAnswerError(`HTTP ${status}, not GraphQL`);
  const { data, errors } = answer as SubgraphAnswer;
  if (data === undefined && !Array.isArray(errors)) throw new NoAnswerError(`HTTP ${status}, not GraphQL`);
  // Refused before anything was resolved: it is the router whom the subgraph does not trust.
  if (data === undefined && status === 401) throw new NoAnswerError('the router was not let in');
  if (errors !== undefined && !Array.isArray(errors)) return { data: data ?? null };
  return answer;
}
