import { askGraphql, type Session, signIn } from '@movecall/testkit/client';
import { until } from '@movecall/service/until';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { createFollower } from '@movecall/testkit/follower';
import { createCustomerClient, dayAhead } from '../faults/customer-client.ts';
import type { AnswerLedger } from '../faults/answer-ledger.ts';
import { createRandom, type Random } from '../faults/random.ts';
import type { System } from '../support/system.ts';
import { messageWithCauses } from './message-with-causes.ts';

const STATUS = `subscription ($id: ID!, $after: ID) { event: moveCallStatus(id: $id, after: $after) {
  cursor version reset status moveCall { id order { status } } } }`;
const CANCEL = 'mutation ($id: ID!) { cancelMoveCall(id: $id) { userErrors { code } } }';
const PHONES = 20;
/** Slow enough for a machine that has all of these processes to itself: what is looked at begins when all are there. */
const ARRIVES_AFTER_MS = 200;
/** No status takes that long, whatever is replaced meanwhile. */
const PATIENCE_MS = 60_000;

export interface CustomersOptions {
  readonly sockets: number;
  readonly keepsMs: number;
}

interface Followed {
  readonly id: string;
  readonly token: string;
  readonly follower: ReturnType<typeof createFollower>;
}

/**
 * Customers who each request a call, follow it on a socket of their own, keep their mover for a while or change their mind at
 * once, cancel, see that, and begin again.
 */
export async function startFollowingCustomers(
  system: System,
  promises: AnswerLedger,
  options: CustomersOptions,
) {
  const { addresses } = system;
  const failures: string[] = [];
  const confirmedMs: number[] = [];
  const live = new Map<string, Followed>();
  const over: Followed[] = [];
  let requests = 0;
  let tryAgain = 0;
  const leaving = new AbortController();
  // Everybody waits on it.
  setMaxListeners(0, leaving.signal);

  const phones: Session[] = [];
  for (let nth = 0; nth < PHONES; nth += 1) phones.push(await signIn(addresses, `0108${1_000_000 + nth}`));

  async function request(customer: Session, random: Random): Promise<string | undefined> {
    requests += 1;
    const answer = await createCustomerClient({ ...system, customer }, promises).request({
      idempotencyKey: crypto.randomUUID(),
      address: random.pick(['mapo', 'guro']),
      movingOn: dayAhead(random.int(1, 360)),
    });
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
  }

  async function cancel(id: string, token: string): Promise<void> {
    requests += 1;
    try {
      const { status, data, errors } = await askGraphql<{
        cancelMoveCall: { userErrors: { code: string }[] };
      }>(addresses, CANCEL, { id }, token);
      if (errors.length === 0 && data?.cancelMoveCall.userErrors.length === 0) return;
      failures.push(`cancel: ${status} ${JSON.stringify({ data, errors })}`);
    } catch (error) {
      failures.push(`cancel: ${messageWithCauses(error)}`);
    }
  }

  async function oneCall(random: Random): Promise<void> {
    const customer = random.pick(phones);
    const id = await request(customer, random);
    if (id === undefined) return;
    const since = performance.now();
    const followed = {
      id,
      token: customer.token,
      follower: createFollower(addresses.router, customer.token, STATUS, id),
    };
    live.set(id, followed);
    const { events } = followed.follower;
    try {
      if (random.int(1, 3) > 1) {
        await until(`a mover for call ${id}`, async () => events.some(isConfirmed) || undefined, PATIENCE_MS);
        confirmedMs.push(performance.now() - since);
        await pause(random.int(0, options.keepsMs), undefined, { signal: leaving.signal }).catch(
          () => undefined,
        );
      }
      await cancel(id, customer.token);
      await until(`the end of call ${id}`, async () => events.some(isCancelled) || undefined, PATIENCE_MS);
    } catch (error) {
      failures.push(`socket: ${messageWithCauses(error)}; it was told ${JSON.stringify(events)}`);
    } finally {
      await followed.follower.stop();
      live.delete(id);
      over.push(followed);
    }
  }

  const customer = async (_value: unknown, nth: number): Promise<void> => {
    const random = createRandom(nth, 'rolling');
    // Not all in the same moment.
    await pause(nth * ARRIVES_AFTER_MS, undefined, { signal: leaving.signal }).catch(() => undefined);
    while (!leaving.signal.aborted) await oneCall(random);
  };
  const all = Promise.all(Array.from({ length: options.sockets }, customer));

  /** What a follower saw is every version from the first that it was told of to the call's last one. */
  async function broken(): Promise<string[]> {
    const rows = await system.sql.call<{ id: string; version: number }[]>`
      select id, version from calls where id = any(${over.map(({ id }) => id)}::uuid[])`;
    const versions = new Map(rows.map(({ id, version }) => [id, version]));
    return over.flatMap(({ id, follower: { events, errors } }) => {
      const told = events.map(({ version, reset }) => `${version}${reset ? ' reset' : ''}`).join(', ');
      const first = events[0]?.version ?? 0;
      const expected = Array.from(
        { length: (versions.get(id) ?? 0) - first + 1 },
        (_, nth) => `${first + nth}`,
      );
      return told === expected.join(', ') && errors.length === 0
        ? []
        : [`call ${id} at version ${versions.get(id)}: told ${told}; ${errors.join('; ')}`];
    });
  }

  // Those who changed their mind at once may be between two calls.
  const enough = options.sockets * 0.9;
  await until(
    'everybody to follow a call',
    async () => live.size >= enough || undefined,
    options.sockets * ARRIVES_AFTER_MS + PATIENCE_MS,
  );

  return {
    failures,
    confirmedMs,
    requests: () => requests,
    tryAgain: () => tryAgain,
    calls: () => over.length,
    events: () => over.reduce((sum, { follower }) => sum + follower.events.length, 0),
    /** Of those that are followed at the moment. */
    someCall() {
      const followed = [...live.values()][Math.floor(Math.random() * live.size)];
      return (
        followed && {
          id: followed.id,
          token: followed.token,
          version: followed.follower.events.at(-1)?.version ?? 1,
        }
      );
    },
    closings() {
      const codes: Record<string, number> = {};
      for (const code of over.flatMap(({ follower }) => follower.closeCodes))
        codes[code] = (codes[code] ?? 0) + 1;
      return codes;
    },
    broken,
    /** Everybody sees their call to its end, and goes. */
    async end() {
      leaving.abort();
      await all;
    },
  };
}

const isConfirmed = (event: object): boolean => 'status' in event && event.status === 'CONFIRMED';
const isCancelled = (event: object): boolean => 'status' in event && event.status === 'CANCELLED';
