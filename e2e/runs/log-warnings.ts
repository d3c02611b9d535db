import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const LEVELS: ReadonlySet<unknown> = new Set(['warn', 'error', 'fatal']);

/**
 * The distinct warnings and errors in the logs of some processes, the most frequent first, for example
 * "2 × call: relay: will try again". They help to explain a failure.
 */
export async function readLogWarnings(directory: string, processes: readonly string[]): Promise<string[]> {
  const counts = new Map<string, number>();
  for (const name of processes) {
    const log = await readFile(join(directory, 'logs', `${name}.log`), 'utf8').catch(() => '');
    for (const line of log.split('\n')) {
      const warning = warningIn(line);
      if (warning !== null) counts.set(`${name}: ${warning}`, (counts.get(`${name}: ${warning}`) ?? 0) + 1);
    }
  }
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([warning, times]) => `${times} × ${warning}`);
}

function warningIn(line: string): string | null {
  try {
    const { level, msg, err } = JSON.parse(line) as {
      level?: unknown;
      msg: string;
      err?: { message: string };
    };
    return LEVELS.has(level) ? [msg, err?.message].filter(Boolean).join(': ') : null;
  } catch {
    // Not JSON: Node's own output. Its stack traces are left out.
    return line.trim() === '' || /^\s+at /.test(line) ? null : line.slice(0, 200);
  }
}
