import { setTimeout as pause } from 'node:timers/promises';
import { type Backlog, makeBacklog, registerMoversOfSeoul } from './backlog.ts';
import { cpuMs } from './cpu-time.ts';
import {
  waitUntilConsumed,
  findDispatchErrors,
  measureServingOrder,
  type ServingOrder,
  waitUntilManageConsumed,
} from './dispatch-results.ts';
import { type DispatchSystem, startDispatchSystem } from './dispatch-system.ts';

export interface ScaleOutOptions {
  readonly replicas: number;
  readonly requests: number;
  readonly movers: number;
  /** The moves are spread over so many days. */
  readonly days: number;
  readonly report?: (line: string) => void;
}

export interface ScaleOutResult {
  readonly backlog: Pick<Backlog, 'events' | 'acceptedInMs'>;
  /** From the first event that assign dealt with to the last one, ms. */
  readonly drainedInMs: number;
  readonly servingOrder: ServingOrder;
  /** Processor time for an event, ms; null where the kernel does not tell. */
  readonly cpuPerEvent: Readonly<Record<'assign' | 'postgres' | 'redis' | 'manage', number | null>>;
  /** What assign's connections were doing when looked at: the share of those that were at work. */
  readonly waits: Readonly<Record<string, number>>;
  readonly transactionsPerEvent: number;
  readonly walBytesPerEvent: number;
  readonly dispatchErrors: readonly string[];
}

/** A backlog that waits for assign, and how so many processes of it deal with that. */
export async function runScaleOut(options: ScaleOutOptions): Promise<ScaleOutResult> {
  const { replicas, report = () => undefined } = options;
  report(`${replicas} of assign: ${options.movers} movers register`);
  const system = await startDispatchSystem(replicas, (started) =>
    registerMoversOfSeoul(started, options.movers),
  );
  try {
    report(`manage accepts ${options.requests} orders, while nobody assigns`);
    const backlog = await makeBacklog(system, options.requests, options.days);
    const before = await measures(system);
    const processes = ['manage', 'postgres', 'redis'] as const;
    const cpuBefore = await Promise.all(processes.map((name) => cpuOf(system, [name])));
    report(`${backlog.events} events wait; assign comes`);
    await Promise.all(system.replicas.map((name) => system.stack.start(name)));
    const looking = sampleActivity(system);
    await waitUntilConsumed(system, backlog.events);
    const waits = await looking.end();
    const after = await measures(system);
    const [manage = null, database = null, redis = null] = await Promise.all(
      processes.map(async (name, nth) => difference(await cpuOf(system, [name]), cpuBefore[nth] ?? null)),
    );
    // Their start is in it: a second or so of each.
    const assign = await cpuOf(system, system.replicas);
    const each = (total: number | null): number | null => (total === null ? null : total / backlog.events);
    await waitUntilManageConsumed(system);
    const [drained] = await system.sql.assign<{ ms: number }[]>`
      select extract(epoch from max(at) - min(at))::float8 * 1000 as ms from inbox`;
    return {
      backlog,
      drainedInMs: drained?.ms ?? Number.NaN,
      servingOrder: await measureServingOrder(system),
      cpuPerEvent: {
        assign: each(assign),
        postgres: each(database),
        redis: each(redis),
        manage: each(manage),
      },
      waits,
      transactionsPerEvent: (after.transactions - before.transactions) / backlog.events,
      walBytesPerEvent: (after.wal - before.wal) / backlog.events,
      dispatchErrors: await findDispatchErrors(system, backlog),
    };
  } finally {
    await system.close();
  }
}

const difference = (after: number | null, before: number | null): number | null =>
  after === null || before === null ? null : after - before;

async function cpuOf({ stack }: DispatchSystem, names: readonly string[]): Promise<number | null> {
  const all = await Promise.all(names.map((name) => cpuMs(stack.services()[name]?.pid ?? 0)));
  return all.reduce<number | null>((sum, ms) => (sum === null || ms === null ? null : sum + ms), 0);
}

/** Of assign's database, and of the server's log. */
async function measures({ sql: { assign } }: DispatchSystem): Promise<{ transactions: number; wal: number }> {
  const [row] = await assign<{ transactions: number; wal: number }[]>`
    select xact_commit::float8 as transactions, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as wal
    from pg_stat_database where datname = current_database()`;
  return row ?? { transactions: Number.NaN, wal: Number.NaN };
}

const LOOK_EVERY_MS = 200;

/** Looks again and again at what assign's connections do, until told to end. */
function sampleActivity({ sql: { assign } }: DispatchSystem) {
  const seen = new Map<string, number>();
  let ending = false;
  const looking = (async () => {
    while (!ending) {
      const rows = await assign<{ doing: string }[]>`
        select case when state = 'active' and wait_event is null then 'running a statement'
          when state like 'idle in transaction%' then 'waiting for assign''s next statement'
          else wait_event_type || ' ' || wait_event end as doing
        from pg_stat_activity
        where application_name like 'assign-%' and state <> 'idle'`;
      for (const { doing } of rows) seen.set(doing, (seen.get(doing) ?? 0) + 1);
      await pause(LOOK_EVERY_MS);
    }
  })();
  return {
    async end(): Promise<Record<string, number>> {
      ending = true;
      await looking;
      const all = [...seen.values()].reduce((sum, count) => sum + count, 0);
      return Object.fromEntries(
        [...seen].toSorted(([, a], [, b]) => b - a).map(([doing, count]) => [doing, count / all]),
      );
    },
  };
}
