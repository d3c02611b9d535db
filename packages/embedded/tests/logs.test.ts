import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lastLines } from '../src/logs.ts';
import { folderForThisTest } from '@movecall/testkit/folders';

async function logFile(content: string): Promise<string> {
  const file = join(await folderForThisTest(), 'service.log');
  await writeFile(file, content);
  return file;
}

test('the last lines of a long log are returned', async () => {
  const file = await logFile(Array.from({ length: 50_000 }, (_, index) => `line ${index}\n`).join(''));
  expect(lastLines(file, 2)).toBe('line 49998\nline 49999');
});

test('a JSON line is shown as level, message and the top of the stack', async () => {
  const stack = ['Error: no database', ...Array.from({ length: 20 }, (_, index) => `    at f${index}`)].join(
    '\n',
  );
  const file = await logFile(
    `plain\n${JSON.stringify({ level: 'fatal', msg: 'could not start', err: { stack } })}\n`,
  );
  expect(lastLines(file)).toBe(
    'plain\nfatal could not start\nError: no database\n    at f0\n    at f1\n    at f2',
  );
});

test('a missing log gives an empty text', () => {
  expect(lastLines('/nonexistent/service.log')).toBe('');
});
