import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { keptSecrets } from '@movecall/dev/secrets';
import { configurations, textOf, variablesOf } from '@movecall/testkit/configurations';
import { folderForThisTest } from '@movecall/testkit/folders';

const example = parseEnv(await textOf('.env.example'));

test.each(Object.entries(configurations))(
  '.env.example with its blanks filled in is enough for %s',
  async (_name, { read }) => {
    const secrets = {
      ...(await keptSecrets(await folderForThisTest())),
      SOLAPI_PF_ID: 'channel',
      SOLAPI_SENDER: '0215880000',
    };
    expect(() => read({ ...example, ...secrets })).not.toThrow();
  },
);

test('.env.example names every variable that a process reads, and no other', async () => {
  const read = await variablesOf(...Object.keys(configurations));
  expect(new Set(Object.keys(example))).toEqual(read);
});
