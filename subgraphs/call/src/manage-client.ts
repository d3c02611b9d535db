import type { Sealer } from '@movecall/eventlog/sealer';
import { IDENTITY_HEADER, type IdentitySigner } from '@movecall/identity';
import type { Logger } from '@movecall/telemetry/logger';
import { inSpan, TRACEPARENT_HEADER } from '@movecall/telemetry/trace';
import { Counter, type Registry } from 'prom-client';
import { z } from 'zod';
import type { CallRecord } from './call-record.ts';
import { createKeepAliveClient, type Reply } from './keep-alive-client.ts';
import { createManagePolicy, type ManagePolicyOptions } from './manage-policy.ts';

/** Manage's answer to an order. Anything but a plain acceptance is a refusal, also a lost answer. */
export type ManageAnswer =
  | { readonly accepted: true }
  | {
      readonly accepted: false;
      readonly why: 'OVERLOADED' | 'WITHDRAWN' | 'UNAVAILABLE';
      readonly retryAfterSeconds: number;
    };

export interface ManageClient {
  /** Asks manage to accept an order. The call's id is the idempotency key. Never rejects. */
  requestAssignment(record: CallRecord, traceparent: string): Promise<ManageAnswer>;
  /** Closes the connections to manage. */
  close(): void;
}

export interface ManageClientOptions extends ManagePolicyOptions {
  /** Manage's origin. */
  readonly url: string;
  /** Returns a number from 0 to 1, 1 excluded: spreads the refused customers over time. */
  readonly random: () => number;
  readonly signer: IdentitySigner;
  /** Seals the owner's phone, which manage passes on. */
  readonly sealer: Sealer;
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

/** Refused customers are asked to come back within so many seconds, not all in the same one. */
const SPREAD_SECONDS = 4;

/** Manage answered, but the answer has no outcome. */
class ManageFailedError extends Error {
  override readonly name = 'ManageFailedError';
}

/**
 * The client of manage's `requestAssignment`, over GraphQL, behind the resilience policy of createManagePolicy. A failure of any
 * kind becomes the refusal UNAVAILABLE. A refusal by manage itself is an answer and not a failure.
 */
export function createManageClient(options: ManageClientOptions): ManageClient {
  const { logger, metrics, signer, sealer } = options;
  const client = createKeepAliveClient(new URL('/graphql', options.url));
  // Not before the circuit lets a request through again. Spread, or the refused customers come back as the same crowd.
  const retryAfterSeconds = (): number =>
    Math.ceil(options.halfOpenAfterMs / 1000) + Math.floor(options.random() * SPREAD_SECONDS);
  const refuse = (): ManageAnswer => ({
    accepted: false,
    why: 'UNAVAILABLE',
    retryAfterSeconds: retryAfterSeconds(),
  });
  const policy = createManagePolicy(options, refuse, logger, metrics);
  const countAnswer = createAnswerCounter(metrics);

  async function ask(record: CallRecord, traceparent: string, signal: AbortSignal): Promise<ManageAnswer> {
    const reply = await client.post(
      JSON.stringify({ query: MUTATION, variables: { input: inputOf(record, sealer) } }),
      {
        [IDENTITY_HEADER]: await signer.sign({ id: 'call', role: 'SERVICE', moverId: null }),
        [TRACEPARENT_HEADER]: traceparent,
      },
      signal,
    );
    const { outcome, retryAfterSeconds: stated } = outcomeIn(reply);
    if (outcome === 'ACCEPTED') return { accepted: true };
    return { accepted: false, why: outcome, retryAfterSeconds: Math.max(stated ?? retryAfterSeconds(), 1) };
  }

  return {
    async requestAssignment(record, traceparent) {
      const attributes = { 'peer.service': 'manage', 'movecall.circuit': policy.circuit() };
      return await inSpan('mutation RequestAssignment', { kind: 'CLIENT', attributes }, async (span) => {
        const answer = await policy.execute((signal) =>
          ask(record, span?.traceparent ?? traceparent, signal),
        );
        const outcome = answer.accepted ? 'ACCEPTED' : answer.why;
        span?.set({ 'movecall.outcome': outcome });
        if (outcome === 'UNAVAILABLE') span?.fail(outcome);
        countAnswer(outcome);
        return answer;
      });
    },
    close: client.close,
  };
}

/** @throws ManageFailedError when the reply has no outcome */
function outcomeIn({ status, body }: Reply) {
  if (status !== 200) throw new ManageFailedError(`manage answered HTTP ${status}`);
  const parsed = answerShape.safeParse(JSON.parse(body));
  if (!parsed.success) throw new ManageFailedError("manage's answer has no outcome");
  return parsed.data.data.requestAssignment;
}

const inputOf = ({ id, ownerId, tel, moveType, location, movingOn, cost }: CallRecord, sealer: Sealer) => ({
  callId: id,
  ownerId,
  // Assign must not give a mover its own call.
  ownerTel: sealer.seal(tel),
  moveType,
  // Manage and assign need where the home is, not what the customer typed.
  address: location.district ?? '',
  district: location.district,
  latitude: location.latitude,
  longitude: location.longitude,
  movingOn,
  cost,
});

function createAnswerCounter(registry: Registry): (outcome: string) => void {
  const answers = new Counter({
    name: 'movecall_call_manage_answers_total',
    help: "Manage's answers to requests for an acceptance; UNAVAILABLE is a failure, an open circuit or a full bulkhead",
    labelNames: ['outcome'],
    registers: [registry],
  });
  return (outcome) => answers.inc({ outcome });
}
