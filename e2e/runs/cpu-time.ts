import { readdir, readFile } from 'node:fs/promises';

/** The kernel counts processor time in hundredths of a second, on every platform that Node runs on. */
const MS_PER_TICK = 10;

/** Processor time that a process has taken so far, with that of its children, ms; null where the kernel does not tell. */
export async function cpuMs(pid: number): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  const own = await statOf(pid);
  if (!own) return null;
  const all = await Promise.all((await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(statOf));
  const children = all.filter((stat) => stat?.parent === pid);
  return (
    MS_PER_TICK * (own.ticks + own.ofThoseGone + children.reduce((sum, stat) => sum + (stat?.ticks ?? 0), 0))
  );
}

interface Stat {
  readonly parent: number;
  readonly ticks: number;
  readonly ofThoseGone: number;
}

async function statOf(pid: number | string): Promise<Stat | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is the program's name in brackets, and may have anything in it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const at = (index: number): number => Number(fields[index] ?? 0);
  return text === '' ? null : { parent: at(1), ticks: at(11) + at(12), ofThoseGone: at(13) + at(14) };
}
