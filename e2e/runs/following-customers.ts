import { askGraphql, type Session, signIn } from '@movecall/testkit/client';
import { until } from '@movecall/service/until';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { createFollower } from '@movecall/testkit/follower';
import type { AnswerLedger } from '../faults/answer-ledger.ts';
import { createCustomerClient } from '../faults/customer-client.ts';
import { createRandom, type Random } from '../faults/random.ts';
import type { System } from '../support/system.ts';
import { createFollowedCalls, type FollowedCall } from './followed-calls.ts';
import { messageWithCauses } from './message-with-causes.ts';

const STATUS = `subscription ($id: ID!, $after: ID) { event: moveCallStatus(id: $id, after: $after) {
  cursor version reset status moveCall { id order { status } } } }`;
const CANCEL = 'mutation ($id: ID!) { cancelMoveCall(id: $id) { userErrors { code } } }';
const PHONES = 20;
/** The pause between the arrivals of two customers. The deploy begins only when all of them follow a call. */
const ARRIVES_AFTER_MS = 200;
/** The longest wait for a status, including the replacement of any process, ms. */
const PATIENCE_MS = 60_000;

export interface FollowingCustomersOptions {
  /** The number of customers: each follows its call on a socket of its own. */
  readonly sockets: number;
  /** The longest time for which a customer keeps its mover, ms. */
  readonly keepsMs: number;
}

/**
 * Customers who each request a call, follow it on a socket, keep their mover for a while or cancel at once, wait for the
 * cancellation, and begin again. Resolves once nine in ten follow a call.
 */
export async function startFollowingCustomers(
  system: System,
  ledger: AnswerLedger,
  options: FollowingCustomersOptions,
) {
  const requests = createCountedRequests(system, ledger);
  const calls = createFollowedCalls(system.sql);
  const confirmedMs: number[] = [];
  const leaving = new AbortController();
  // Every customer's pause listens to this signal.
  setMaxListeners(0, leaving.signal);
  const wait = (ms: number): Promise<unknown> =>
    pause(ms, undefined, { signal: leaving.signal }).catch(() => undefined);
  const phones: Session[] = [];
  for (let nth = 0; nth < PHONES; nth += 1)
    phones.push(await signIn(system.addresses, `0108${1_000_000 + nth}`));

  async function requestFollowAndCancel(random: Random): Promise<void> {
    const customer = random.pick(phones);
    const id = await requests.request(customer, random);
    if (id === undefined) return;
    const since = performance.now();
    const follower = createFollower(system.addresses.router, customer.token, STATUS, id);
    const call: FollowedCall = { id, token: customer.token, follower };
    calls.begin(call);
    const { events } = follower;
    try {
      if (random.int(1, 3) > 1) {
        await waitForEvent(call, 'CONFIRMED');
        confirmedMs.push(performance.now() - since);
        await wait(random.int(0, options.keepsMs));
      }
      await requests.cancel(id, customer.token);
      await waitForEvent(call, 'CANCELLED');
    } catch (error) {
      requests.failures.push(`socket: ${messageWithCauses(error)}; it received ${JSON.stringify(events)}`);
    } finally {
      await follower.stop();
      calls.end(call);
    }
  }

  const customer = async (_value: unknown, nth: number): Promise<void> => {
    const random = createRandom(nth, 'rolling');
    await wait(nth * ARRIVES_AFTER_MS);
    while (!leaving.signal.aborted) await requestFollowAndCancel(random);
  };
  const all = Promise.all(Array.from({ length: options.sockets }, customer));

  // Customers who cancelled at once may be between two calls.
  const enough = options.sockets * 0.9;
  await until(
    `${enough} customers to follow a call`,
    async () => calls.countOpen() >= enough || undefined,
    options.sockets * ARRIVES_AFTER_MS + PATIENCE_MS,
  );

  return {
    ...requests,
    calls,
    /** From the answer to a request to the CONFIRMED event at its socket. */
    confirmedMs,
    /** Resolves once every customer has seen the end of its call. */
    async end() {
      leaving.abort();
      await all;
    },
  };
}

const waitForEvent = ({ id, follower: { events } }: FollowedCall, status: string): Promise<true> =>
  until(
    `the ${status} event of call ${id}`,
    async () => events.some((event) => 'status' in event && event.status === status) || undefined,
    PATIENCE_MS,
  );

/** Sends requests and cancels once each, and counts them and their failures. */
function createCountedRequests(system: System, ledger: AnswerLedger) {
  const failures: string[] = [];
  let requests = 0;
  let tryAgain = 0;

  return {
    /** Requests with an unexpected answer, one line each. */
    failures,
    countRequests: () => requests,
    countTryAgain: () => tryAgain,
    /** @returns the call's id; undefined when the request was not accepted */
    async request(customer: Session, random: Random): Promise<string | undefined> {
      requests += 1;
      const client = createCustomerClient({ ...system, customer }, ledger);
      const answer = await client.request(client.newRequest(random));
      switch (answer.outcome) {
        case 'ACCEPTED':
          return answer.callId;
        case 'TRY_AGAIN':
          tryAgain += 1;
          await pause(answer.afterSeconds * 1000);
          return undefined;
        case 'NO_ANSWER':
          failures.push(`request: ${answer.reason}`);
          return undefined;
        default:
          return answer satisfies never;
      }
    },
    async cancel(id: string, token: string): Promise<void> {
      requests += 1;
      try {
        const { status, data, errors } = await askGraphql<{
          cancelMoveCall: { userErrors: { code: string }[] };
        }>(system.addresses, CANCEL, { id }, token);
        if (errors.length === 0 && data?.cancelMoveCall.userErrors.length === 0) return;
        failures.push(`cancel: ${status} ${JSON.stringify({ data, errors })}`);
      } catch (error) {
        failures.push(`cancel: ${messageWithCauses(error)}`);
      }
    },
  };
}
