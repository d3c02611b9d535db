import { IDENTITY_HEADER, type IdentitySigner } from '@movecall/identity';
import { createKeepAliveClient } from '@movecall/service/keep-alive-client';
import { createPeerPolicy, type PeerPolicyOptions } from '@movecall/service/peer-policy';
import type { Logger } from '@movecall/telemetry/logger';
import { inSpan, TRACEPARENT_HEADER } from '@movecall/telemetry/trace';
import type { Registry } from 'prom-client';
import { z } from 'zod';
import type { NewTime } from './rescheduling.ts';

export interface AskedHold extends NewTime {
  /** Also the idempotency key. */
  readonly attemptId: string;
  readonly callId: string;
}

const refusals = ['SLOT_FULL', 'UNKNOWN_CALL', 'CALL_OVER', 'BUSY', 'WITHDRAWN'] as const;

/** The team whose time is held, or why none is. UNAVAILABLE: it is not known whether a time is held. */
export type HoldAnswer =
  | { readonly outcome: 'HELD'; readonly moverId: string }
  | { readonly outcome: (typeof refusals)[number] | 'UNAVAILABLE' };

export interface AssignClient {
  /** Asks assign to hold a time for a call. Never rejects. */
  holdTime(asked: AskedHold, traceparent: string): Promise<HoldAnswer>;
  /** Closes the connections to assign. */
  close(): void;
}

export interface AssignClientOptions extends Omit<PeerPolicyOptions, 'service' | 'peer'> {
  /** Assign's origin. */
  readonly url: string;
  readonly signer: IdentitySigner;
  readonly logger: Logger;
  readonly metrics: Registry;
}

/** Assign answered, but the answer has no outcome. */
export class AssignFailedError extends Error {
  override readonly name = 'AssignFailedError';
}

const HOLD_TIME = `mutation HoldTime($input: HoldTimeInput!) { answer: holdTime(input: $input) { outcome moverId } }`;

const answerShape = z.object({
  data: z.object({
    answer: z.union([
      z.object({ outcome: z.literal('HELD'), moverId: z.uuid() }),
      z.object({ outcome: z.enum(refusals) }),
    ]),
  }),
});

/**
 * The client of assign's `holdTime`, over GraphQL, behind a bulkhead, a circuit breaker and a timeout. A failure of any kind becomes the answer
 * UNAVAILABLE.
 */
export function createAssignClient(options: AssignClientOptions): AssignClient {
  const { signer, logger, metrics } = options;
  const client = createKeepAliveClient(new URL('/graphql', options.url));
  const unavailable = (): HoldAnswer => ({ outcome: 'UNAVAILABLE' });
  const policy = createPeerPolicy(
    { ...options, service: 'manage', peer: 'assign' },
    unavailable,
    logger,
    metrics,
  );

  async function ask(input: AskedHold, traceparent: string, signal: AbortSignal): Promise<HoldAnswer> {
    const reply = await client.post(
      JSON.stringify({ query: HOLD_TIME, variables: { input } }),
      {
        [IDENTITY_HEADER]: await signer.sign({ id: 'manage', role: 'SERVICE', moverId: null }),
        [TRACEPARENT_HEADER]: traceparent,
      },
      signal,
    );
    if (reply.status !== 200) throw new AssignFailedError(`assign answered HTTP ${reply.status}`);
    const parsed = answerShape.safeParse(JSON.parse(reply.body));
    if (!parsed.success) throw new AssignFailedError("assign's answer has no outcome");
    return parsed.data.data.answer;
  }

  return {
    async holdTime(asked, traceparent) {
      const attributes = { 'peer.service': 'assign', 'movecall.circuit': policy.circuit() };
      return await inSpan('mutation HoldTime', { kind: 'CLIENT', attributes }, async (span) => {
        const answer = await policy.execute((signal) => ask(asked, span?.traceparent ?? traceparent, signal));
        span?.set({ 'movecall.outcome': answer.outcome });
        if (answer.outcome === 'UNAVAILABLE') span?.fail(answer.outcome);
        return answer;
      });
    },
    close: client.close,
  };
}
