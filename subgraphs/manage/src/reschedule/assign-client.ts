import { IDENTITY_HEADER, type IdentitySigner, type Viewer } from '@movecall/identity';
import { createKeepAliveClient } from '@movecall/service/keep-alive-client';
import { createPeerPolicy, type PeerPolicyOptions } from '@movecall/service/peer-policy';
import type { Logger } from '@movecall/telemetry/logger';
import { inSpan, TRACEPARENT_HEADER } from '@movecall/telemetry/trace';
import type { Registry } from 'prom-client';
import {
  type AskedHold,
  type AskedTeam,
  type AssignQuestion,
  type HoldAnswer,
  holdQuestion,
  teamQuestion,
  type TeamProblem,
} from './assign-questions.ts';

export interface AssignClient {
  /** Asks assign to hold a time for a call. Never rejects. */
  holdTime(asked: AskedHold, traceparent: string): Promise<HoldAnswer>;
  /**
   * Has assign give a call to another team at the time that it has. Never rejects.
   *
   * @param operator in whose name
   * @returns why assign refused; null when it was done
   */
  reassign(
    asked: AskedTeam,
    operator: Viewer,
    traceparent: string,
  ): Promise<TeamProblem | 'UNAVAILABLE' | null>;
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

/** Assign answered, but not the question. */
export class AssignFailedError extends Error {
  override readonly name = 'AssignFailedError';
}

const MANAGE: Viewer = { id: 'manage', role: 'SERVICE', moverId: null };

/** The client of assign, over GraphQL, behind a bulkhead, a circuit breaker and a timeout. A failure of any kind becomes the answer UNAVAILABLE. */
export function createAssignClient(options: AssignClientOptions): AssignClient {
  const { signer, logger, metrics } = options;
  const client = createKeepAliveClient(new URL('/graphql', options.url));
  const policy = createPeerPolicy(
    { ...options, service: 'manage', peer: 'assign' },
    () => false,
    logger,
    metrics,
  );

  async function post<Answer>(
    { query, variables, viewer, shape }: AssignQuestion<Answer>,
    traceparent: string,
    signal: AbortSignal,
  ): Promise<Answer> {
    const reply = await client.post(
      JSON.stringify({ query, variables }),
      { [IDENTITY_HEADER]: await signer.sign(viewer), [TRACEPARENT_HEADER]: traceparent },
      signal,
    );
    if (reply.status !== 200) throw new AssignFailedError(`assign answered HTTP ${reply.status}`);
    const parsed = shape.safeParse(JSON.parse(reply.body));
    if (!parsed.success) throw new AssignFailedError("assign's answer has no outcome");
    return parsed.data;
  }

  /** @returns null when it is not known what assign has done */
  async function ask<Answer>(question: AssignQuestion<Answer>, traceparent: string): Promise<Answer | null> {
    const attributes = { 'peer.service': 'assign', 'movecall.circuit': policy.circuit() };
    return await inSpan(`mutation ${question.name}`, { kind: 'CLIENT', attributes }, async (span) => {
      const answered: Answer[] = [];
      const isAnswered = await policy.execute(async (signal) => {
        answered.push(await post(question, span?.traceparent ?? traceparent, signal));
        return true;
      });
      if (!isAnswered) span?.fail('UNAVAILABLE');
      return isAnswered ? (answered[0] ?? null) : null;
    });
  }

  return {
    async holdTime(asked, traceparent) {
      const answer = await ask({ ...holdQuestion(asked), viewer: MANAGE }, traceparent);
      return answer?.data.answer ?? { outcome: 'UNAVAILABLE' };
    },
    async reassign(asked, viewer, traceparent) {
      const answer = await ask({ ...teamQuestion(asked), viewer }, traceparent);
      return answer === null ? 'UNAVAILABLE' : (answer.data.answer.userErrors[0] ?? null);
    },
    close: client.close,
  };
}
