import { percentile } from '@movecall/testkit/statistics';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { runConcurrently } from '../faults/run-concurrently.ts';
import { startSystem, type System } from '../support/system.ts';
import { createCallRequests } from './call-requests.ts';
import { type MeasuredProcess, PROCESSES, readCpu, UNLIMITED } from './measured-processes.ts';

/** The whole system on a durable Postgres, with limits that stop no bench, and movers for every call. */

export interface Burst {
  /** Calls per second until the last call was accepted, confirmed, and until its last alert was delivered. */
  readonly acceptedPerSecond: number;
  readonly confirmedPerSecond: number;
  readonly settledPerSecond: number;
  /** CPU per call of each process, ms; those of the load are not counted. */
  readonly cpuMsPerCall: Readonly<Record<MeasuredProcess, number>>;
}

export interface Latencies {
  readonly calls: number;
  /** From the moment at which the call was due to its answer, ms. */
  readonly accept: { readonly p50: number; readonly p99: number };
  /** From the answer to 호출확정 at a subscriber, ms. */
  readonly confirm: { readonly p50: number; readonly p99: number };
}

export interface SagaSystem {
  readonly postgresUrl: string;
  readonly postgresPid: number;
  /** The names of the processes that run, by id. */
  pids(): ReadonlyMap<number, string>;
  /** Makes calls, `callers` at a time, and waits until all is quiet. */
  burst(calls: number, callers: number): Promise<Burst>;
  /** Makes calls at a steady rate, whatever the answers take. */
  steady(callsPerSecond: number, seconds: number): Promise<Latencies>;
  close(): Promise<void>;
}

/** @param movers who are free on each day, all over Seoul */
export async function startSagaSystem(movers: number): Promise<SagaSystem> {
  const system = await startSystem({ env: UNLIMITED, durable: true });
  await insertMovers(system, movers);
  const pool = new Pool(system.addresses.router, { connections: 64 });
  const request = createRequest(pool, system.operator.token);
  return {
    postgresUrl: system.stack.services()['postgres']?.url ?? '',
    postgresPid: system.stack.services()['postgres']?.pid ?? 0,
    pids: () => new Map(Object.entries(system.stack.services()).map(([name, { pid }]) => [pid ?? 0, name])),
    burst: (calls, callers) => burst(system, request, calls, callers),
    steady: (rate, seconds) => steady(system, request, rate, seconds),
    async close() {
      await pool.close();
      await system.close();
    },
  };
}

/** Movers are written, not registered: registering thousands one by one would take longer than the bench. */
export const insertMovers = ({ sql }: System, count: number): Promise<unknown> => sql.assign`
  insert into movers (id, name, tel, plate, base_address, base_district, base_latitude, base_longitude, move_types, registered_at)
  select gen_random_uuid(), '이사팀 ' || nth, '+8210' || (70000000 + nth), '12가' || lpad((nth % 10000)::text, 4, '0'), '서울 마포구', '마포구',
    37.43 + 0.26 * random(), 126.78 + 0.39 * random(), array['FULL_PACKING', 'HALF_PACKING'], now()
  from generate_series(1, ${count}) as nth`;

type Request = () => Promise<string>;

/** Requests a call, and again for as long as the answer is to try again. */
function createRequest(pool: Pool, token: string): Request {
  const newRequest = createCallRequests(pool, token);
  return async () => {
    const send = newRequest();
    for (;;) {
      const answer = await send();
      if (answer.kind === 'ACCEPTED') return answer.id;
      if (answer.kind === 'FAILED') throw new Error(`a call was refused: ${answer.reason}`);
      await pause(answer.afterSeconds * 1_000);
    }
  };
}

async function burst(system: System, request: Request, calls: number, callers: number): Promise<Burst> {
  await system.settle();
  const before = await readCpu(system);
  const since = Date.now();
  await runConcurrently(calls, callers, async () => void (await request()));
  const acceptedMs = Date.now() - since;
  await system.settle();
  const after = await readCpu(system);
  const [moments] = await system.sql.call<{ confirmed: Date; settled: Date; count: number }[]>`
    select count(*)::int as count, max(timeline.at) as confirmed, (select max(at) from alerts) as settled
    from timeline where status = 'CONFIRMED' and at >= ${new Date(since)}`;
  if (moments?.count !== calls)
    throw new Error(`${moments?.count ?? 0} of ${calls} calls were confirmed; are there enough movers?`);
  const perSecond = (until: number): number => calls / ((until - since) / 1_000);
  return {
    acceptedPerSecond: calls / (acceptedMs / 1_000),
    confirmedPerSecond: perSecond(moments.confirmed.getTime()),
    settledPerSecond: perSecond(moments.settled.getTime()),
    cpuMsPerCall: perCall(before, after, calls),
  };
}

type CpuTimes = Awaited<ReturnType<typeof readCpu>>;

/** The CPU time per call of each process; NaN where the kernel does not report it. */
const perCall = (before: CpuTimes, after: CpuTimes, calls: number): Burst['cpuMsPerCall'] =>
  Object.fromEntries(
    PROCESSES.map((name) => [
      name,
      ((after.get(name) ?? Number.NaN) - (before.get(name) ?? Number.NaN)) / calls,
    ]),
  ) as Burst['cpuMsPerCall'];

async function steady(
  system: System,
  request: Request,
  callsPerSecond: number,
  seconds: number,
): Promise<Latencies> {
  await system.settle();
  const confirmed = await followConfirmed(system);
  const count = Math.max(1, Math.round(callsPerSecond * seconds));
  const accept: number[] = [];
  const confirm: number[] = [];
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: count }, async (_, nth) => {
      const due = begun + (nth * 1_000) / callsPerSecond;
      await pause(Math.max(0, due - performance.now()));
      const id = await request();
      const answered = performance.now();
      accept.push(answered - due);
      confirm.push(Math.max(0, (await confirmed.of(id)) - answered));
    }),
  );
  confirmed.close();
  const at = (times: readonly number[], share: number): number => percentile(times, share) ?? Number.NaN;
  const shares = (times: readonly number[]) => ({ p50: at(times, 0.5), p99: at(times, 0.99) });
  return { calls: count, accept: shares(accept), confirm: shares(confirm) };
}

/** Follows the feed of all calls as an operator's board does. */
async function followConfirmed({ operator }: System) {
  const stop = new AbortController();
  const seen = new Map<string, number>();
  const waiting = new Map<string, (at: number) => void>();
  const events = operator.subscribe<{ moveCallFeed: { status: string; moveCall: { id: string } } }>(
    'subscription { moveCallFeed { status moveCall { id } } }',
    {},
    stop.signal,
  );
  void (async () => {
    for await (const { moveCallFeed } of events) {
      if (moveCallFeed.status !== 'CONFIRMED') continue;
      const at = performance.now();
      seen.set(moveCallFeed.moveCall.id, at);
      waiting.get(moveCallFeed.moveCall.id)?.(at);
    }
  })();
  // The feed has no event that says that it has begun.
  await pause(1_000);
  return {
    of: (id: string): Promise<number> =>
      new Promise((resolve) => {
        const at = seen.get(id);
        if (at !== undefined) resolve(at);
        else waiting.set(id, resolve);
      }),
    close: () => stop.abort(),
  };
}
