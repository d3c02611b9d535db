import { streamState } from '@movecall/eventlog';
import { producers, streamOf } from '@movecall/schema/streams';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { pythonWithRedis } from '@movecall/testkit/python';
import { type Saga, startSaga } from '@movecall/testkit/saga';

const examples = fileURLToPath(new URL('../examples', import.meta.url));
const env = await pythonWithRedis();
if (env === null)
  console.warn('skipped the Python example: install Python 3.9 with the module redis to run it');

const patience = { timeout: 60_000, interval: 50 };

interface Line {
  readonly source: string;
  readonly subject: string;
  readonly sequence: number;
  readonly type: string;
}

describe.skipIf(env === null)('a consumer in Python', () => {
  let saga: Saga;
  let directory: string;
  const running = new Set<ChildProcess>();
  beforeAll(async () => {
    saga = await startSaga();
    await saga.registerMover('01020000001');
    directory = await mkdtemp(join(tmpdir(), 'movecall-follow-'));
  });
  afterEach(async () => {
    for (const child of running) await end(child);
  });
  afterAll(async () => {
    await saga.close();
    await rm(directory, { recursive: true, force: true });
  });

  /** Starts the example. Its lines are appended to `lines`, which may hold those of an earlier process. */
  function follow(call: string, lines: Line[], ...options: string[]): ChildProcess {
    const args = [join(examples, 'follow_call.py'), '--redis', inject('redisUrl'), '--prefix', saga.prefix];
    const child = spawn('python3', [...args, '--call', call, ...options], {
      env: env ?? {},
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.add(child);
    createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line) as Line));
    return child;
  }

  async function end(child: ChildProcess): Promise<void> {
    running.delete(child);
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  }

  /** The number of a call's events by producer. */
  async function stated(call: string): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const [producer, sql] of Object.entries(saga.sql)) {
      const { count } = await sql`select from outbox where event ->> 'correlationId' = ${call}`;
      if (count > 0) counts[`/movecall/${producer}`] = count;
    }
    return counts;
  }

  /** Waits until `lines` hold every event of the call once, in order per source. */
  const toBeAll = (lines: readonly Line[], call: string) =>
    vi.waitFor(async () => {
      const counts = await stated(call);
      const read = Object.fromEntries(
        Object.keys(counts).map((source) => [
          source,
          lines.filter((line) => line.source === source).map(({ sequence }) => sequence),
        ]),
      );
      const due = Object.entries(counts).map(([source, count]) => [
        source,
        Array.from({ length: count }, (_, i) => i + 1),
      ]);
      expect(read).toEqual(Object.fromEntries(due));
      expect(lines.every(({ subject }) => subject === call)).toBe(true);
    }, patience);

  /** Waits until the group has acknowledged every entry. */
  const allAcknowledged = (group: string) =>
    vi.waitFor(async () => {
      for (const producer of producers) {
        const { last, groups } = await streamState(saga.redis, streamOf(saga.prefix, producer));
        const delivered = expect.stringMatching(last === '0-0' ? /./ : last);
        expect(groups).toContainEqual(expect.objectContaining({ group, delivered, pending: 0 }));
      }
    }, patience);

  test('the unit tests of the example pass', async () => {
    const args = ['-m', 'unittest', 'discover', examples];
    const { stderr } = await promisify(execFile)('python3', args, { timeout: 20_000 });
    expect(stderr).toMatch(/Ran \d+ tests[^]*OK/);
  });

  test('without a group the example prints each event of a call once and in order', async () => {
    const call = await saga.request(10);
    const lines: Line[] = [];
    follow(call!, lines);
    await saga.reaches(call!, 'CONFIRMED');
    await saga.cancel(call!);
    await toBeAll(lines, call!);
    expect(lines.map(({ type }) => type)).toContain('movecall.AssignmentCompleted.v2');
  });

  test('with a group the example resumes after a crash and prints the events it missed', async () => {
    const call = await saga.request(11);
    const other = await saga.request(12);
    const lines: Line[] = [];
    const options = ['--group', 'audit', '--state', join(directory, 'audit.json')];
    const first = follow(call!, lines, ...options);
    await saga.reaches(call!, 'CONFIRMED');
    await toBeAll(lines, call!);
    await allAcknowledged('audit');
    await end(first);
    await saga.cancel(call!);
    await saga.cancel(other!);
    await saga.reaches(call!, 'CANCELLED');
    const before = lines.length;
    follow(call!, lines, ...options);
    await toBeAll(lines, call!);
    expect(lines.length).toBeGreaterThan(before);
  });
});
