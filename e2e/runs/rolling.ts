import { readLogWarnings } from './log-warnings.ts';
import { startFollowingCustomers } from './following-customers.ts';
import { startCallReaders } from './call-readers.ts';
import { createAnswerLedger } from '../faults/answer-ledger.ts';
import { percentile } from '@movecall/testkit/statistics';
import { findViolations } from '../faults/violations.ts';
import { startReplicatedSystem } from './replicated-system.ts';

export interface RollingOptions {
  /** How often every process is replaced. */
  readonly rolls: number;
  /** So many sockets follow a call each, all the time. */
  readonly sockets: number;
  /** Requests over HTTP, at least. */
  readonly requests: number;
  /** How long a customer keeps a mover before cancelling, ms: at most. The more sockets, the longer it should be. */
  readonly keepsMs: number;
  readonly replicas?: number;
  readonly report?: (line: string) => void;
}

export interface RollingResult {
  /** Over HTTP: queries, calls that were requested, and cancels. */
  readonly requests: number;
  /** Everything that was not answered as it should, a line each. */
  readonly failures: readonly string[];
  /** Customers who were told to try again. */
  readonly tryAgain: number;
  readonly calls: number;
  readonly events: number;
  /** Followers that missed a status, had one twice, or were told an error. */
  readonly brokenFollowers: readonly string[];
  /** How often a socket was closed, by the code it was closed with. */
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
  /** What the processes have warned of; going away is among it. */
  readonly logWarnings: readonly string[];
  readonly tookMs: number;
}

/** How fast this machine is is not what is looked at: a service may fail only by going away. */
const PATIENT = { MANAGE_TIMEOUT_MS: '8000', ATTEMPT_DEADLINE_MS: '20000', SUBGRAPH_TIMEOUT_MS: '14000' };
const READERS = 6;

/**
 * Replaces every process of the system, one after the other, while customers make, follow and cancel calls and others look
 * at them; afterwards holds what they were told against the databases.
 */
export async function runRolling(options: RollingOptions): Promise<RollingResult> {
  const { rolls, report = () => undefined, replicas = 2 } = options;
  const since = performance.now();
  const fleet = await startReplicatedSystem({ replicas, movers: 60, env: PATIENT });
  try {
    const { system } = fleet;
    const promises = createAnswerLedger(system.sql);
    report(`${fleet.processes.length} processes are up; customers come`);
    const customers = await startFollowingCustomers(system, promises, options);
    const readers = startCallReaders(system, customers.someCall, READERS);
    const asked = (): number => customers.requests() + readers.requests();
    let restarts = 0;
    for (let roll = 1; roll <= rolls; roll += 1) {
      for (const name of fleet.processes) {
        const { goneMs, readyMs } = await fleet.roll(name);
        restarts += 1;
        report(
          `roll ${roll} of ${rolls}: ${name} gone after ${seconds(goneMs)}, its successor ready after ${seconds(readyMs)}; ` +
            `${asked()} requests, ${customers.failures.length + readers.failures.length} failed, ${customers.tryAgain()} told to try again`,
        );
      }
    }
    await readers.until(() => asked() >= options.requests);
    report('everybody finishes');
    await Promise.all([readers.end(), customers.end()]);
    const violations = await findViolations(system, promises, 60_000);
    const { confirmedMs } = customers;
    return {
      requests: asked(),
      failures: [...customers.failures, ...readers.failures],
      tryAgain: customers.tryAgain(),
      calls: customers.calls(),
      events: customers.events(),
      brokenFollowers: await customers.broken(),
      closings: customers.closings(),
      confirmedMs: {
        p50: percentile(confirmedMs, 0.5),
        p99: percentile(confirmedMs, 0.99),
        max: percentile(confirmedMs, 1),
      },
      restarts,
      uncleanExits: fleet.uncleanExits().slice(),
      deadLetters: await deadLetters(system.sql),
      violations,
      logWarnings: await readLogWarnings(system.directory, fleet.processes),
      tookMs: performance.now() - since,
    };
  } finally {
    await fleet.close();
  }
}

async function deadLetters(
  databases: Awaited<ReturnType<typeof startReplicatedSystem>>['system']['sql'],
): Promise<number> {
  const counts = await Promise.all(
    Object.values(databases).map(
      (sql) => sql<{ count: number }[]>`select count(*)::int as count from dead_letters`,
    ),
  );
  return counts.reduce((sum, [row]) => sum + (row?.count ?? 0), 0);
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
