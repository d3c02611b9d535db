import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const TAIL_BYTES = 64 * 1024;
const STACK_LINES = 4;

/** The last lines of a log file, for a person who has to find out why a process ended; empty when there is no file. */
export function lastLines(file: string, count = 15): string {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = fstatSync(handle);
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(handle, tail, 0, tail.length, size - tail.length);
    return tail.toString().trimEnd().split('\n').slice(-count).map(readable).join('\n');
  } finally {
    closeSync(handle);
  }
}

/** Turns a JSON log line into level, message and the top of the error's stack. Leaves other lines as they are. */
function readable(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const {
      level = '',
      msg = '',
      err,
    } = JSON.parse(line) as { level?: string; msg?: string; err?: { stack?: string } };
    const stack = (err?.stack ?? '').split('\n').slice(0, STACK_LINES);
    return [`${level} ${msg}`, ...stack].join('\n').trimEnd();
  } catch {
    return line;
  }
}
