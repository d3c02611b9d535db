import { once, EventEmitter } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { createSupervisor, type Supervisor } from '../src/supervisor.ts';
import type { Exit, RunningProcess } from '@movecall/embedded/processes';

/** How a simulated program behaves. These tests are about the supervisor's reactions, so no real process runs. */
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

function superviseProgram(program: ReturnType<typeof createProgram>, logged: string[] = []): Supervisor {
  const supervisor = createSupervisor(
    program.unit,
    () => undefined,
    (line) => logged.push(line),
  );
  onTestFinished(() => supervisor.stop().then(() => undefined));
  return supervisor;
}

test('start resolves when the process is ready, not before', async () => {
  let ready = false;
  const program = createProgram({ ready: () => ready });
  const supervisor = superviseProgram(program);
  const launched = once(program.runs, 'launched');
  const starting = supervisor.start();
  await launched;
  expect(supervisor.state().status).not.toBe('ready');
  ready = true;
  expect(await starting).toBe('started');
  expect(supervisor.state()).toMatchObject({ status: 'ready', process: { pid: 1 } });
});

test('a process that dies after it was ready is launched again at once, each time', async () => {
  const program = createProgram();
  const supervisor = superviseProgram(program);
  await supervisor.start();
  const took: number[] = [];
  for (let death = 1; death <= 5; death += 1) {
    const since = performance.now();
    const relaunched = once(program.runs, 'launched');
    supervisor.kill('SIGKILL');
    await relaunched;
    took.push(performance.now() - since);
    await expect.poll(() => supervisor.state().status).toBe('ready');
  }
  // In a crash loop there would be a pause after each death but the first. A slow machine delays only some launches.
  expect(Math.min(...took.slice(1))).toBeLessThan(200);
});

test('a process that keeps dying before it is ready fails the start, and is launched again after growing pauses', async () => {
  const program = createProgram({ ready: (run) => run > 4 });
  const launches: number[] = [];
  program.runs.on('launched', () => {
    launches.push(performance.now());
    queueMicrotask(() => launches.length <= 4 && program.die({ code: 3, signal: null }));
  });
  const supervisor = superviseProgram(program);
  await expect(supervisor.start()).rejects.toThrow('program ended 3 times before it was ready');
  await expect.poll(() => supervisor.state().status).toBe('ready');
  const pauses = launches.slice(1).map((at, index) => at - launches[index]!);
  // A slow machine makes pauses longer; a timer fires at most 2 ms early.
  for (const [nth, least] of [0, 250, 500, 1_000].entries()) expect(pauses[nth]).toBeGreaterThan(least - 2);
});

test('a launch that is impossible fails the start at once, with the reason', async () => {
  const program = createProgram({
    launch: () => {
      throw new Error('there is no Redis on this machine');
    },
  });
  await expect(superviseProgram(program).start()).rejects.toThrow('there is no Redis on this machine');
  expect(program.launched).toBe(1);
});

test('a stopped unit is not launched again until it is started', async () => {
  const program = createProgram();
  const supervisor = superviseProgram(program);
  await supervisor.start();
  expect(await supervisor.stop(1_234)).toBe('stopped');
  expect(supervisor.state().status).toBe('stopped');
  expect(program.stoppedWith).toEqual([1_234]);
  expect(program.launched).toBe(1);
  expect(await supervisor.stop()).toBe('stopped already');
  expect(await supervisor.start()).toBe('started');
  expect(await supervisor.start()).toBe('running already');
  expect(program.launched).toBe(2);
});

test('a stop during a start fails the start', async () => {
  const program = createProgram({ ready: () => false });
  const supervisor = superviseProgram(program);
  const launched = once(program.runs, 'launched');
  const starting = supervisor.start();
  const outcome = expect(starting).rejects.toThrow('stopped before it was ready');
  await launched;
  await supervisor.stop();
  await outcome;
  expect(supervisor.state().status).toBe('stopped');
});

test('a start during a stop waits until the old process is gone', async () => {
  const program = createProgram();
  const supervisor = superviseProgram(program);
  await supervisor.start();
  const stopping = supervisor.stop();
  expect(await supervisor.start()).toBe('started');
  expect(await stopping).toBe('stopped');
  expect(supervisor.state()).toMatchObject({ status: 'ready', process: { pid: 2 } });
});

test('the log says how a process ended', async () => {
  const logged: string[] = [];
  const program = createProgram();
  const supervisor = superviseProgram(program, logged);
  await supervisor.start();
  supervisor.kill('SIGKILL');
  await expect.poll(() => logged.join('\n')).toMatch(/was killed by SIGKILL[^]*ready again/);
  program.die({ code: 3, signal: null });
  await expect.poll(() => logged.join('\n')).toContain('ended by itself with exit code 3');
});

test('a process that fails its liveness probe three times in a row is stopped and launched again', async () => {
  const logged: string[] = [];
  let probes = 0;
  const program = createProgram({
    // The first process fails two probes, recovers, fails two, recovers, and fails all probes from the seventh on.
    alive: (run) => run > 1 || [3, 6].includes((probes += 1)),
  });
  const supervisor = superviseProgram(program, logged);
  await supervisor.start();
  await expect.poll(() => supervisor.state()).toMatchObject({ status: 'ready', process: { pid: 2 } });
  expect(probes).toBe(9);
  expect(program.stoppedWith).toEqual([2_000]);
  expect(logged.join('\n')).toMatch(/program fails its liveness probe[^]*ready again/);
});
