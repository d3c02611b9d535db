import type { EventEnvelope } from '@movecall/eventlog';
import type { Viewer } from '@movecall/identity';
import { type EventOf, type EventType, fact } from '@movecall/schema/events';
import { PATIENCE } from '@movecall/testkit/patience';
import { createLoginKey } from '@movecall/testkit/service-env';
import { createServiceHarness, type Replica, sharedHarness } from '@movecall/testkit/service-harness';
import { parseTel, type Tel } from '@movecall/values/tel';
import { randomInt, randomUUID } from 'node:crypto';
import { expect, onTestFinished, vi } from 'vitest';
import { readConfig } from '../src/config.ts';
import type { UserError } from '../src/user-errors.ts';
import { type CallOverrides, createCallService } from '../src/service.ts';
import { startFakeManage } from './fake-manage.ts';

export const telOf = (text: string): Tel => {
  const tel = parseTel(text);
  if (!tel) throw new Error(`${text} is not a Korean mobile number.`);
  return tel;
};

/** A phone that no other test of this run uses. */
export const freshTel = (): Tel => telOf(`0102${String(randomInt(10_000_000)).padStart(7, '0')}`);

export const OPERATOR_TEL = '01000000000';

/** Waits until an assertion holds. When it never does, its failure is the test's failure. */
export const until = (holds: () => Promise<void> | void): Promise<void> => vi.waitFor(holds, PATIENCE);

/** Stops `Date` until the test ends. Timers and sockets go on. */
export function stopClock(): { readonly advance: (ms: number) => void } {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  return { advance: (ms) => void vi.setSystemTime(Date.now() + ms) };
}

/** A call service with a fake manage. All of it ends with the test. */
export async function startCall(
  env: Readonly<Record<string, string>> = {},
  overrides: CallOverrides = {},
): Promise<CallHarness> {
  const call = await openCall(env, overrides);
  onTestFinished(call.close);
  return call;
}

/**
 * One call service with a fake manage for several tests of a file or of a describe block. It suits a test that does not count
 * rows of whole tables, breaks nothing and lets no time pass. What earlier tests published, stored and asked manage for is
 * not in the test's `outbox`, `leftovers` and `manage.requests`.
 *
 * @param env is asked for the variables before the service starts
 * @returns a function that gives the service to a test, with a manage that accepts
 */
export function sharedCall(
  env: () => Readonly<Record<string, string>> = () => ({}),
  overrides: CallOverrides = {},
): () => Promise<CallHarness> {
  const shared = sharedHarness(() => openCall(env(), overrides));
  return async () => withoutEarlier(await shared());
}

async function openCall(env: Readonly<Record<string, string>>, overrides: CallOverrides) {
  const manage = await startFakeManage();
  const harness = await createServiceHarness(
    { name: 'call', readConfig, create: createCallService },
    {
      LOGIN_PRIVATE_KEY: createLoginKey(),
      OPERATOR_TELS: OPERATOR_TEL,
      // Most tests make many calls of one customer.
      OPEN_CALLS_PER_CUSTOMER: '100',
      OPEN_CALLS_PER_DAY: '100',
      MANAGE_URL: manage.url,
      // A slow machine must neither time out a healthy manage or Redis nor have its attempts swept.
      LIMITS_TIMEOUT_MS: '10000',
      MANAGE_TIMEOUT_MS: '10000',
      ATTEMPT_DEADLINE_MS: '30000',
      ...env,
    },
  );
  const { sql } = harness;
  return {
    ...harness,
    /** How many rows are of earlier tests. */
    earlier: { calls: 0, versions: 0, attempts: 0 },
    ...clientOf(await harness.start({}, overrides)),
    manage,
    replica: async (changed: Readonly<Record<string, string>>) =>
      clientOf(await harness.start(changed, overrides)),

    /** Makes the event of another service. It is not delivered yet. */
    foreignEvent: <T extends EventType>(type: T, id: string, data: EventOf<T>['data']): EventEnvelope =>
      harness.event(fact(type, id, data)),

    /** A person who has signed in before. */
    async person(role: Viewer['role'] = 'CUSTOMER', moverId: string | null = null) {
      const viewer = { id: randomUUID(), role, moverId, tel: freshTel() };
      await sql`insert into people (id, tel, created_at) values (${viewer.id}, ${viewer.tel}, now())`;
      return viewer;
    },

    async close(): Promise<void> {
      await harness.close();
      await manage.close();
    },
  };
}

export type CallHarness = Awaited<ReturnType<typeof openCall>>;

/** The harness of a test that is not the first one of its service. */
async function withoutEarlier(call: CallHarness): Promise<CallHarness> {
  call.manage.requests.splice(0);
  call.manage.behave({ answer: 'ACCEPTED' });
  const { calls, versions, attempts } = await leftovers(call);
  return { ...call, earlier: { calls, versions, attempts: attempts.length } };
}

export interface Payload {
  readonly moveCall: { readonly id: string; readonly [field: string]: unknown } | null;
  readonly userErrors: readonly UserError[];
}

const HOME = { moveType: 'FULL_PACKING', location: { address: 'mapo' }, cost: 2_500_000 };

const USER_ERRORS = 'userErrors { code message field retryAfterSeconds }';
const REQUEST = `mutation ($input: RequestMoveCallInput!) {
  payload: requestMoveCall(input: $input) { moveCall { id status statusLabel version tel cost movingOn } ${USER_ERRORS} }
}`;
const CANCEL = `mutation ($id: ID!, $reason: String) {
  payload: cancelMoveCall(id: $id, reason: $reason) { moveCall { id status version mover { id } } ${USER_ERRORS} }
}`;

/** What customers ask a replica for. */
function clientOf({ url, metricsUrl, ask, close }: Replica) {
  const mutate = async (viewer: Viewer | null, mutation: string, variables: object): Promise<Payload> => {
    const { data, codes } = await ask<{ payload: Payload }>(viewer, mutation, variables);
    if (codes.length > 0) throw new Error(codes.join());
    return data.payload;
  };
  const request = (viewer: Viewer | null, input: object = {}): Promise<Payload> =>
    mutate(viewer, REQUEST, { input: { ...HOME, ...input } });
  return {
    url,
    metricsUrl,
    ask,
    stop: close,
    request,

    /** @returns the id of a call that manage has accepted */
    async accepted(viewer: Viewer, input: object = {}): Promise<string> {
      const { moveCall, userErrors } = await request(viewer, input);
      if (!moveCall) throw new Error(`The call was refused: ${JSON.stringify(userErrors)}`);
      return moveCall.id;
    },

    cancel: (viewer: Viewer | null, id: string, reason?: string): Promise<Payload> =>
      mutate(viewer, CANCEL, { id, reason }),
  };
}

/** How many calls, versions and events there are, and how attempts ended. */
export async function leftovers({ sql, outbox, earlier }: CallHarness) {
  const [counts = { calls: 0, versions: 0 }] = await sql<{ calls: number; versions: number }[]>`
    select (select count(*)::int from calls) as calls, (select count(*)::int from timeline) as versions`;
  const attempts = await sql<{ status: string }[]>`select status from attempts order by created_at`;
  return {
    calls: counts.calls - earlier.calls,
    versions: counts.versions - earlier.versions,
    attempts: attempts.slice(earlier.attempts).map(({ status }) => status),
    events: (await outbox()).map(({ type }) => type),
  };
}

/** The leftovers of one attempt that was withdrawn. */
export const nothing = { calls: 0, versions: 0, attempts: ['VOID'], events: ['CallWithdrawn'] };

/** The payload of a customer who is to try again. */
export const tryAgain = {
  moveCall: null,
  userErrors: [expect.objectContaining({ code: 'TRY_AGAIN_LATER' })],
};
