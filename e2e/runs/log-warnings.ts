import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const WORTH_TELLING: ReadonlySet<unknown> = new Set(['warn', 'error', 'fatal']);

/** What processes have written down as a warning or worse, each thing once, with how often; of no use but to explain a failure. */
export async function readLogWarnings(directory: string, processes: readonly string[]): Promise<string[]> {
  const counts = new Map<string, number>();
  for (const name of processes) {
    const log = await readFile(join(directory, 'logs', `${name}.log`), 'utf8').catch(() => '');
    for (const line of log.split('\n')) {
      const complaint = complaintIn(line);
      if (complaint !== null)
        counts.set(`${name}: ${complaint}`, (counts.get(`${name}: ${complaint}`) ?? 0) + 1);
    }
  }
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([complaint, times]) => `${times} × ${complaint}`);
}

function complaintIn(line: string): string | null {
  try {
    const { level, msg, err } = JSON.parse(line) as {
      level?: unknown;
      msg: string;
      err?: { message: string };
    };
    return WORTH_TELLING.has(level) ? [msg, err?.message].filter(Boolean).join(': ') : null;
  } catch {
    // Not a log's line: what Node itself says.
    return line.trim() === '' || /^\s+at /.test(line) ? null : line.slice(0, 200);
  }
}
