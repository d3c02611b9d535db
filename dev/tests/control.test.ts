import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  AlreadyRunning,
  type ControlHandlers,
  findControl,
  openControl,
  requestControl,
} from '../src/control.ts';
import { folderForThisTest } from '@movecall/testkit/folders';

const handlers: ControlHandlers = {
  stop: (name) => Promise.resolve(`${name} is stopped`),
  start: (name) => Promise.reject(new Error(`there is no ${name}`)),
};

async function open(directory: string) {
  const control = await openControl(directory, handlers);
  onTestFinished(() => control.close());
  return control;
}

test('a client that can read control.json can stop and start services', async () => {
  const directory = await folderForThisTest();
  await open(directory);
  const address = (await findControl(directory))!;
  expect(address.pid).toBe(process.pid);
  expect(await requestControl(address, 'POST', '/stop/assign')).toEqual({
    ok: true,
    message: 'assign is stopped',
  });
  expect(await requestControl(address, 'POST', '/start/asign')).toEqual({
    ok: false,
    message: 'there is no asign',
  });
});

test('only its owner can read control.json', async () => {
  const directory = await folderForThisTest();
  await open(directory);
  expect((await stat(join(directory, 'control.json'))).mode & 0o777).toBe(0o600);
});

test('a wrong token is refused', async () => {
  const { address } = await open(await folderForThisTest());
  for (const token of ['', 'x', address.token.replace(/.$/, '!')]) {
    expect(await requestControl({ ...address, token }, 'POST', '/stop/assign')).toEqual({
      ok: false,
      message: 'The token is wrong.',
    });
  }
});

test('a second npm start is refused while the first one answers', async () => {
  const directory = await folderForThisTest();
  const first = await open(directory);
  await expect(openControl(directory, handlers)).rejects.toThrow(AlreadyRunning);
  expect(await findControl(directory)).toEqual(first.address);
});

test('the control.json of a killed npm start is replaced', async () => {
  const directory = await folderForThisTest();
  const dead = { pid: 1, url: 'http://127.0.0.1:9', token: 'x' };
  await writeFile(join(directory, 'control.json'), JSON.stringify(dead));
  const { address } = await open(directory);
  expect(JSON.parse(await readFile(join(directory, 'control.json'), 'utf8'))).toEqual(address);
});

test('only one of many simultaneous starts runs', async () => {
  const directory = await folderForThisTest();
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => open(directory)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});
