import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { readConfig as readNotifier } from '../../notifier/src/config.ts';
import { readSandboxConfig } from '../../notifier/src/sandbox/config.ts';
import { readConfig as readRouter } from '../../router/src/config.ts';
import { readConfig as readAssign } from '../../subgraphs/assign/src/config.ts';
import { readConfig as readCall } from '../../subgraphs/call/src/config.ts';
import { readConfig as readManage } from '../../subgraphs/manage/src/config.ts';
import { keptSecrets } from '../src/secrets.ts';
import { folderForThisTest } from './support/folders.ts';

const text = (path: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const example = parseEnv(await text('.env.example'));

/** Where environments are read. */
const SOURCES = [
  'packages/service/src/config.ts',
  'subgraphs/call/src/config.ts',
  'subgraphs/manage/src/config.ts',
  'subgraphs/assign/src/config.ts',
  'notifier/src/config.ts',
  'notifier/src/sandbox/config.ts',
  'router/src/config.ts',
];

test.each(Object.entries({ readCall, readManage, readAssign, readNotifier, readSandboxConfig, readRouter }))(
  'what .env.example says is enough for %s, once its blanks are filled in',
  async (_name, read) => {
    const secrets = {
      ...(await keptSecrets(await folderForThisTest())),
      SOLAPI_PF_ID: 'channel',
      SOLAPI_SENDER: '0215880000',
    };
    expect(() => read({ ...example, ...secrets })).not.toThrow();
  },
);

test('.env.example names every variable that is read, and no other', async () => {
  const sources = (await Promise.all(SOURCES.map(text))).join('\n');
  const keys = [...sources.matchAll(/^\s+([A-Z][A-Z_]+): /gm)].map(([, name]) => name);
  const databases = [...sources.matchAll(/'([A-Z]+_DATABASE_URL)'/g)].map(([, name]) => name);
  const read = new Set([...keys, ...databases, 'DATABASE_URL']);
  expect(new Set(Object.keys(example))).toEqual(read);
});
