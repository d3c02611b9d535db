import { askGraphql, type Message, type Session, until } from '@movecall/dev/client';
import { checkInvariants, type Violation } from '@movecall/dev/invariants';
import type { FailpointAction, FailpointNews, FailpointOrder } from '@movecall/failpoints';
import type { MoveType } from '@movecall/schema/events';
import { EventEmitter, once } from 'node:events';
import { createFaultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import { startSystem, type System } from '../support/system.ts';
import { createPromises, type Promises } from './promises.ts';
import type { Random } from './random.ts';
import { serviceOf, withReplicas } from './replicas.ts';

export const stateful = ['call', 'manage', 'assign', 'notifier'] as const;
/** A service with a database and an event log. */
export type Stateful = (typeof stateful)[number];

/** What a customer asks for, and what became of it. */
export interface Asked {
  readonly idempotencyKey: string;
  readonly address: string;
  readonly movingOn: string;
  /** Default: 포장이사. */
  readonly moveType?: MoveType;
}
export type Told =
  | { readonly told: 'ACCEPTED'; readonly callId: string }
  | { readonly told: 'TRY_AGAIN' }
  /** An error, or nothing at all. */
  | { readonly told: 'NOTHING'; readonly why: string };

/** The running system with its hands tied: every line between its parts can be cut, every step can be told to fail. */
export interface World {
  readonly system: System;
  readonly customer: Session;
  /** call → manage. */
  readonly manageLine: FaultProxy;
  /** notifier → provider. */
  readonly providerLine: FaultProxy;
  /** provider → notifier: delivery reports. */
  readonly reportLine: FaultProxy;
  readonly postgresLine: Readonly<Record<Stateful, FaultProxy>>;
  readonly redisLine: Readonly<Record<Stateful, FaultProxy>>;
  readonly promises: Promises;

  /** A request that nobody has made yet: a random day, one of two districts. */
  ask(random: Random): Asked;
  /** Makes it once, through the router, and remembers what was told. */
  request(asked: Asked): Promise<Told>;
  /** Makes it as a customer's page does: again, with the same key, until it is accepted. Answers the call's id. */
  insist(asked: Asked, withinMs?: number): Promise<string>;
  /** Cancels through the router, again until it is done. */
  cancel(callId: string, withinMs?: number): Promise<void>;
  /** Resolves once a call is so in call and its order in manage; CONFIRMED also has its mover in assign. */
  reaches(callId: string, status: 'CONFIRMED' | 'CANCELLED', withinMs?: number): Promise<void>;
  /** Resolves once the notifier has dealt with all it has to say about a call, `CALL_ACCEPTED` and one more at least. */
  told(callId: string, withinMs?: number): Promise<void>;

  /** Arms one step of a service; resolves once it knows. */
  arm(service: Stateful, step: string, action: FailpointAction): Promise<void>;
  /** Resolves with the moment (performance.now) at which an armed step was reached: by its message, or by the death it brought. */
  reached(service: Stateful, step: string, withinMs?: number): Promise<number>;
  /** Resolves with the moment at which a service that runs now has died. */
  dies(service: string, withinMs?: number): Promise<number>;
  /** Resolves once a service answers that it is ready. */
  ready(service: string, withinMs?: number): Promise<void>;

  /** All that does not hold once nothing is under way any more: the invariants, and what customers were told. */
  violations(quietWithinMs?: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

const MORE_MOVERS = 60;

/** @param replicas of each stateful service; what befalls a service's line befalls all of its replicas' */
export async function startWorld(replicas = 1): Promise<World> {
  const news = new EventEmitter();
  news.setMaxListeners(0);
  const lines: FaultProxy[] = [];
  const line = async (target: string): Promise<FaultProxy> => {
    const proxy = await createFaultProxy(target);
    lines.push(proxy);
    return proxy;
  };
  const between: Record<string, FaultProxy> = {};
  const via = async (from: string, to: string, target: string): Promise<string> =>
    (between[`${from} ${to}`] ??= await line(target)).url;

  const system = await startSystem({
    env: {
      LOG_LEVEL: 'info',
      CALLS_PER_MINUTE: '1000000',
      LOGIN_CODES_PER_MINUTE: '1000',
      FAILPOINTS: '-',
    },
    services: withReplicas(replicas),
    onMessage: (name, message) => news.emit(name, message),
    async reroute(process, around) {
      const name = serviceOf(process);
      const origins = { ...around.origins };
      const reroute = async (to: string): Promise<void> => {
        const origin = origins[to];
        if (origin !== undefined) origins[to] = await via(name, to, origin);
      };
      if (name === 'call') await reroute('manage');
      if (name === 'notifier') await reroute('sandbox');
      if (name === 'sandbox') await reroute('notifier');
      if (!stateful.some((known) => known === name)) return { ...around, origins };
      return {
        ...around,
        origins,
        postgresUrl: await via(name, 'postgres', around.postgresUrl),
        redisUrl: await via(name, 'redis', around.redisUrl),
      };
    },
  });
  const { stack, sql } = system;
  const promises = createPromises(sql);
  const get = (name: string): FaultProxy => {
    const proxy = between[name];
    if (!proxy) throw new Error(`there is no line ${name}`);
    return proxy;
  };
  const each = (to: string): Record<Stateful, FaultProxy> =>
    Object.fromEntries(stateful.map((name) => [name, get(`${name} ${to}`)])) as Record<Stateful, FaultProxy>;

  await registerMovers(system, MORE_MOVERS);

  async function request(asked: Asked): Promise<Told> {
    const { idempotencyKey: key, address, movingOn, moveType = 'FULL_PACKING' } = asked;
    try {
      const { data, errors } = await askGraphql<{
        requestMoveCall: { moveCall: { id: string } | null; userErrors: { code: string }[] };
      }>(
        system.addresses,
        `mutation ($input: RequestMoveCallInput!) {
          requestMoveCall(input: $input) { moveCall { id } userErrors { code } } }`,
        {
          input: {
            moveType,
            location: { address },
            cost: 1_500_000,
            movingOn,
            idempotencyKey: key,
          },
        },
        system.customer.token,
      );
      const payload = data?.requestMoveCall;
      if (payload?.moveCall) {
        promises.accepted(key, payload.moveCall.id);
        return { told: 'ACCEPTED', callId: payload.moveCall.id };
      }
      const codes = payload?.userErrors.map(({ code }) => code) ?? [];
      if (codes.length === 1 && codes[0] === 'TRY_AGAIN_LATER') {
        promises.refused(key);
        return { told: 'TRY_AGAIN' };
      }
      promises.unanswered(key);
      return {
        told: 'NOTHING',
        why: [...codes, ...errors.map((error) => error.extensions.code)].join(', '),
      };
    } catch (error) {
      promises.unanswered(key);
      return { told: 'NOTHING', why: String(error) };
    }
  }

  const insist = (asked: Asked, withinMs = 30_000): Promise<string> =>
    until(
      'a call to be accepted',
      async () => {
        const answer = await request(asked);
        return answer.told === 'ACCEPTED' ? answer.callId : undefined;
      },
      withinMs,
    );

  const pids = (name: string): number | null => stack.services()[name]?.pid ?? null;

  return {
    system,
    customer: system.customer,
    manageLine: get('call manage'),
    providerLine: get('notifier sandbox'),
    reportLine: get('sandbox notifier'),
    postgresLine: each('postgres'),
    redisLine: each('redis'),
    promises,

    ask: (random) => ({
      idempotencyKey: `${random.int(0, 2 ** 31 - 1)}-${crypto.randomUUID()}`,
      address: random.pick(['mapo', 'guro']),
      movingOn: dayAhead(random.int(1, 360)),
    }),
    request,
    insist,

    async cancel(callId, withinMs = 30_000) {
      await until(
        `call ${callId} to be cancelled`,
        async () => {
          const answer = await askGraphql<{ cancelMoveCall: { userErrors: { code: string }[] } }>(
            system.addresses,
            'mutation ($id: ID!) { cancelMoveCall(id: $id) { userErrors { code } } }',
            { id: callId },
            system.customer.token,
          ).catch(() => null);
          const refusals = answer?.data?.cancelMoveCall.userErrors;
          // Already cancelled: the answer to the one that did it was lost.
          return refusals?.every(({ code }) => code === 'ALREADY_CANCELLED') || undefined;
        },
        withinMs,
      );
    },

    async reaches(callId, status, withinMs = 30_000) {
      await until(
        `call ${callId} to be ${status} everywhere`,
        async () => {
          const [call, order, mover] = await Promise.all([
            sql.call`select from calls where id = ${callId} and status = ${status}`,
            sql.manage`select from orders where call_id = ${callId} and status = ${status === 'CONFIRMED' ? 'ASSIGNED' : status}`,
            sql.assign`select from assignments where call_id = ${callId} and status = 'ACTIVE'`,
          ]);
          const booked = mover.count === (status === 'CONFIRMED' ? 1 : 0);
          return (call.count === 1 && order.count === 1 && booked) || undefined;
        },
        withinMs,
      );
    },

    async told(callId, withinMs = 60_000) {
      await until(
        `the customer of call ${callId} to be told`,
        async () => {
          const [row] = await sql.notifier<{ done: boolean }[]>`
            select count(*) >= 2 and bool_and(status in ('DELIVERED', 'FAILED', 'SUPERSEDED')) as done
            from deliveries where correlation_id = ${callId}`;
          return row?.done || undefined;
        },
        withinMs,
      );
    },

    async arm(service, step, action) {
      const order: FailpointOrder = { failpoints: `${step}=${action}` };
      const answered = once(news, service, { signal: AbortSignal.timeout(10_000) }) as Promise<
        [FailpointNews]
      >;
      stack.tell(service, order);
      const [answer] = await answered;
      if (!('armed' in answer) || answer.armed !== order.failpoints)
        throw new Error(`${service} did not arm ${step}: ${JSON.stringify(answer)}`);
    },

    async reached(service, step, withinMs = 20_000) {
      const pid = pids(service);
      return await new Promise<number>((resolve, reject) => {
        const finish = (outcome: () => void): void => {
          clearInterval(watch);
          clearTimeout(patience);
          news.off(service, hear);
          outcome();
        };
        const hear = (message: FailpointNews): void => {
          if ('reached' in message && message.reached === step) finish(() => resolve(performance.now()));
        };
        // A kill's message may die with its process.
        const watch = setInterval(() => {
          if (pids(service) !== pid) finish(() => resolve(performance.now()));
        }, 5);
        const patience = setTimeout(
          () => finish(() => reject(new Error(`${service} did not come to ${step} within ${withinMs} ms`))),
          withinMs,
        );
        news.on(service, hear);
      });
    },

    async dies(service, withinMs = 20_000) {
      const pid = pids(service);
      return until(
        `${service} to die`,
        async () => (pids(service) === pid ? undefined : performance.now()),
        withinMs,
      );
    },

    async ready(service, withinMs = 30_000) {
      await until(
        `${service} to be ready`,
        async () => {
          const url = stack.services()[service]?.url ?? '';
          const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(
            () => null,
          );
          await answer?.body?.cancel();
          return answer?.status === 200 || undefined;
        },
        withinMs,
      );
    },

    async violations(quietWithinMs = 60_000) {
      const found = await checkInvariants(
        {
          databases: sql,
          redis: system.redis,
          streamPrefix: 'movecall',
          sandboxMessages: async () =>
            (await (await fetch(`${system.addresses.sandbox}/messages`)).json()) as Message[],
        },
        { quietWithinMs },
      );
      return [...found.map(inOneLine), ...(await promises.broken())];
    },

    async close() {
      await system.close();
      await Promise.all(lines.map((proxy) => proxy.close()));
    },
  };
}

async function registerMovers({ operator }: System, count: number): Promise<void> {
  for (let nth = 0; nth < count; nth += 1) {
    const { registerMover } = await operator.ask<{ registerMover: { userErrors: { code: string }[] } }>(
      'mutation ($input: RegisterMoverInput!) { registerMover(input: $input) { userErrors { code } } }',
      {
        input: {
          name: `이사팀 ${nth + 1}`,
          tel: `0107${String(1_000_000 + nth)}`,
          plate: `${10 + (nth % 80)}가${1000 + nth}`,
          base: { address: nth % 2 === 0 ? '마포구' : '구로구' },
          moveTypes: ['FULL_PACKING', 'HALF_PACKING'],
        },
      },
    );
    const [refusal] = registerMover.userErrors;
    if (refusal) throw new Error(`a mover was refused: ${refusal.code}`);
  }
}

const SHOWN = 3;

const inOneLine = ({ invariant, rows }: Violation): string =>
  `${invariant}: ${rows
    .slice(0, SHOWN)
    .map((row) => JSON.stringify(row))
    .join(' ')}${rows.length > SHOWN ? ` and ${rows.length - SHOWN} more` : ''}`;

/** @returns YYYY-MM-DD */
export const dayAhead = (days: number): string =>
  new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
