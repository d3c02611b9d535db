import { percentile } from '@movecall/testkit/statistics';
import { seconds } from '@movecall/values/duration';
import { createAnswerLedger } from '../faults/answer-ledger.ts';
import { findViolations } from '../faults/violations.ts';
import type { System } from '../support/system.ts';
import { startCallReaders } from './call-readers.ts';
import { startFollowingCustomers } from './following-customers.ts';
import { readLogWarnings } from './log-warnings.ts';
import { type ReplicatedSystem, startReplicatedSystem } from './replicated-system.ts';

export interface RollingOptions {
  /** How often each process is replaced. */
  readonly rolls: number;
  /** The number of customers: each follows a call on a socket. */
  readonly sockets: number;
  /** The least number of requests over HTTP. */
  readonly requests: number;
  /** The longest time for which a customer keeps a mover before cancelling, ms. More sockets need a longer time. */
  readonly keepsMs: number;
  readonly replicas?: number;
  /** The number of clients that query calls, about four times a second each. Default 6. */
  readonly readers?: number;
  /** See startReplicatedSystem. */
  readonly beside?: string | undefined;
  readonly report?: (line: string) => void;
}

export interface RollingResult {
  /** Requests over HTTP: queries, requests of calls and cancels. */
  readonly requests: number;
  /** Requests with an unexpected answer, one line each. */
  readonly failures: readonly string[];
  /** Requests that were answered "try again". */
  readonly tryAgain: number;
  readonly calls: number;
  readonly events: number;
  /** Followers that missed a status, received one twice, or received an error. */
  readonly brokenFollowers: readonly string[];
  /** How often a socket was closed, by close code. */
  readonly closings: Readonly<Record<string, number>>;
  /** From the answer to a request to 호출확정 at its socket, ms. */
  readonly confirmedMs: {
    readonly p50: number | null;
    readonly p99: number | null;
    readonly max: number | null;
  };
  readonly restarts: number;
  readonly uncleanExits: readonly string[];
  readonly deadLetters: number;
  readonly violations: readonly string[];
  /** Warnings in the processes' logs, those about the deploy itself included. */
  readonly logWarnings: readonly string[];
  readonly tookMs: number;
}

/** Long timeouts: a request may fail only because a process was replaced, not because the machine is slow. */
const PATIENT = { MANAGE_TIMEOUT_MS: '8000', ATTEMPT_DEADLINE_MS: '20000', SUBGRAPH_TIMEOUT_MS: '14000' };

/**
 * Replaces every process of the system, one after the other, while customers make, follow and cancel calls and readers query
 * them. Afterwards it compares the answers with the databases.
 */
export async function runRolling(options: RollingOptions): Promise<RollingResult> {
  const { report = () => undefined, replicas = 2, readers: readerCount = 6, beside } = options;
  const since = performance.now();
  const fleet = await startReplicatedSystem({ replicas, movers: 60, env: PATIENT, beside });
  try {
    const { system } = fleet;
    const ledger = createAnswerLedger(system.sql);
    report(`${fleet.processes.length} processes are running; customers begin`);
    const customers = await startFollowingCustomers(system, ledger, options);
    const readers = startCallReaders(system, customers.calls.someCall, readerCount);
    const requests = (): number => customers.countRequests() + readers.requests();
    const restarts = await rollAll(fleet, options.rolls, (line) => {
      const failed = customers.failures.length + readers.failures.length;
      report(
        `${line}; ${requests()} requests, ${failed} failed, ${customers.countTryAgain()} answered "try again"`,
      );
    });
    await readers.until(() => requests() >= options.requests);
    report('customers finish their calls');
    await Promise.all([readers.end(), customers.end()]);
    const violations = await findViolations(system, ledger, 60_000);
    return {
      requests: requests(),
      failures: [...customers.failures, ...readers.failures],
      tryAgain: customers.countTryAgain(),
      calls: customers.calls.countEnded(),
      events: customers.calls.countEvents(),
      brokenFollowers: await customers.calls.findIncomplete(),
      closings: customers.calls.countCloseCodes(),
      confirmedMs: {
        p50: percentile(customers.confirmedMs, 0.5),
        p99: percentile(customers.confirmedMs, 0.99),
        max: percentile(customers.confirmedMs, 1),
      },
      restarts,
      uncleanExits: fleet.uncleanExits().slice(),
      deadLetters: await countDeadLetters(system),
      violations,
      logWarnings: await readLogWarnings(system.directory, fleet.processes),
      tookMs: performance.now() - since,
    };
  } finally {
    await fleet.close();
  }
}

/** Replaces each process `rolls` times. @returns the number of replaced processes */
async function rollAll(
  fleet: ReplicatedSystem,
  rolls: number,
  report: (line: string) => void,
): Promise<number> {
  let restarts = 0;
  for (let roll = 1; roll <= rolls; roll += 1) {
    for (const name of fleet.processes) {
      const { goneMs, readyMs } = await fleet.roll(name);
      restarts += 1;
      report(
        `roll ${roll} of ${rolls}: ${name} ended after ${seconds(goneMs)}, its successor was ready after ${seconds(readyMs)}`,
      );
    }
  }
  return restarts;
}

async function countDeadLetters({ sql }: System): Promise<number> {
  const counts = await Promise.all(
    Object.values(sql).map(
      (database) => database<{ count: number }[]>`select count(*)::int as count from dead_letters`,
    ),
  );
  return counts.reduce((sum, [row]) => sum + (row?.count ?? 0), 0);
}
