import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';

const RUN = new URL('../src/run.ts', import.meta.url).href;

/** A process whose service is made by this; it has said `until` when this resolves. */
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
    /** Sends a SIGTERM. @returns how it ended, and all that it said */
    async terminate() {
      const ended = once(child, 'close');
      child.kill('SIGTERM');
      const [code, signal] = (await ended) as [number | null, string | null];
      return { code, signal, said };
    },
  };
}

// As the first process of a container it has to: there a signal that nobody listens to does nothing.
test('a process that is told to go while it starts goes by itself', async () => {
  const { terminate } = await startProcess(
    'await new Promise(() => setInterval(() => undefined, 60_000));',
    'starting',
  );
  expect(await terminate()).toMatchObject({ code: 0, signal: null });
});

test('a process that is told to go closes its service first', async () => {
  const { terminate } = await startProcess(
    `const serving = setInterval(() => undefined, 60_000);
    return { url: '', close: async () => { clearInterval(serving); console.log('closed'); } };`,
    'listening',
  );
  const { code, said } = await terminate();
  expect([code, said]).toEqual([0, 'starting\nlistening\nstopping\nclosed\n']);
});
