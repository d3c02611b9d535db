import type { Sealer } from '@movecall/eventlog/sealer';
import { IDENTITY_HEADER, type IdentitySigner } from '@movecall/identity';
import { createKeepAliveClient } from '@movecall/service/keep-alive-client';
import { createPeerPolicy, type PeerPolicyOptions } from '@movecall/service/peer-policy';
import type { Logger } from '@movecall/telemetry/logger';
import { inSpan, TRACEPARENT_HEADER } from '@movecall/telemetry/trace';
import { Counter, type Registry } from 'prom-client';
import type { CallDraft } from '../call/call-record.ts';
import { answerIn, type ManageAnswer, requestBody } from './manage-messages.ts';

export interface ManageClient {
  /** Asks manage to accept an order, with its quote if there is one. The call's id is the idempotency key. Never rejects. */
  requestAssignment(draft: CallDraft, traceparent: string): Promise<ManageAnswer>;
  /** Closes the connections to manage. */
  close(): void;
}

export interface ManageClientOptions extends Omit<PeerPolicyOptions, 'service' | 'peer'> {
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

/** Refused customers are asked to come back within so many seconds, not all in the same one. */
const SPREAD_SECONDS = 4;

/**
 * The client of manage's `requestAssignment` and `acceptQuote`, over GraphQL, behind the resilience policy of createPeerPolicy. A failure of any
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
  const policy = createPeerPolicy({ ...options, service: 'call', peer: 'manage' }, refuse, logger, metrics);
  const countAnswer = createAnswerCounter(metrics);

  async function ask(draft: CallDraft, traceparent: string, signal: AbortSignal): Promise<ManageAnswer> {
    const reply = await client.post(
      requestBody(draft, sealer),
      {
        [IDENTITY_HEADER]: await signer.sign({ id: 'call', role: 'SERVICE', moverId: null }),
        [TRACEPARENT_HEADER]: traceparent,
      },
      signal,
    );
    return answerIn(reply, draft, retryAfterSeconds);
  }

  return {
    async requestAssignment(draft, traceparent) {
      const attributes = { 'peer.service': 'manage', 'movecall.circuit': policy.circuit() };
      return await inSpan(spanNameOf(draft), { kind: 'CLIENT', attributes }, async (span) => {
        const answer = await policy.execute((signal) => ask(draft, span?.traceparent ?? traceparent, signal));
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

const spanNameOf = ({ wanted }: CallDraft): string =>
  wanted.quote === null ? 'mutation RequestAssignment' : 'mutation AcceptQuote';

function createAnswerCounter(registry: Registry): (outcome: string) => void {
  const answers = new Counter({
    name: 'movecall_call_manage_answers_total',
    help: "Manage's answers to requests for an acceptance; UNAVAILABLE is a failure, an open circuit or a full bulkhead",
    labelNames: ['outcome'],
    registers: [registry],
  });
  return (outcome) => answers.inc({ outcome });
}
