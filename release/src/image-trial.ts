import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seconds } from '@movecall/values/duration';
import { lastLines } from '@movecall/embedded/logs';
import { buildah, buildahEnv } from './offline-image.ts';
import { freePort } from '@movecall/embedded/ports';
import { startPostgres, wipePostgres } from '@movecall/embedded/postgres';
import { launch, type Launched, until } from '@movecall/embedded/processes';
import { startRedis } from '@movecall/embedded/redis';
import { keptSecrets } from '@movecall/dev/secrets';
import { services } from '@movecall/dev/services';

const ALIVE_WITHIN_MS = 30_000;

/** What an image says of how it is run. */
interface Inspected {
  readonly Docker: {
    readonly config: {
      readonly User: string;
      readonly Entrypoint: readonly string[];
      /** `CMD`, and then the command. */
      readonly Healthcheck: { readonly Test: readonly string[] };
    };
  };
}

/**
 * Starts an image as it says itself, on a Postgres and a Redis of its own, waits until `/healthz` answers, and has the image
 * look at its own health.
 *
 * @throws Error when it does not come to life; the message has its last words
 */
export async function tryImage(service: string, image: string, log: (line: string) => void): Promise<void> {
  const entry = services[service];
  if (entry === undefined) return log(`${service} serves nothing that could be asked`);
  const directory = await mkdtemp(join(tmpdir(), 'movecall-image-'));
  // Run by root, Postgres runs as somebody else, who has to get in.
  await chmod(directory, 0o755);
  const quiet = () => undefined;
  const [postgres, redis] = await Promise.all([
    startPostgres({ directory, log: quiet, durable: false }),
    startRedis({ directory, log: quiet }),
  ]);
  const container = await buildah('from', image);
  try {
    const port = await freePort();
    const nowhere = Object.fromEntries(Object.keys(services).map((name) => [name, 'http://127.0.0.1:9']));
    const variables = {
      ...entry.env({
        origins: nowhere,
        postgresUrl: postgres.url,
        redisUrl: redis.url,
        secrets: await keptSecrets(directory),
        directory: '/tmp',
        env: {},
      }),
      ...(service === 'router' && { WEB_ROOT: '/app/web' }),
      PORT: String(port),
    };
    const {
      Docker: { config },
    } = JSON.parse(await buildah('inspect', '--type', 'image', image)) as Inspected;
    const inside = (command: readonly string[]): string[] => [
      'run',
      ...Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
      container,
      '--',
      ...command,
    ];
    const logFile = join(directory, 'image.log');
    const since = performance.now();
    const launched = await launch({
      command: 'buildah',
      args: inside(config.Entrypoint),
      env: buildahEnv,
      logFile,
    });
    try {
      const alive = await until(() => isAlive(port), ALIVE_WITHIN_MS);
      if (!alive) throw new Error(`${service} does not live; its last words:\n${lastLines(logFile)}`);
      log(`/healthz answers after ${seconds(performance.now() - since)}, as user ${config.User}`);
      await buildah(...inside(config.Healthcheck.Test.slice(1)));
      log("the image's own look at its health says so too");
    } finally {
      await end(launched);
    }
  } finally {
    await buildah('rm', container);
    await Promise.all([postgres.stop(), redis.stop()]);
    await wipePostgres(directory);
    await rm(directory, { recursive: true, force: true });
  }
}

const isAlive = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );

/** With all that it has started: it has a session of its own. */
async function end({ pid, exited }: Launched): Promise<void> {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
  await exited;
}
