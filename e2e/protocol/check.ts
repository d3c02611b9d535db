import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Tools } from './tools.ts';

const run = promisify(execFile);
const MODELS = fileURLToPath(new URL('./models/', import.meta.url));

/** The assertions of a model, which hold in every state; or the name of a formula about its runs. */
export type Property = 'assertions' | { readonly formula: string };

/** A model, and what of it is switched off. */
export interface Checked {
  readonly model: string;
  readonly property: Property;
  readonly defines: readonly string[];
}

export interface Verdict {
  /** How many states were looked at: all that can be reached, unless there is a violation. */
  readonly states: number;
  readonly seconds: number;
  readonly megabytes: number;
  /** What Spin says about the first violation; null when there is none. */
  readonly violation: string | null;
}

/** The search was not complete, or never came to rest in some way that the model knows, so it proves nothing. */
export class IncompleteSearch extends Error {
  override readonly name = 'IncompleteSearch';
}

const MOST_MEGABYTES = 4_000;
const DEEPEST = 1_000_000;
const LONGEST_MS = 15 * 60 * 1000;
const OUTPUT = { maxBuffer: 16 * 1024 * 1024, timeout: LONGEST_MS };

/**
 * Looks at all states of a model.
 *
 * @throws IncompleteSearch when memory, time or depth did not suffice
 */
export async function check(tools: Tools, { model, property, defines }: Checked): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'protocol-'));
  try {
    const inFolder = { cwd: folder, ...OUTPUT };
    const source = join(MODELS, `${model}.pml`);
    const isAssertions = property === 'assertions';
    const names = isAssertions ? defines : [...defines, 'FORMULA'];
    await run(tools.spin, [...names.map((name) => `-D${name}`), '-a', source], inFolder);
    const kind = isAssertions ? ['-DSAFETY', '-DNOCLAIM'] : [];
    const limits = [`-DMEMLIM=${MOST_MEGABYTES}`, '-DVECTORSZ=4096', '-DCOLLAPSE'];
    await run(tools.compiler, ['-O2', '-w', ...kind, ...limits, '-o', 'pan', 'pan.c'], inFolder);
    const which = isAssertions ? [] : ['-a', '-N', property.formula];
    const { stdout } = await run(join(folder, 'pan'), [`-m${DEEPEST}`, ...which], inFolder);
    return verdictIn(stdout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Reads what the verifier prints. @throws IncompleteSearch */
export function verdictIn(output: string): Verdict {
  const violation = /^pan:1: (.*) \(at depth \d+\)$/m.exec(output)?.[1] ?? null;
  const cut = /max search depth too small|out of memory|reached -DMEMLIM/.exec(output)?.[0];
  const states = figureIn(output, /^\s*(\S+) states, stored/m);
  if (violation === null && (cut !== undefined || !/errors: 0$/m.test(output) || states === null))
    throw new IncompleteSearch(cut ?? output);
  const atRest = output.split('unreached in ').find((part) => part.startsWith('proctype Rest'));
  if (violation === null && atRest?.includes('\t(0 of') !== true)
    throw new IncompleteSearch(`not everything that is asserted at rest was reached: ${atRest}`);
  return {
    states: states ?? 0,
    seconds: figureIn(output, /elapsed time (\S+) seconds/) ?? 0,
    megabytes: figureIn(output, /(\S+)\s+total actual memory usage/) ?? 0,
    violation,
  };
}

function figureIn(output: string, pattern: RegExp): number | null {
  const text = pattern.exec(output)?.[1];
  return text === undefined ? null : Number(text);
}
