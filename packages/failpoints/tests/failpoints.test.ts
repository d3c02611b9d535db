import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { armFailpoints, failpoint, FailpointError } from '../src/index.ts';

afterEach(() => armFailpoints(''));

test('a step that is not armed creates no promise', () => {
  expect(failpoint('relay.appended')).toBeUndefined();
});

test('an armed step fails once and is reported; other steps go on', async () => {
  const reached: string[] = [];
  armFailpoints('relay.appended=error', (step) => reached.push(step));
  await failpoint('relay.numbered');
  expect(reached).toEqual([]);
  await expect(failpoint('relay.appended')).rejects.toThrow(FailpointError);
  await failpoint('relay.appended');
  expect(reached).toEqual(['relay.appended']);
});

test('a step that hangs never continues', async () => {
  armFailpoints('consumer.applied=hang');
  const outcome = await Promise.race([
    failpoint('consumer.applied')?.then(() => 'continued'),
    new Promise((resolve) => setImmediate(() => resolve('hangs'))),
  ]);
  expect(outcome).toBe('hangs');
});

test('a step that blocks stops the whole event loop for the given time', async () => {
  armFailpoints('relay.appended=block:50');
  let ticked = false;
  setTimeout(() => (ticked = true), 10);
  const since = performance.now();
  const step = failpoint('relay.appended');
  expect([ticked, performance.now() - since >= 49]).toEqual([false, true]);
  await step;
});

test.each(['relay.appended', '=kill', 'relay.appended=explode', 'a=kill=hang', 'a=hang:50', 'a=block:x'])(
  'malformed text is refused: %s',
  (text) => {
    expect(() => armFailpoints(text)).toThrow('a failpoint is');
  },
);

test('a process that is armed over its IPC channel dies at the step and runs nothing after it', async () => {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('./victim.ts', import.meta.url))],
    { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
  );
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await once(child, 'message');
  child.send({ failpoints: 'second=kill' });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect({ code, signal, said }).toEqual({ code: null, signal: 'SIGKILL', said: 'first\n' });
});
