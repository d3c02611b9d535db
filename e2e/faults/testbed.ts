import type { Session } from '@movecall/testkit/client';
import { EventEmitter } from 'node:events';
import { createFaultProxy, type FaultProxy } from '@movecall/testkit/fault-proxy';
import { startSystem, type System } from '../support/system.ts';
import { createCustomerClient, type CustomerClient } from './customer-client.ts';
import { createProcessControl, type ProcessControl } from './process-control.ts';
import { createAnswerLedger, type AnswerLedger } from './answer-ledger.ts';
import { serviceOf, withReplicas } from './replica-names.ts';
import { type Stateful, stateful } from './stateful-services.ts';
import { findViolations } from './violations.ts';

/** The running system with its hands tied: every line between its parts can be cut, every step can be told to fail. */
export interface Testbed extends CustomerClient, ProcessControl {
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
  readonly ledger: AnswerLedger;

  /** All that does not hold once nothing is under way any more: the invariants, and what customers were told. */
  violations(quietWithinMs?: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

const MORE_MOVERS = 60;

/** @param replicas of each stateful service; what befalls a service's line befalls all of its replicas' */
export async function startTestbed(replicas = 1): Promise<Testbed> {
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
      // An answer that is late, on a busy machine, is not one that was not given.
      SUBGRAPH_TIMEOUT_MS: '14000',
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
  const promises = createAnswerLedger(sql);
  const get = (name: string): FaultProxy => {
    const proxy = between[name];
    if (!proxy) throw new Error(`there is no line ${name}`);
    return proxy;
  };
  const each = (to: string): Record<Stateful, FaultProxy> =>
    Object.fromEntries(stateful.map((name) => [name, get(`${name} ${to}`)])) as Record<Stateful, FaultProxy>;

  await registerMovers(system, MORE_MOVERS);

  return {
    system,
    customer: system.customer,
    manageLine: get('call manage'),
    providerLine: get('notifier sandbox'),
    reportLine: get('sandbox notifier'),
    postgresLine: each('postgres'),
    redisLine: each('redis'),
    ledger: promises,
    ...createCustomerClient(system, promises),
    ...createProcessControl(stack, news),

    violations: (quietWithinMs = 60_000) => findViolations(system, promises, quietWithinMs),

    async close() {
      await system.close();
      await Promise.all(lines.map((proxy) => proxy.close()));
    },
  };
}

/** So many more movers, half of them based in 마포, half in 구로. */
export async function registerMovers({ operator }: Pick<System, 'operator'>, count: number): Promise<void> {
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
