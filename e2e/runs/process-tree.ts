import { readdir, readFile } from 'node:fs/promises';

/** What a process has used since it began. */
export interface ProcessUse {
  readonly parent: number;
  /** CPU time of all of its threads, ms. */
  readonly cpuMs: number;
  /** How often one of its threads has waited for something and gone on. */
  readonly wakes: number;
}

/** What a process and all of its descendants have used, by process id. Empty where the kernel does not report it. */
export async function readProcessTree(root: number): Promise<ReadonlyMap<number, ProcessUse>> {
  const entries = await readdir('/proc').catch((): string[] => []);
  const ids = entries.filter((name) => /^\d+$/.test(name));
  const all = new Map(await Promise.all(ids.map(async (id) => [Number(id), await readUse(id)] as const)));
  const tree = new Map<number, ProcessUse>();
  const add = (id: number): void => {
    const use = all.get(id);
    if (!use) return;
    tree.set(id, use);
    for (const [child, childUse] of all) if (childUse?.parent === id) add(child);
  };
  add(root);
  return tree;
}

/** @returns null when the process has ended meanwhile */
async function readUse(id: string): Promise<ProcessUse | null> {
  try {
    const stat = await readFile(`/proc/${id}/stat`, 'utf8');
    // The second field is the program's name in parentheses, which may contain spaces and parentheses.
    const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const threads = await Promise.all(
      (await readdir(`/proc/${id}/task`)).map((thread) => readThread(id, thread)),
    );
    return {
      parent: Number(parent),
      cpuMs: threads.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
      wakes: threads.reduce((sum, { wakes }) => sum + wakes, 0),
    };
  } catch {
    return null;
  }
}

/** A thread's CPU time to the nanosecond: an idle process uses less in a minute than the kernel's usual hundredths of a second show. */
async function readThread(id: string, thread: string): Promise<Omit<ProcessUse, 'parent'>> {
  const folder = `/proc/${id}/task/${thread}`;
  const [nanoseconds] = (await readFile(`${folder}/schedstat`, 'utf8')).split(' ');
  const [, wakes] =
    /^voluntary_ctxt_switches:\s+(\d+)$/m.exec(await readFile(`${folder}/status`, 'utf8')) ?? [];
  return { cpuMs: Number(nanoseconds) / 1e6, wakes: Number(wakes) };
}
