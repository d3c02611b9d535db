import { once, EventEmitter } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { createKeeper, type Keeper } from '../src/keeper.ts';
import type { Exit, RunningProcess } from '@movecall/embedded/processes';

/** Processes as the keeper sees them, without any: what it is to do about them is what is tested here. */
interface Behaviour {
  readonly ready?: (run: number) => boolean;
  readonly launch?: (run: number) => void;
  readonly alive?: (run: number) => boolean;
}

function createProgram(behaviour: Behaviour = {}) {
  const runs = new EventEmitter();
  const program = {
    runs,
    launched: 0,
    die: (_exit: Exit): void => undefined,
    stoppedWith: [] as (number | undefined)[],
  };
  const unit = {
    name: 'program',
    logFile: '/nonexistent',
    async launch(): Promise<RunningProcess> {
      program.launched += 1;
      const run = program.launched;
      behaviour.launch?.(run);
      const exited = new Promise<Exit>((resolve) => (program.die = resolve));
      runs.emit('launched', run);
      return {
        pid: run,
        url: 'http://127.0.0.1:1',
        exited,
        kill: (signal) => program.die({ code: null, signal }),
        stop(graceMs) {
          program.stoppedWith.push(graceMs);
          program.die({ code: 0, signal: null });
          return exited.then(() => undefined);
        },
      };
    },
    isReady: (process: RunningProcess) => Promise.resolve(behaviour.ready?.(process.pid) ?? true),
    isAlive: (process: RunningProcess) => Promise.resolve(behaviour.alive?.(process.pid) ?? true),
    probe: { periodMs: 2, timeoutMs: 10, failureThreshold: 3 },
  };
  return Object.assign(program, { unit });
}

function keep(program: ReturnType<typeof createProgram>, said: string[] = []): Keeper {
  const keeper = createKeeper(
    program.unit,
    () => undefined,
    (line) => said.push(line),
  );
  onTestFinished(() => keeper.stop().then(() => undefined));
  return keeper;
}

test('start resolves when the process is ready, not before', async () => {
  let ready = false;
  const program = createProgram({ ready: () => ready });
  const keeper = keep(program);
  const launched = once(program.runs, 'launched');
  const starting = keeper.start();
  await launched;
  expect(keeper.state().status).not.toBe('ready');
  ready = true;
  expect(await starting).toBe('started');
  expect(keeper.state()).toMatchObject({ status: 'ready', process: { pid: 1 } });
});

test('what dies after having been ready is launched again at once, however often', async () => {
  const program = createProgram();
  const keeper = keep(program);
  await keeper.start();
  const took: number[] = [];
  for (let death = 1; death <= 5; death += 1) {
    const since = performance.now();
    const relaunched = once(program.runs, 'launched');
    keeper.kill('SIGKILL');
    await relaunched;
    took.push(performance.now() - since);
    await expect.poll(() => keeper.state().status).toBe('ready');
  }
  // Taken for a crash loop, it would pause after each death but the first; a slow machine is late after some of them.
  expect(Math.min(...took.slice(1))).toBeLessThan(200);
});

test('what keeps dying before it is ready makes the start fail, and is tried on with growing pauses', async () => {
  const program = createProgram({ ready: (run) => run > 4 });
  const launches: number[] = [];
  program.runs.on('launched', () => {
    launches.push(performance.now());
    queueMicrotask(() => launches.length <= 4 && program.die({ code: 3, signal: null }));
  });
  const keeper = keep(program);
  await expect(keeper.start()).rejects.toThrow('program ended 3 times before it was ready');
  await expect.poll(() => keeper.state().status).toBe('ready');
  const pauses = launches.slice(1).map((at, index) => at - launches[index]!);
  // A slow machine makes any of them longer; a timer is early by less than 2 ms.
  for (const [nth, least] of [0, 250, 500, 1_000].entries()) expect(pauses[nth]).toBeGreaterThan(least - 2);
});

test('a launch that is impossible makes the start fail with its reason at once', async () => {
  const program = createProgram({
    launch: () => {
      throw new Error('there is no Redis on this machine');
    },
  });
  await expect(keep(program).start()).rejects.toThrow('there is no Redis on this machine');
  expect(program.launched).toBe(1);
});

test('what is stopped is not launched again, until it is started', async () => {
  const program = createProgram();
  const keeper = keep(program);
  await keeper.start();
  expect(await keeper.stop(1_234)).toBe('stopped');
  expect(keeper.state().status).toBe('stopped');
  expect(program.stoppedWith).toEqual([1_234]);
  expect(program.launched).toBe(1);
  expect(await keeper.stop()).toBe('stopped already');
  expect(await keeper.start()).toBe('started');
  expect(await keeper.start()).toBe('running already');
  expect(program.launched).toBe(2);
});

test('a stop while it is starting ends the start too', async () => {
  const program = createProgram({ ready: () => false });
  const keeper = keep(program);
  const launched = once(program.runs, 'launched');
  const starting = keeper.start();
  const outcome = expect(starting).rejects.toThrow('stopped before it was ready');
  await launched;
  await keeper.stop();
  await outcome;
  expect(keeper.state().status).toBe('stopped');
});

test('a start in the middle of a stop waits for the old process to be gone', async () => {
  const program = createProgram();
  const keeper = keep(program);
  await keeper.start();
  const stopping = keeper.stop();
  expect(await keeper.start()).toBe('started');
  expect(await stopping).toBe('stopped');
  expect(keeper.state()).toMatchObject({ status: 'ready', process: { pid: 2 } });
});

test('says how it ended', async () => {
  const said: string[] = [];
  const program = createProgram();
  const keeper = keep(program, said);
  await keeper.start();
  keeper.kill('SIGKILL');
  await expect.poll(() => said.join('\n')).toMatch(/was killed by SIGKILL[^]*ready again/);
  program.die({ code: 3, signal: null });
  await expect.poll(() => said.join('\n')).toContain('ended by itself with exit code 3');
});

test('what does not show that it is alive, three times in a row, is made to end and launched again', async () => {
  const said: string[] = [];
  let asked = 0;
  const program = createProgram({
    // Twice it fails and recovers; from the seventh time on the first one is dead.
    alive: (run) => run > 1 || [3, 6].includes((asked += 1)),
  });
  const keeper = keep(program, said);
  await keeper.start();
  await expect.poll(() => keeper.state()).toMatchObject({ status: 'ready', process: { pid: 2 } });
  expect(asked).toBe(9);
  expect(program.stoppedWith).toEqual([2_000]);
  expect(said.join('\n')).toMatch(/program cannot do its work any more[^]*ready again/);
});
