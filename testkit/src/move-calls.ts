import { randomUUID } from 'node:crypto';
import { RequestRefused, type Session } from './client.ts';
import { until } from '@movecall/service/until';

/** Makes, reads and cancels calls through the public API, for the founding scenario and end-to-end tests. */

export interface MoveCall {
  readonly id: string;
  readonly status: string;
  readonly statusLabel: string;
  readonly version: number;
  readonly movingOn: string;
  readonly waitingReason: string | null;
  readonly mover: {
    readonly id: string;
    readonly name: string;
    readonly tel: string;
    readonly plate: string;
  } | null;
  readonly order: { readonly status: string } | null;
  readonly assignment: { readonly status: string; readonly mover: { readonly id: string } } | null;
  readonly timeline: readonly { readonly version: number; readonly status: string; readonly at: string }[];
}

export interface UserError {
  readonly code: string;
  readonly message: string;
  readonly retryAfterSeconds: number | null;
}

export interface Move {
  readonly address: string;
  readonly cost: number;
  readonly movingOn: string;
  /** The customer's phone, when an operator calls. */
  readonly tel?: string;
  readonly idempotencyKey?: string;
}

/** The fields of call's read model. They are available while manage and assign are down. */
const READ_MODEL =
  'id status statusLabel version movingOn waitingReason mover { id name tel plate } timeline { version status at }';
const WHOLE = `${READ_MODEL} order { status } assignment { status mover { id } }`;

const REQUEST_MOVE = `mutation ($input: RequestMoveCallInput!) {
  requestMoveCall(input: $input) { moveCall { id status } userErrors { code message retryAfterSeconds } }
}`;

export async function requestMove(
  session: Session,
  { address, ...move }: Move,
): Promise<{ moveCall: { id: string; status: string } | null; userErrors: UserError[] }> {
  const { requestMoveCall } = await session.ask<{ requestMoveCall: Awaited<ReturnType<typeof requestMove>> }>(
    REQUEST_MOVE,
    { input: { moveType: 'FULL_PACKING', location: { address }, ...move } },
  );
  return requestMoveCall;
}

/** @returns undefined while the router answers that a service does not answer in time, which a busy machine can cause */
async function whenAvailable<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof RequestRefused && error.codes.every((code) => code === 'SERVICE_UNAVAILABLE'))
      return undefined;
    throw error;
  }
}

/**
 * Requests a move. While the answer is TRY_AGAIN_LATER or SERVICE_UNAVAILABLE, it repeats the request with the same key.
 *
 * @returns the call's id
 * @throws Error when the call is refused for another reason, or is not accepted in time
 */
export function acceptedMove(session: Session, move: Move): Promise<string> {
  const request = { idempotencyKey: randomUUID(), ...move };
  return untilAccepted(() => requestMove(session, request));
}

/** Sends a request until it is accepted. @param send with the same key each time */
const untilAccepted = (send: () => ReturnType<typeof requestMove>): Promise<string> =>
  until('a call to be accepted', async () => {
    const answer = await whenAvailable(send());
    if (!answer) return undefined;
    const { moveCall, userErrors } = answer;
    const codes = codesOf(userErrors);
    if (!moveCall && codes !== 'TRY_AGAIN_LATER') throw new Error(`the call was refused: ${codes}`);
    return moveCall?.id;
  });

const REQUEST_QUOTE = `mutation ($input: QuoteInput!) {
  requestQuote(input: $input) { quote { id version total } userErrors { code } }
}`;

/** A. */
const quotedMove = {
  moveType: 'FULL_PACKING',
  location: { address: '서울 마포구 월드컵로 1' },
  destination: { address: '서울 구로구 구로동 2' },
};

/**
 * Asks for a quote of a move, and calls with it, again while the answer is to try again.
 *
 * @returns the call's id, and the quote's total in won
 * @throws Error when one of them is refused
 */
export async function quotedCall(
  session: Session,
  movingOn: string,
): Promise<{ readonly id: string; readonly total: number }> {
  const input = { ...quotedMove, movingOn, tons: 5, access: { floor: 7, elevator: true, ladderTruck: true } };
  const { requestQuote } = await session.ask<{
    requestQuote: { quote: { id: string; version: number; total: number } | null; userErrors: UserError[] };
  }>(REQUEST_QUOTE, { input });
  const { quote } = requestQuote;
  if (!quote) throw new Error(`the quote was refused: ${codesOf(requestQuote.userErrors)}`);
  const request = { idempotencyKey: randomUUID(), quoteId: quote.id, quoteVersion: quote.version };
  const accepted = { ...quotedMove, movingOn, ...request };
  const id = await untilAccepted(async () => {
    const answer = await session.ask<{ requestMoveCall: Awaited<ReturnType<typeof requestMove>> }>(
      REQUEST_MOVE,
      { input: accepted },
    );
    return answer.requestMoveCall;
  });
  return { id, total: quote.total };
}

const codesOf = (errors: readonly UserError[]): string => errors.map(({ code }) => code).join(', ');

export async function cancelMove(session: Session, id: string): Promise<readonly UserError[]> {
  const { cancelMoveCall } = await session.ask<{ cancelMoveCall: { userErrors: UserError[] } }>(
    'mutation ($id: ID!) { cancelMoveCall(id: $id) { userErrors { code message retryAfterSeconds } } }',
    { id },
  );
  return cancelMoveCall.userErrors;
}

export async function findMove(
  session: Session,
  id: string,
  fields: 'whole' | 'read model' = 'whole',
): Promise<MoveCall | null> {
  const { moveCall } = await session.ask<{ moveCall: MoveCall | null }>(
    `query ($id: ID!) { moveCall(id: $id) { ${fields === 'whole' ? WHOLE : READ_MODEL} } }`,
    { id },
  );
  return moveCall;
}

/** Subscribes to a call until it has a status. @returns all events received */
export async function watchUntil(
  session: Session,
  id: string,
  status: string,
): Promise<{ status: string; statusLabel: string; version: number }[]> {
  const seen: { status: string; statusLabel: string; version: number }[] = [];
  const stop = AbortSignal.timeout(60_000);
  const events = session.subscribe<{ moveCallStatus: (typeof seen)[number] }>(
    'subscription ($id: ID!) { moveCallStatus(id: $id) { version status statusLabel } }',
    { id },
    stop,
  );
  for await (const { moveCallStatus } of events) {
    seen.push(moveCallStatus);
    if (moveCallStatus.status === status) return seen;
  }
  throw new Error(
    `the subscription to call ${id} ended before ${status}; it received ${seen.map((event) => event.status).join(', ') || 'nothing'}`,
  );
}

/** Waits until a call's order and assignment have these statuses. manage and assign change them asynchronously. */
export const settledMove = (
  session: Session,
  id: string,
  expected: { order: string; assignment: string },
): Promise<MoveCall> =>
  until(`order ${expected.order} and assignment ${expected.assignment} of call ${id}`, async () => {
    const call = await whenAvailable(findMove(session, id));
    return call?.order?.status === expected.order && call.assignment?.status === expected.assignment
      ? call
      : undefined;
  });

/** The first day within the next year on which at least `needed` movers are free. */
export async function freeDay(operator: Session, needed: number, today: Date): Promise<string> {
  const { movers } = await operator.ask<{ movers: { nodes: unknown[] } }>(
    '{ movers(first: 100, available: true) { nodes { id } } }',
  );
  const taken = new Map<string, number>();
  for (let after: string | null = null; ;) {
    const page: {
      moveCalls: {
        nodes: { movingOn: string }[];
        pageInfo: { hasNextPage: boolean; endCursor: string | null };
      };
    } = await operator.ask(
      `query ($after: String) { moveCalls(first: 100, after: $after, status: [REQUESTED, ASSIGNING, CONFIRMED]) {
          nodes { movingOn } pageInfo { hasNextPage endCursor } } }`,
      { after },
    );
    for (const { movingOn } of page.moveCalls.nodes) taken.set(movingOn, (taken.get(movingOn) ?? 0) + 1);
    if (!page.moveCalls.pageInfo.hasNextPage) break;
    after = page.moveCalls.pageInfo.endCursor;
  }
  for (let ahead = 1; ahead <= 364; ahead++) {
    const day = new Date(today.getTime() + ahead * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
    if (movers.nodes.length - (taken.get(day) ?? 0) >= needed) return day;
  }
  throw new Error(
    `no day in the next year has ${needed} free movers; delete all data with: npm start -- --fresh`,
  );
}
