import type { Session } from '@movecall/testkit/client';
import type { FaultProxy } from '@movecall/testkit/fault-proxy';
import { EventEmitter } from 'node:events';
import { startSystem, type System } from '../support/system.ts';
import { type AnswerLedger, createAnswerLedger } from './answer-ledger.ts';
import { createConnectionProxies } from './connection-proxies.ts';
import { createCustomerClient, type CustomerClient } from './customer-client.ts';
import { createProcessControl, type ProcessControl } from './process-control.ts';
import { registerMovers } from './register-movers.ts';
import { withReplicas } from './replica-names.ts';
import type { Stateful } from './stateful-services.ts';
import { findViolations } from './violations.ts';

/** The running system with a fault proxy on every connection between its parts, and with failpoints that can be armed. */
export interface Testbed extends CustomerClient, ProcessControl {
  readonly system: System;
  readonly customer: Session;
  /** From call to manage. */
  readonly manageLine: FaultProxy;
  /** From the notifier to the KakaoTalk provider. */
  readonly providerLine: FaultProxy;
  /** From the provider to the notifier: delivery reports. */
  readonly reportLine: FaultProxy;
  readonly postgresLine: Readonly<Record<Stateful, FaultProxy>>;
  readonly redisLine: Readonly<Record<Stateful, FaultProxy>>;
  readonly ledger: AnswerLedger;

  /** Broken invariants and broken answers, one line each. Waits at most `quietWithinMs` for the system to be quiet. */
  violations(quietWithinMs?: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

const MORE_MOVERS = 60;

const ENV = {
  LOG_LEVEL: 'info',
  CALLS_PER_MINUTE: '1000000',
  OPEN_CALLS_PER_CUSTOMER: '1000000',
  OPEN_CALLS_PER_DAY: '1000000',
  LOGIN_CODES_PER_ADDRESS: '1000/minute',
  LOGIN_CODES_PER_PHONE: '1000/minute',
  LOGIN_CODES_IN_ALL: '1000/minute',
  QUOTES_PER_ADDRESS: '1000000/minute',
  // On a busy machine a late answer must not count as a missing one.
  SUBGRAPH_TIMEOUT_MS: '14000',
  // Lets failpoints be armed later, over IPC.
  FAILPOINTS: '-',
};

/** @param replicas of each stateful service; all replicas of a service share its fault proxies */
export async function startTestbed(replicas = 1): Promise<Testbed> {
  const ipcMessages = new EventEmitter();
  ipcMessages.setMaxListeners(0);
  const proxies = createConnectionProxies();
  const system = await startSystem({
    env: ENV,
    services: withReplicas(replicas),
    onMessage: (name, message) => ipcMessages.emit(name, message),
    reroute: proxies.reroute,
  });
  const ledger = createAnswerLedger(system.sql);
  await registerMovers(system, MORE_MOVERS);

  return {
    system,
    customer: system.customer,
    manageLine: proxies.between('call', 'manage'),
    providerLine: proxies.between('notifier', 'sandbox'),
    reportLine: proxies.between('sandbox', 'notifier'),
    postgresLine: proxies.fromEachService('postgres'),
    redisLine: proxies.fromEachService('redis'),
    ledger,
    ...createCustomerClient(system, ledger),
    ...createProcessControl(system.stack, ipcMessages),

    violations: (quietWithinMs = 60_000) => findViolations(system, ledger, quietWithinMs),

    async close() {
      await system.close();
      await proxies.close();
    },
  };
}
