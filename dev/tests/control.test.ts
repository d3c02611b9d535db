import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { AlreadyRunning, ask, findControl, openControl, type Controlled } from '../src/control.ts';
import { folderForThisTest } from '@movecall/testkit/folders';

const controlled: Controlled = {
  stop: (name) => Promise.resolve(`${name} is stopped`),
  start: (name) => Promise.reject(new Error(`there is no ${name}`)),
};

async function open(directory: string) {
  const control = await openControl(directory, controlled);
  onTestFinished(() => control.close());
  return control;
}

test('whoever can read control.json can stop and start', async () => {
  const directory = await folderForThisTest();
  await open(directory);
  const address = (await findControl(directory))!;
  expect(address.pid).toBe(process.pid);
  expect(await ask(address, 'POST', '/stop/assign')).toEqual({ ok: true, message: 'assign is stopped' });
  expect(await ask(address, 'POST', '/start/asign')).toEqual({ ok: false, message: 'there is no asign' });
});

test('only its owner can read control.json', async () => {
  const directory = await folderForThisTest();
  await open(directory);
  expect((await stat(join(directory, 'control.json'))).mode & 0o777).toBe(0o600);
});

test('a wrong token is refused', async () => {
  const { address } = await open(await folderForThisTest());
  for (const token of ['', 'x', address.token.replace(/.$/, '!')]) {
    expect(await ask({ ...address, token }, 'POST', '/stop/assign')).toEqual({
      ok: false,
      message: 'The token is wrong.',
    });
  }
});

test('a second supervisor is refused while the first one answers', async () => {
  const directory = await folderForThisTest();
  const first = await open(directory);
  await expect(openControl(directory, controlled)).rejects.toThrow(AlreadyRunning);
  expect(await findControl(directory)).toEqual(first.address);
});

test('what a killed supervisor left is taken over', async () => {
  const directory = await folderForThisTest();
  const dead = { pid: 1, url: 'http://127.0.0.1:9', token: 'x' };
  await writeFile(join(directory, 'control.json'), JSON.stringify(dead));
  const { address } = await open(directory);
  expect(JSON.parse(await readFile(join(directory, 'control.json'), 'utf8'))).toEqual(address);
});

test('of many that start at once, one runs', async () => {
  const directory = await folderForThisTest();
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => open(directory)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});
