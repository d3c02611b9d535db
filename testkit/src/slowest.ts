import { relative } from 'node:path';
import { seconds } from '@movecall/values/duration';
import type { VitestReport } from './test-count.ts';

/** Lists the slowest files and the slowest tests of a run, one per line. Paths are relative to `root`. */
export function slowest(
  { testResults }: VitestReport,
  root: string,
  count = 10,
): { readonly files: readonly string[]; readonly tests: readonly string[] } {
  const files = testResults.map(({ name, startTime, endTime }) => ({
    what: relative(root, name),
    ms: endTime - startTime,
  }));
  const tests = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, duration }) => ({
      what: `${relative(root, name)}: ${fullName}`,
      ms: duration ?? 0,
    })),
  );
  return { files: longest(files, count), tests: longest(tests, count) };
}

const longest = (all: readonly { readonly what: string; readonly ms: number }[], count: number): string[] =>
  all
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, count)
    .map(({ what, ms }) => `${seconds(ms).padStart(8)}  ${what}`);
