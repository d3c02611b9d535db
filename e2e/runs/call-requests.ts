import { randomUUID } from 'node:crypto';
import type { Pool } from 'undici';
import { dayAhead } from '../faults/customer-client.ts';

/** Calls are spread over this many days. */
const DAYS = 300;
/** An operator calls for this many customers. */
const CUSTOMERS = 500;

/** The answer to one request for a call. */
export type CallAnswer =
  | { readonly kind: 'ACCEPTED'; readonly id: string }
  | { readonly kind: 'TRY_AGAIN'; readonly afterSeconds: number }
  | { readonly kind: 'FAILED'; readonly reason: string };

const MUTATION = `mutation ($input: RequestMoveCallInput!) {
  requestMoveCall(input: $input) { moveCall { id } userErrors { code retryAfterSeconds } } }`;

interface Answer {
  readonly data?: {
    readonly requestMoveCall: {
      readonly moveCall: { readonly id: string } | null;
      readonly userErrors: readonly { readonly code: string; readonly retryAfterSeconds: number | null }[];
    } | null;
  } | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/**
 * Makes requests for calls through the router's HTTP as an operator does for customers, each for another customer and day. What is sent
 * again has the same idempotency key.
 *
 * @param token an operator's
 * @returns a function that makes a request anew; it returns what sends it
 */
export function createCallRequests(pool: Pool, token: string): () => () => Promise<CallAnswer> {
  let nth = 0;
  return () => {
    nth += 1;
    const input = {
      moveType: 'FULL_PACKING',
      location: { address: nth % 2 ? '서울 마포구 월드컵북로 1' : '서울 구로구 구로동로 1' },
      cost: 1_500_000,
      movingOn: dayAhead(1 + (nth % DAYS)),
      tel: `0105${String(1_000_000 + (nth % CUSTOMERS))}`,
      idempotencyKey: randomUUID(),
    };
    return () => send(pool, token, input);
  };
}

async function send(pool: Pool, token: string, input: object): Promise<CallAnswer> {
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: MUTATION, variables: { input } }),
  });
  const { data, errors } = (await body.json()) as Answer;
  const payload = data?.requestMoveCall;
  if (payload?.moveCall) return { kind: 'ACCEPTED', id: payload.moveCall.id };
  const [refusal] = payload?.userErrors ?? [];
  if (refusal?.code === 'TRY_AGAIN_LATER')
    return { kind: 'TRY_AGAIN', afterSeconds: refusal.retryAfterSeconds ?? 1 };
  const [error] = errors ?? [];
  return {
    kind: 'FAILED',
    reason: refusal?.code ?? error?.extensions?.code ?? error?.message ?? `HTTP ${statusCode}`,
  };
}
