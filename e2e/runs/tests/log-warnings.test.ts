import { createLogger } from '@movecall/telemetry/logger';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readLogWarnings } from '../log-warnings.ts';

/** Makes the directory of a system that has these logs. */
async function withLogs(logs: Readonly<Record<string, readonly string[]>>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'log-warnings-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  await mkdir(join(directory, 'logs'));
  for (const [name, lines] of Object.entries(logs))
    await writeFile(
      join(directory, 'logs', `${name}.log`),
      lines.map((line) => `${line.trimEnd()}\n`).join(''),
    );
  return directory;
}

test('each distinct warning or error of a service is listed once, with its count', async () => {
  const lines: string[] = [];
  const logger = createLogger('call', 'trace', { write: (line) => lines.push(line) });
  logger.trace('nothing');
  logger.debug({ err: new Error('seen before') }, 'left to the next');
  logger.info({ callId: '1' }, 'call accepted');
  for (const attempt of [1, 2])
    logger.warn({ attempt, err: new Error('no answer') }, 'relay: will try again');
  logger.error('gave an event up');
  logger.fatal('cannot go on');
  const directory = await withLogs({ call: lines });
  expect(await readLogWarnings(directory, ['call', 'one-without-a-log'])).toEqual([
    '2 × call: relay: will try again: no answer',
    '1 × call: gave an event up',
    '1 × call: cannot go on',
  ]);
});

test('a warning of Node.js itself is listed without its stack trace', async () => {
  const directory = await withLogs({
    router: ['(node:7) Warning: too many listeners', '    at node:events', ''],
  });
  expect(await readLogWarnings(directory, ['router'])).toEqual([
    '1 × router: (node:7) Warning: too many listeners',
  ]);
});
