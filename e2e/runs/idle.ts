import { setTimeout as pause } from 'node:timers/promises';
import { type ProcessUse, readProcessTree } from './process-tree.ts';
import { startSagaSystem } from './saga-system.ts';

/** What a part of the system uses while nobody uses the system. */
export interface IdlePart {
  readonly name: string;
  /** In hundredths of one core. */
  readonly percentOfCore: number;
  readonly wakesPerSecond: number;
}

export interface IdleOptions {
  /** How many calls are made before: what has never published or consumed has less to watch. */
  readonly calls: number;
  /** From the last alert to the measurement: after load, V8 collects garbage for a while. */
  readonly restSeconds: number;
  readonly seconds: number;
}

/** The name of the part that keeps the others running. */
const SUPERVISOR = 'supervisor';

/** Measures what the whole system uses at rest: every process that `npm start` starts, and the one that supervises them. */
export async function measureIdle({
  calls,
  restSeconds,
  seconds,
}: IdleOptions): Promise<readonly IdlePart[]> {
  const system = await startSagaSystem(2 * calls);
  try {
    await system.burst(calls, 4);
    await pause(restSeconds * 1_000);
    const before = await readProcessTree(process.pid);
    const since = performance.now();
    await pause(seconds * 1_000);
    const after = await readProcessTree(process.pid);
    return partsOf(system.pids(), before, after, (performance.now() - since) / 1_000);
  } finally {
    await system.close();
  }
}

type Tree = ReadonlyMap<number, ProcessUse>;

/** Adds up what the processes of each part used between two readings, the busiest part first. */
function partsOf(
  pids: ReadonlyMap<number, string>,
  before: Tree,
  after: Tree,
  seconds: number,
): readonly IdlePart[] {
  const parts = new Map<string, { cpuMs: number; wakes: number }>();
  for (const [id, use] of after) {
    const name = nameOf(id, pids, after);
    const part = parts.get(name) ?? { cpuMs: 0, wakes: 0 };
    part.cpuMs += use.cpuMs - (before.get(id)?.cpuMs ?? 0);
    part.wakes += use.wakes - (before.get(id)?.wakes ?? 0);
    parts.set(name, part);
  }
  return [...parts]
    .map(([name, { cpuMs, wakes }]) => ({
      name,
      percentOfCore: cpuMs / seconds / 10,
      wakesPerSecond: wakes / seconds,
    }))
    .toSorted((a, b) => b.percentOfCore - a.percentOfCore);
}

/** A process belongs to the part of its nearest ancestor that has a name, as Postgres' backends do. */
function nameOf(id: number, pids: ReadonlyMap<number, string>, tree: Tree): string {
  const name = pids.get(id);
  if (name !== undefined) return name;
  const parent = tree.get(id)?.parent;
  return parent === undefined || !tree.has(parent) ? SUPERVISOR : nameOf(parent, pids, tree);
}
