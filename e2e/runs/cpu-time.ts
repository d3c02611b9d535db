import { readdir, readFile } from 'node:fs/promises';

/** Linux counts CPU time in hundredths of a second on every platform that Node supports. */
const MS_PER_TICK = 10;

/** CPU time that a process and its children have used so far, ms; null where the kernel does not report it. */
export async function cpuMs(pid: number): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  const own = await readStat(pid);
  if (!own) return null;
  const all = await Promise.all((await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(readStat));
  const running = all
    .filter((stat) => stat?.parent === pid)
    .reduce((sum, stat) => sum + (stat?.ticks ?? 0), 0);
  return MS_PER_TICK * (own.ticks + own.ticksOfEndedChildren + running);
}

interface Stat {
  readonly parent: number;
  readonly ticks: number;
  readonly ticksOfEndedChildren: number;
}

async function readStat(pid: number | string): Promise<Stat | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  if (text === '') return null;
  // The second field is the program's name in parentheses, which may contain spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const at = (index: number): number => Number(fields[index] ?? 0);
  return { parent: at(1), ticks: at(11) + at(12), ticksOfEndedChildren: at(13) + at(14) };
}
