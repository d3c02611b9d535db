import { cpuMs } from '@movecall/e2e/runs/cpu-time';
import { fork } from 'node:child_process';
import { once } from 'node:events';

export interface ChildRun {
  readonly callsPerSecond: number;
  /** CPU of the process and of Postgres per call, ms; NaN where the kernel does not report it. */
  readonly cpuMsPerCall: number;
}

/**
 * Runs a script that announces `ready`, waits for `go`, makes its calls and reports them, and cleans up after `end`. Only the
 * time between `go` and the report is measured.
 *
 * @param script its arguments are the mode, if any, the number of calls and of callers
 * @param postgresPid the server's process
 */
export async function runChild(
  script: { readonly file: string; readonly args: readonly string[]; readonly calls: number },
  postgresUrl: string,
  postgresPid: number,
): Promise<ChildRun> {
  const child = fork(script.file, script.args, {
    execArgv: script.file.endsWith('.ts') ? ['--import', 'tsx'] : [],
    env: { ...process.env, NODE_ENV: 'production', POSTGRES_URL: postgresUrl },
  });
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`${script.file} ended with ${String(code)}`);
  });
  failed.catch(() => undefined);
  const nextMessage = () => Promise.race([once(child, 'message'), failed]);
  const cpu = async (): Promise<number> =>
    ((await cpuMs(child.pid ?? 0)) ?? Number.NaN) + ((await cpuMs(postgresPid)) ?? Number.NaN);
  await nextMessage();
  const before = await cpu();
  child.send('go');
  const [{ callsPerSecond }] = (await nextMessage()) as [{ callsPerSecond: number }];
  const cpuMsPerCall = ((await cpu()) - before) / script.calls;
  child.send('end');
  await failed.catch(() => undefined);
  return { callsPerSecond, cpuMsPerCall };
}
