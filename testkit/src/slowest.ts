import { relative } from 'node:path';
import { seconds } from '@movecall/values/duration';
import type { Reporter, TestModule, Vitest } from 'vitest/node';

/** What took how long. */
interface Measured {
  readonly what: string;
  readonly ms: number;
}

const COUNT = 10;

/**
 * Prints the slowest files and the slowest tests of a run. The time of a file includes its hooks, which vitest's JSON report
 * leaves out. It is a class and the default export because Vitest requires both.
 */
export default class Slowest implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const path = ({ moduleId }: TestModule): string => relative(this.#vitest?.config.root ?? '', moduleId);
    const files = modules.map((module) => ({ what: path(module), ms: module.diagnostic().duration }));
    const tests = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => ({
        what: `${path(module)}: ${test.fullName}`,
        ms: test.diagnostic()?.duration ?? 0,
      })),
    );
    const lines = [
      'The slowest files:',
      ...slowest(files, COUNT),
      'The slowest tests:',
      ...slowest(tests, COUNT),
    ];
    this.#vitest?.logger.log(lines.join('\n'));
  }
}

/** The `count` slowest of all, one line for each, the slowest first. */
export function slowest(all: readonly Measured[], count: number): string[] {
  return all
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, count)
    .map(({ what, ms }) => `${seconds(ms).padStart(8)}  ${what}`);
}
