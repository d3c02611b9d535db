import { IDENTITY_HEADER, type IdentitySigner } from '@movecall/identity';
import { type Logger, maskPhones } from '@movecall/telemetry/logger';
import { inSpan, TRACEPARENT_HEADER } from '@movecall/telemetry/trace';
import {
  bulkhead,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  fallback,
  handleAll,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import { Counter, Gauge, type Registry } from 'prom-client';
import { z } from 'zod';
import type { CallRecord } from './call-record.ts';
import { createKeptConnections } from './kept-connections.ts';

/** What manage says to an order. Anything that is not a plain yes is a no: a lost answer, too. */
export type ManageAnswer =
  | { readonly accepted: true }
  | {
      readonly accepted: false;
      readonly why: 'OVERLOADED' | 'WITHDRAWN' | 'UNAVAILABLE';
      readonly retryAfterSeconds: number;
    };

export interface ManageClient {
  /** Asks manage to accept an order; the call's id is the idempotency key. Never rejects. */
  requestAssignment(record: CallRecord, traceparent: string): Promise<ManageAnswer>;
  /** Lets go of the connections to manage. */
  close(): void;
}

export interface ManageClientOptions {
  /** Origin. */
  readonly url: string;
  /** How long an answer is waited for. */
  readonly timeoutMs: number;
  /** So many questions at a time; one more is refused at once. */
  readonly concurrency: number;
  /** So many failures in a row open the circuit. One success shows that asking is still worth it. */
  readonly failuresToOpen: number;
  /** How long the circuit stays open before one question is let through. */
  readonly halfOpenAfterMs: number;
  /** From 0 to 1, 1 excluded: spreads those who are told to come back. */
  readonly random: () => number;
  readonly signer: IdentitySigner;
  readonly logger: Logger;
  readonly metrics: Registry;
}

const MUTATION = `mutation RequestAssignment($input: RequestAssignmentInput!) {
  requestAssignment(input: $input) { outcome retryAfterSeconds }
}`;

const answerShape = z.object({
  data: z.object({
    requestAssignment: z.object({
      outcome: z.enum(['ACCEPTED', 'OVERLOADED', 'WITHDRAWN']),
      retryAfterSeconds: z.int().nonnegative().nullable(),
    }),
  }),
});

/** Over so many seconds those who were refused are spread. */
const SPREAD_SECONDS = 4;

/** Manage answered, but not what it was asked. */
class ManageFailedError extends Error {
  override readonly name = 'ManageFailedError';
}

/**
 * The synchronous question to manage, over GraphQL. A bulkhead bounds how many are asked at a time, a circuit breaker
 * stops asking when manage does not answer, a timeout gives each question up and aborts its request; whatever fails
 * falls back to a refusal. A refusal that manage itself states is an answer and not a failure.
 */
export function createManageClient(options: ManageClientOptions): ManageClient {
  const { logger, signer } = options;
  const connections = createKeptConnections(new URL('/graphql', options.url));
  // Not before the circuit may be asked again; and not all in the same second, or those who were refused come back as the
  // crowd that it opened for.
  const comeBackAfter = (): number =>
    Math.ceil(options.halfOpenAfterMs / 1000) + Math.floor(options.random() * SPREAD_SECONDS);

  const room = bulkhead(options.concurrency);
  const circuit = circuitBreaker(handleAll, {
    breaker: new ConsecutiveBreaker(options.failuresToOpen),
    halfOpenAfter: options.halfOpenAfterMs,
  });
  const patience = timeout(options.timeoutMs, TimeoutStrategy.Aggressive);
  const refuse = fallback(handleAll, (): ManageAnswer => ({
    accepted: false,
    why: 'UNAVAILABLE',
    retryAfterSeconds: comeBackAfter(),
  }));
  const policy = wrap(refuse, room, circuit, patience);

  const metrics = createManageMetrics(options.metrics, {
    circuit: () => circuit.state,
    asked: () => options.concurrency - room.executionSlots,
  });
  circuit.onBreak(() => metrics.opened());
  circuit.onStateChange((state) =>
    logger.warn({ state: CircuitState[state] }, 'manage: the circuit changed'),
  );
  circuit.onFailure(({ reason, duration }) => {
    if ('error' in reason) logger.warn({ err: reason.error, duration }, 'manage: no answer');
  });

  async function ask(record: CallRecord, traceparent: string, signal: AbortSignal): Promise<ManageAnswer> {
    // It may be sent twice: the call's id is what manage knows it by.
    const { status, body } = await connections.post(
      JSON.stringify({ query: MUTATION, variables: { input: inputOf(record) } }),
      {
        [IDENTITY_HEADER]: await signer.sign({ id: 'call', role: 'SERVICE', moverId: null }),
        [TRACEPARENT_HEADER]: traceparent,
      },
      signal,
    );
    if (status !== 200) throw new ManageFailedError(`HTTP ${status}`);
    const parsed = answerShape.safeParse(JSON.parse(body));
    if (!parsed.success) throw new ManageFailedError('the answer holds no outcome');
    const { outcome, retryAfterSeconds: stated } = parsed.data.data.requestAssignment;
    if (outcome === 'ACCEPTED') return { accepted: true };
    return { accepted: false, why: outcome, retryAfterSeconds: Math.max(stated ?? comeBackAfter(), 1) };
  }

  return {
    async requestAssignment(record, traceparent) {
      const attributes = { 'peer.service': 'manage', 'movecall.circuit': CircuitState[circuit.state] };
      return await inSpan('mutation RequestAssignment', { kind: 'CLIENT', attributes }, async (span) => {
        // A signal of its own: without one, the policies hang every request's listener on one that all share.
        const answer = await policy.execute(
          ({ signal }) => ask(record, span?.traceparent ?? traceparent, signal),
          new AbortController().signal,
        );
        const outcome = answer.accepted ? 'ACCEPTED' : answer.why;
        span?.set({ 'movecall.outcome': outcome });
        if (outcome === 'UNAVAILABLE') span?.fail(outcome);
        metrics.answered(outcome);
        return answer;
      });
    },
    close: connections.close,
  };
}

const inputOf = ({ id, ownerId, moveType, location, movingOn, cost }: CallRecord) => ({
  callId: id,
  ownerId,
  moveType,
  // From here on it travels in events, where no phone may be read; people write one into an address.
  address: maskPhones(location.address),
  district: location.district,
  latitude: location.latitude,
  longitude: location.longitude,
  movingOn,
  cost,
});

function createManageMetrics(
  registry: Registry,
  now: { readonly circuit: () => CircuitState; readonly asked: () => number },
) {
  const answers = new Counter({
    name: 'movecall_call_manage_answers_total',
    help: 'What came of asking manage for an acceptance; UNAVAILABLE is a failure, an open circuit or a full bulkhead',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const opened = new Counter({
    name: 'movecall_call_manage_circuit_opened_total',
    help: 'How often the circuit to manage opened',
    registers: [registry],
  });
  new Gauge({
    name: 'movecall_call_manage_circuit_state',
    help: 'The circuit to manage: 1 for the state it is in',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const [name, value] of circuitStates) this.set({ state: name }, now.circuit() === value ? 1 : 0);
    },
  });
  new Gauge({
    name: 'movecall_call_manage_questions_in_flight',
    help: 'Questions that are before manage; MANAGE_CONCURRENCY bounds them',
    registers: [registry],
    collect() {
      this.set(now.asked());
    },
  });
  return {
    answered: (outcome: string): void => answers.inc({ outcome }),
    opened: (): void => opened.inc(),
  };
}

const circuitStates = [
  ['closed', CircuitState.Closed],
  ['half_open', CircuitState.HalfOpen],
  ['open', CircuitState.Open],
] as const;
