import { readFile } from 'node:fs/promises';
import { producers } from '@movecall/schema/streams';
import { createAnswerLedger } from '../faults/answer-ledger.ts';
import { createCustomerClient } from '../faults/customer-client.ts';
import { createRandom } from '../faults/random.ts';
import { registerMovers } from '../faults/register-movers.ts';
import { runConcurrently } from '../faults/run-concurrently.ts';
import { startSystem, type System } from '../support/system.ts';
import { PROCESSES, readCpu, UNLIMITED } from './measured-processes.ts';

export interface CallCostOptions {
  readonly calls: number;
  /** How many requests are sent at the same time. */
  readonly callers: number;
  readonly report?: (line: string) => void;
}

export interface CallCost {
  readonly calls: number;
  readonly acceptedPerSecond: number;
  /** Including the delivery of every alert. */
  readonly settledPerSecond: number;
  readonly processes: readonly {
    readonly name: string;
    /** Null where the kernel does not report it. */
    readonly cpuMsPerCall: number | null;
    readonly rssMb: number | null;
  }[];
  readonly databases: readonly {
    readonly name: string;
    readonly transactionsPerCall: number;
    readonly bytesPerCall: number;
  }[];
  readonly walBytesPerCall: number;
  readonly streams: readonly {
    readonly name: string;
    readonly entriesPerCall: number;
    readonly bytesPerCall: number;
  }[];
}

/** Calls that are made first and not counted: the code gets optimized, and the tables get their first pages. */
const WARM_UP = 100;

/**
 * Makes calls, cancels one in ten, and measures what a call costs each process, database and stream. What the processes do
 * without calls is included; with some hundreds of calls it is little.
 */
export async function measureCallCost(options: CallCostOptions): Promise<CallCost> {
  const { calls, callers, report = () => undefined } = options;
  const system = await startSystem({ env: UNLIMITED });
  try {
    await registerMovers(system, 60);
    const customers = createCustomerClient(system, createAnswerLedger(system.sql));
    const makeCalls = async (count: number, name: string): Promise<void> => {
      const random = createRandom(count, name);
      await runConcurrently(count, callers, async (nth) => {
        const id = await customers.requestUntilAccepted(customers.newRequest(random));
        if (nth % 10 === 9) await customers.cancel(id);
      });
      report(`${count} calls are accepted`);
    };
    await makeCalls(WARM_UP, 'warm-up');
    await system.settle();

    const before = await readCounters(system);
    const since = performance.now();
    await makeCalls(calls, 'measured');
    const acceptedMs = performance.now() - since;
    await system.settle();
    const settledMs = performance.now() - since;
    return {
      calls,
      acceptedPerSecond: calls / (acceptedMs / 1000),
      settledPerSecond: calls / (settledMs / 1000),
      ...(await costPerCall(system, calls, before, await readCounters(system))),
    };
  } finally {
    await system.close();
  }
}

type Counters = ReadonlyMap<string, number>;

async function costPerCall(
  { stack }: System,
  calls: number,
  before: Counters,
  after: Counters,
): Promise<Pick<CallCost, 'processes' | 'databases' | 'walBytesPerCall' | 'streams'>> {
  const perCall = (key: string): number => ((after.get(key) ?? 0) - (before.get(key) ?? 0)) / calls;
  return {
    processes: await Promise.all(
      PROCESSES.map(async (name) => ({
        name,
        cpuMsPerCall: after.has(`cpu ${name}`) ? perCall(`cpu ${name}`) : null,
        rssMb: name === 'postgres' ? null : await rssMb(stack.services()[name]?.pid ?? 0),
      })),
    ),
    databases: producers.map((name) => ({
      name,
      transactionsPerCall: perCall(`transactions ${name}`),
      bytesPerCall: perCall(`disk ${name}`),
    })),
    walBytesPerCall: perCall('wal'),
    streams: producers.map((name) => ({
      name,
      entriesPerCall: perCall(`entries ${name}`),
      bytesPerCall: perCall(`memory ${name}`),
    })),
  };
}

/** The counters of the kernel, of Postgres and of Redis, by name. */
async function readCounters(system: System): Promise<Counters> {
  const counters = new Map<string, number>();
  for (const [name, ms] of await readCpu(system)) if (ms !== null) counters.set(`cpu ${name}`, ms);
  const { sql, redis, stream } = system;
  for (const name of producers) {
    const [row] = await sql[name]<{ transactions: number; disk: number; wal: number }[]>`
      select xact_commit::float8 as transactions, pg_database_size(current_database())::float8 as disk,
        pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as wal
      from pg_stat_database where datname = current_database()`;
    counters.set(`transactions ${name}`, row?.transactions ?? 0);
    counters.set(`disk ${name}`, row?.disk ?? 0);
    counters.set('wal', row?.wal ?? 0);
    counters.set(`entries ${name}`, await redis.xlen(stream(name)));
    counters.set(`memory ${name}`, Number(await redis.memory('USAGE', stream(name), 'SAMPLES', 0)) || 0);
  }
  return counters;
}

async function rssMb(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}
