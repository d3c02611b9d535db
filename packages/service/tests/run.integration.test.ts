import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';

const RUN = new URL('../src/run.ts', import.meta.url).href;

/**
 * Starts a process whose service is created by `create`, and waits until it has printed `until`.
 *
 * @param create the body of an async function, as source text
 */
async function startProcess(create: string, until: string) {
  const program = `
    import { run } from ${JSON.stringify(RUN)};
    const say = (_about, text) => console.log(text);
    const logger = { info: say, error: say, fatal: say };
    await run(async () => { console.log('starting'); ${create} }, () => ({ logger }));`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  while (!said.includes(until)) await once(child.stdout, 'data');
  return {
    /** Sends SIGTERM. @returns the exit code or signal, and everything that the process printed */
    async terminate() {
      const ended = once(child, 'close');
      child.kill('SIGTERM');
      const [code, signal] = (await ended) as [number | null, string | null];
      return { code, signal, said };
    },
  };
}

// The first process of a container ignores signals that it does not handle.
test('SIGTERM ends a process that is still starting', async () => {
  const { terminate } = await startProcess(
    'await new Promise(() => setInterval(() => undefined, 60_000));',
    'starting',
  );
  expect(await terminate()).toMatchObject({ code: 0, signal: null });
});

test('SIGTERM closes the service before the process ends', async () => {
  const { terminate } = await startProcess(
    `const serving = setInterval(() => undefined, 60_000);
    return { url: '', close: async () => { clearInterval(serving); console.log('closed'); } };`,
    'listening',
  );
  const { code, said } = await terminate();
  expect([code, said]).toEqual([0, 'starting\nlistening\nstopping\nclosed\n']);
});
