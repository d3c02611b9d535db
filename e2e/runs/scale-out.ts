import { type Backlog, makeBacklog, registerMoversOfSeoul } from './backlog.ts';
import { type ActivityShares, sampleActivity } from './connection-activity.ts';
import { cpuMs } from './cpu-time.ts';
import {
  findDispatchErrors,
  measureServingOrder,
  type ServingOrder,
  waitUntilConsumed,
  waitUntilManageConsumed,
} from './dispatch-results.ts';
import { type DispatchSystem, startDispatchSystem } from './dispatch-system.ts';

export interface ScaleOutOptions {
  /** How many processes of assign consume the backlog. */
  readonly replicas: number;
  readonly requests: number;
  readonly movers: number;
  /** The moves are spread over this many days. */
  readonly days: number;
  readonly report?: (line: string) => void;
}

export interface ScaleOutResult {
  readonly backlog: Pick<Backlog, 'events' | 'acceptedInMs'>;
  /** From the first event that assign applied to the last one, ms. */
  readonly drainedInMs: number;
  readonly servingOrder: ServingOrder;
  /** CPU time per event, ms; null where the kernel does not report it. */
  readonly cpuPerEvent: Readonly<Record<'assign' | 'postgres' | 'redis' | 'manage', number | null>>;
  /** What assign's connections were busy with. */
  readonly waits: ActivityShares;
  readonly transactionsPerEvent: number;
  readonly walBytesPerEvent: number;
  readonly dispatchErrors: readonly string[];
}

const OTHERS = ['manage', 'postgres', 'redis'] as const;

/** Lets a backlog build up while assign is stopped, and measures how `replicas` processes of assign consume it. */
export async function runScaleOut(options: ScaleOutOptions): Promise<ScaleOutResult> {
  const { replicas, report = () => undefined } = options;
  report(`${replicas} processes of assign: registering ${options.movers} movers`);
  const system = await startDispatchSystem(replicas, (started) =>
    registerMoversOfSeoul(started, options.movers),
  );
  try {
    report(`manage accepts ${options.requests} orders while assign is stopped`);
    const backlog = await makeBacklog(system, options.requests, options.days);
    report(`${backlog.events} events are waiting; assign starts`);
    const measured = await measureConsumption(system, backlog);
    await waitUntilManageConsumed(system);
    const [drained] = await system.sql.assign<{ ms: number }[]>`
      select extract(epoch from max(at) - min(at))::float8 * 1000 as ms from inbox`;
    return {
      backlog,
      drainedInMs: drained?.ms ?? Number.NaN,
      servingOrder: await measureServingOrder(system),
      ...measured,
      dispatchErrors: await findDispatchErrors(system, backlog),
    };
  } finally {
    await system.close();
  }
}

type Consumption = Pick<
  ScaleOutResult,
  'cpuPerEvent' | 'waits' | 'transactionsPerEvent' | 'walBytesPerEvent'
>;

/** Starts assign and reads the counters of the kernel and of Postgres before and after. */
async function measureConsumption(system: DispatchSystem, { events }: Backlog): Promise<Consumption> {
  const before = await readDatabaseCounters(system);
  const cpuBefore = await Promise.all(OTHERS.map((name) => cpuOf(system, [name])));
  await Promise.all(system.replicas.map((name) => system.stack.start(name)));
  const activity = sampleActivity(system.sql.assign);
  await waitUntilConsumed(system, events);
  const waits = await activity.end();
  const after = await readDatabaseCounters(system);
  const [manage = null, database = null, redis = null] = await Promise.all(
    OTHERS.map(async (name, nth) => difference(await cpuOf(system, [name]), cpuBefore[nth] ?? null)),
  );
  // Includes the start of each process: about a second.
  const assign = await cpuOf(system, system.replicas);
  const perEvent = (total: number | null): number | null => (total === null ? null : total / events);
  return {
    cpuPerEvent: {
      assign: perEvent(assign),
      postgres: perEvent(database),
      redis: perEvent(redis),
      manage: perEvent(manage),
    },
    waits,
    transactionsPerEvent: (after.transactions - before.transactions) / events,
    walBytesPerEvent: (after.wal - before.wal) / events,
  };
}

const difference = (after: number | null, before: number | null): number | null =>
  after === null || before === null ? null : after - before;

async function cpuOf({ stack }: DispatchSystem, names: readonly string[]): Promise<number | null> {
  const all = await Promise.all(names.map((name) => cpuMs(stack.services()[name]?.pid ?? 0)));
  return all.reduce<number | null>((sum, ms) => (sum === null || ms === null ? null : sum + ms), 0);
}

/** Transactions of assign's database, and the WAL position of the whole server in bytes. */
async function readDatabaseCounters({
  sql: { assign },
}: DispatchSystem): Promise<{ transactions: number; wal: number }> {
  const [row] = await assign<{ transactions: number; wal: number }[]>`
    select xact_commit::float8 as transactions, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as wal
    from pg_stat_database where datname = current_database()`;
  return row ?? { transactions: Number.NaN, wal: Number.NaN };
}
