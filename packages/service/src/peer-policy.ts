import type { Logger } from '@movecall/telemetry/logger';
import { readGauge } from '@movecall/telemetry/read-metrics';
import {
  bulkhead,
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  fallback,
  handleAll,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import { Counter, Gauge, type Registry } from 'prom-client';

export interface PeerPolicyOptions {
  /** The service that asks, in the names of metrics. */
  readonly service: string;
  /** The name of the peer in metrics and log lines. */
  readonly peer: string;
  /** How long a request may take, ms. */
  readonly timeoutMs: number;
  /** How many requests may be in flight. The bulkhead refuses further ones at once. */
  readonly concurrency: number;
  /** How many failures in a row open the circuit. */
  readonly failuresToOpen: number;
  /** How long the circuit stays open before it lets one request through, ms. */
  readonly halfOpenAfterMs: number;
}

export interface PeerPolicy<Answer> {
  /** Runs a request. Never rejects. */
  execute(request: (signal: AbortSignal) => Promise<Answer>): Promise<Answer>;
  /** The name of the circuit's state. */
  circuit(): string;
}

/**
 * The resilience of requests to a peer. A bulkhead bounds the requests in flight, a circuit breaker stops asking while the peer
 * does not answer, and a timeout aborts each slow request.
 *
 * @param refuse answers in place of a request that fails or is not let through
 */
export function createPeerPolicy<Answer>(
  options: PeerPolicyOptions,
  refuse: () => Answer,
  logger: Logger,
  registry: Registry,
): PeerPolicy<Answer> {
  const room = bulkhead(options.concurrency);
  const circuit = circuitBreaker(handleAll, {
    breaker: new ConsecutiveBreaker(options.failuresToOpen),
    halfOpenAfter: options.halfOpenAfterMs,
  });
  const patience = timeout(options.timeoutMs, TimeoutStrategy.Aggressive);
  const policy = wrap(fallback(handleAll, refuse), room, circuit, patience);
  observeCircuit(options, circuit, logger, registry);
  readGauge(
    registry,
    `movecall_${options.service}_${options.peer}_questions_in_flight`,
    `Requests to ${options.peer} in flight; a bulkhead bounds them`,
    () => options.concurrency - room.executionSlots,
  );
  return {
    // A signal of its own: without one, the policies add each request's listener to a signal that all requests share.
    execute: (request) => policy.execute(({ signal }) => request(signal), new AbortController().signal),
    circuit: () => CircuitState[circuit.state],
  };
}

const circuitStates = [
  ['closed', CircuitState.Closed],
  ['half_open', CircuitState.HalfOpen],
  ['open', CircuitState.Open],
] as const;

function observeCircuit(
  { service, peer }: PeerPolicyOptions,
  circuit: CircuitBreakerPolicy,
  logger: Logger,
  registry: Registry,
): void {
  const opened = new Counter({
    name: `movecall_${service}_${peer}_circuit_opened_total`,
    help: `How often the circuit to ${peer} opened`,
    registers: [registry],
  });
  new Gauge({
    name: `movecall_${service}_${peer}_circuit_state`,
    help: `The circuit to ${peer}: 1 for the state it is in`,
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const [name, value] of circuitStates) this.set({ state: name }, circuit.state === value ? 1 : 0);
    },
  });
  circuit.onBreak(() => opened.inc());
  circuit.onStateChange((state) =>
    logger.warn({ state: CircuitState[state] }, `${peer}: the circuit changed its state`),
  );
  circuit.onFailure(({ reason, duration }) => {
    if ('error' in reason) logger.warn({ err: reason.error, duration }, `${peer}: no answer`);
  });
}
