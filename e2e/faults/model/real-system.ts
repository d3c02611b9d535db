import { askGraphql } from '@movecall/testkit/client';
import { until } from '@movecall/service/until';
import { addDays, seoulDay } from '@movecall/values/days';
import { setTimeout as delay } from 'node:timers/promises';
import type { FaultProxy } from '@movecall/testkit/fault-proxy';
import type { Testbed } from '../testbed.ts';
import type { ModelRequest, Mover } from './dispatch-model.ts';
import type { MoverPool } from './mover-pool.ts';
import { observe } from './observe.ts';
import { PATIENCE_MS } from './command.ts';
import type { Disturbance, Connection, SystemUnderTest } from './system-under-test.ts';

export interface RealSystem extends SystemUnderTest {
  /** Cancels what waits and switches off who was registered: the next one begins with a testbed of its own. */
  leave(): Promise<void>;
}

/**
 * The real system, as one sequence sees it.
 *
 * @param nth of the sequence: its days and its keys are its own
 */
export function createRealSystem(testbed: Testbed, fleet: MoverPool, nth: number): RealSystem {
  const { system } = testbed;
  const { stack } = system;
  const keyOf = (key: string): string => `model ${nth} ${key}`;
  const days = [0, 1].map((day) => addDays(seoulDay(new Date()), 1 + ((2 * nth + day) % 360)));
  const ids = new Map<string, string>();
  const own = fleet.forSequence();
  let stopped: string | null = null;
  let disturbances: Promise<unknown>[] = [];

  async function cancel(id: string): Promise<'CANCELLED' | 'ALREADY_CANCELLED' | null> {
    const answer = await askGraphql<{ cancelMoveCall: { userErrors: { code: string }[] } }>(
      system.addresses,
      'mutation ($id: ID!) { cancelMoveCall(id: $id) { userErrors { code } } }',
      { id },
      system.customer.token,
    ).catch(() => null);
    const refusals = answer?.data?.cancelMoveCall.userErrors;
    if (!refusals) return null;
    const [refusal] = refusals;
    if (refusal && refusal.code !== 'ALREADY_CANCELLED')
      throw new Error(`the cancellation of call ${id} was refused: ${refusal.code}`);
    return refusal ? 'ALREADY_CANCELLED' : 'CANCELLED';
  }

  /** What a disturbance does at its end is awaited before the next rest. */
  const later = (ms: number, act: () => void): void => {
    // The pause is the disturbance: commands run into what happens meanwhile.
    disturbances.push(delay(ms).then(act));
  };

  async function disturb(disturbance: Disturbance): Promise<void> {
    switch (disturbance.type) {
      case 'kill':
        return later(disturbance.afterMs, () => stack.kill(disturbance.service, 'SIGKILL'));
      case 'freeze': {
        stack.kill(disturbance.service, 'SIGSTOP');
        return later(disturbance.forMs, () => stack.kill(disturbance.service, 'SIGCONT'));
      }
      case 'delay': {
        const line = lineOf(testbed, disturbance.line);
        line.set({ kind: 'slow', ms: disturbance.ms });
        return later(disturbance.forMs, () => line.set({ kind: 'open' }));
      }
      case 'duplicate': {
        const stream = system.stream(disturbance.stream);
        const latest = await system.redis.xrevrange(stream, '+', '-', 'COUNT', 30);
        for (const age of disturbance.ages) {
          const fields = latest[age]?.[1];
          if (fields) await system.redis.xadd(stream, '*', ...fields);
        }
        return;
      }
      default:
        return disturbance satisfies never;
    }
  }

  return {
    async request({ key, day, home, moveType }: ModelRequest) {
      const told = await testbed.request({
        idempotencyKey: keyOf(key),
        address: home,
        movingOn: days[day] ?? '',
        moveType,
      });
      if (told.outcome === 'ACCEPTED') ids.set(told.callId, key);
      return told;
    },
    cancel,
    register: (mover: Mover) => own.register(mover),
    switch: (mover, available) => own.switch(mover, available),

    async stop(service) {
      stopped = service;
      await stack.stop(service);
    },
    async start(service) {
      stopped = null;
      // What is done while it starts runs into that, and may be to stop it again.
      disturbances.push(stack.start(service).catch(() => undefined));
    },
    disturb,

    async settle() {
      await Promise.all(disturbances);
      disturbances = [];
      await until(
        'all attempts to be settled',
        async () =>
          (await system.sql.call`select from attempts where status = 'PENDING' limit 1`).count === 0 ||
          undefined,
        PATIENCE_MS,
      );
      await system.settle();
      return observe(system.sql, { callIds: [...ids.keys()], keys: keyOf(''), days, movers: own.names() });
    },

    async leave() {
      await Promise.all(disturbances);
      if (stopped !== null) await stack.start(stopped);
      // Whoever waits would take the next sequences' movers; whoever has one of this one's may keep it.
      const waiting = await system.sql.assign<{ id: string }[]>`
        select call_id as id from requests where call_id = any(${[...ids.keys()]}::uuid[]) and status = 'WAITING'`;
      for (const { id } of waiting)
        await until(`call ${id} to be cancelled`, async () => (await cancel(id)) ?? undefined, PATIENCE_MS);
      await own.leave();
    },
  };
}

function lineOf(testbed: Testbed, line: Connection): FaultProxy {
  switch (line) {
    case 'manage':
      return testbed.manageLine;
    case 'provider':
      return testbed.providerLine;
    case 'reports':
      return testbed.reportLine;
    case 'postgres of call':
      return testbed.postgresLine.call;
    case 'postgres of manage':
      return testbed.postgresLine.manage;
    case 'postgres of assign':
      return testbed.postgresLine.assign;
    case 'redis of call':
      return testbed.redisLine.call;
    case 'redis of manage':
      return testbed.redisLine.manage;
    case 'redis of assign':
      return testbed.redisLine.assign;
    default:
      return line satisfies never;
  }
}
