import { expect, test } from 'vitest';
import { keptSecrets } from '../src/secrets.ts';
import { externalServers, services, type LaunchContext } from '../src/services.ts';
import { configurations } from '@movecall/testkit/configurations';
import { folderForThisTest } from '@movecall/testkit/folders';

async function launchContext(env: NodeJS.ProcessEnv = {}): Promise<LaunchContext> {
  const directory = await folderForThisTest();
  return {
    origins: Object.fromEntries(
      Object.keys(services).map((name, index) => [name, `http://127.0.0.1:${4_000 + index}`]),
    ),
    postgresUrl: 'postgres://postgres:secret@127.0.0.1:5432/postgres',
    redisUrl: 'redis://127.0.0.1:6379',
    secrets: await keptSecrets(directory),
    directory,
    env,
  };
}

test.each(Object.entries(services))('%s accepts the environment that it is given', async (name, entry) => {
  const env = { HOST: '127.0.0.1', PORT: '4000', LOG_LEVEL: 'silent', INSTANCE: `${name}-1` };
  expect(configurations[name]!.read({ ...env, ...entry.env(await launchContext()) })).toBeTypeOf('object');
});

test('each service has its own database, on the shared server or at the URL in the environment', async () => {
  const given = await launchContext({ MANAGE_DATABASE_URL: 'postgres://elsewhere/orders' });
  expect(services['call']!.env(given)).toMatchObject({
    CALL_DATABASE_URL: 'postgres://postgres:secret@127.0.0.1:5432/movecall_call',
  });
  expect(services['manage']!.env(given)).toMatchObject({
    MANAGE_DATABASE_URL: 'postgres://elsewhere/orders',
  });
});

test('the notifier sends to the sandbox, whatever the environment says', async () => {
  const given = await launchContext({ SOLAPI_URL: 'https://api.solapi.com', SOLAPI_API_KEY: 'real' });
  expect(services['notifier']!.env(given)).toMatchObject({
    SOLAPI_URL: given.origins['sandbox'],
    SOLAPI_API_KEY: given.secrets.SOLAPI_API_KEY,
  });
});

test('no embedded server is started in place of one that the environment names', () => {
  const own = Object.fromEntries(
    ['CALL', 'MANAGE', 'ASSIGN', 'NOTIFIER'].map((name) => [
      `${name}_DATABASE_URL`,
      `postgres://host/${name}`,
    ]),
  );
  expect(externalServers({})).toEqual({});
  expect(externalServers({ REDIS_URL: 'redis://host', DATABASE_URL: '' })).toEqual({ redis: 'redis://host' });
  expect(externalServers({ DATABASE_URL: 'postgres://host' })).toEqual({ postgres: 'postgres://host' });
  expect(externalServers(own)).toEqual({ postgres: 'postgres://host/CALL' });
  expect(externalServers({ ...own, CALL_DATABASE_URL: '' })).toEqual({});
});
