import { fillOnce, userCache } from '@movecall/embedded/caches';
import { NotFetched, systemName, unpackPackages } from '@movecall/embedded/debian-packages';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a model is checked with. */
export interface Tools {
  /** The path of Spin, which turns a model into a C program. */
  readonly spin: string;
  /** The path or name of a C compiler. */
  readonly compiler: string;
}

/**
 * Finds Spin and a C compiler. If there is no Spin on the PATH, it downloads Debian's package once and uses it without installing it.
 *
 * @returns why the models cannot be checked, if one of both is missing
 */
export async function findTools(
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<Tools | { readonly missing: string }> {
  const compiler = await firstThatRuns(['gcc', 'cc', 'clang'], '--version');
  if (compiler === null) return { missing: 'there is no C compiler (apt install gcc)' };
  const spin = (await firstThatRuns(['spin'], '-V')) ?? (await fetchSpin(env, log));
  return spin === null ? { missing: 'there is no Spin (apt install spin)' } : { spin, compiler };
}

async function fetchSpin(env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  const target = join(await userCache(env), `spin-${await systemName()}-${process.arch}`);
  const program = join(target, 'root', 'usr', 'bin', 'spin');
  const isUsable = async (): Promise<boolean> => (await firstThatRuns([program], '-V')) !== null;
  try {
    await fillOnce(target, isUsable, async (folder) => {
      log('fetching Spin (once, less than 1 MB; nothing is installed)');
      await unpackPackages(folder, ['spin']);
    });
    return program;
  } catch (error) {
    if (!(error instanceof NotFetched)) throw error;
    log(`Spin could not be fetched: ${error.message}`);
    return null;
  }
}

async function firstThatRuns(programs: readonly string[], argument: string): Promise<string | null> {
  for (const program of programs)
    if (await run(program, [argument], { timeout: 10_000 }).catch(() => null)) return program;
  return null;
}
