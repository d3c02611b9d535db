import { keptSecrets } from '@movecall/dev/secrets';
import { services } from '@movecall/dev/services';
import { lastLines } from '@movecall/embedded/logs';
import { freePort } from '@movecall/embedded/ports';
import { startPostgres, wipePostgres } from '@movecall/embedded/postgres';
import { launch, type Launched, until } from '@movecall/embedded/processes';
import { startRedis } from '@movecall/embedded/redis';
import { seconds } from '@movecall/values/duration';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildah, buildahEnv } from './offline-image.ts';

const ALIVE_WITHIN_MS = 30_000;

/** The part of an image's configuration that says how to run it. */
interface ImageConfig {
  readonly User: string;
  readonly Entrypoint: readonly string[];
  /** `CMD`, followed by the command. */
  readonly Healthcheck: { readonly Test: readonly string[] };
}

/**
 * Starts an image with its own entrypoint, on a Postgres and a Redis of its own. Waits until `/healthz` answers, then runs the
 * image's own health check.
 *
 * @throws Error when `/healthz` does not answer in time, with the end of the log
 */
export async function smokeTestImage(
  service: string,
  image: string,
  log: (line: string) => void,
): Promise<void> {
  if (services[service] === undefined) return log(`${service} is a command: there is no /healthz to check`);
  const directory = await mkdtemp(join(tmpdir(), 'movecall-image-'));
  // Started by root, Postgres runs as another user, who must be able to enter.
  await chmod(directory, 0o755);
  const silent = () => undefined;
  const [postgres, redis] = await Promise.all([
    startPostgres({ directory, log: silent, durable: false }),
    startRedis({ directory, log: silent }),
  ]);
  const container = await buildah('from', image);
  try {
    const port = await freePort();
    const variables = await variablesOf(service, port, postgres.url, redis.url, directory);
    const logFile = join(directory, 'image.log');
    await checkHealth({ service, image, container, variables, port, logFile }, log);
  } finally {
    await buildah('rm', container);
    await Promise.all([postgres.stop(), redis.stop()]);
    await wipePostgres(directory);
    await rm(directory, { recursive: true, force: true });
  }
}

/** The environment of the container. The other services do not run: their origins lead to a closed port. */
async function variablesOf(
  service: string,
  port: number,
  postgresUrl: string,
  redisUrl: string,
  directory: string,
): Promise<Record<string, string>> {
  const nowhere = Object.fromEntries(Object.keys(services).map((name) => [name, 'http://127.0.0.1:9']));
  return {
    ...services[service]?.env({
      origins: nowhere,
      postgresUrl,
      redisUrl,
      secrets: await keptSecrets(directory),
      directory: '/tmp',
      env: {},
    }),
    ...(service === 'router' && { WEB_ROOT: '/app/web' }),
    PORT: String(port),
  };
}

interface Container {
  readonly service: string;
  readonly image: string;
  /** buildah's name of the container. */
  readonly container: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly port: number;
  readonly logFile: string;
}

async function checkHealth(
  { service, image, container, variables, port, logFile }: Container,
  log: (line: string) => void,
): Promise<void> {
  const inspected = JSON.parse(await buildah('inspect', '--type', 'image', image)) as {
    readonly Docker: { readonly config: ImageConfig };
  };
  const { config } = inspected.Docker;
  const runInside = (command: readonly string[]): string[] => [
    'run',
    ...Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    container,
    '--',
    ...command,
  ];
  const since = performance.now();
  const args = runInside(config.Entrypoint);
  const launched = await launch({ command: 'buildah', args, env: buildahEnv, logFile });
  try {
    const alive = await until(() => isAlive(port), ALIVE_WITHIN_MS);
    if (!alive)
      throw new Error(
        `/healthz of ${service} does not answer. The end of the image's log:\n${lastLines(logFile)}`,
      );
    log(`/healthz answers after ${seconds(performance.now() - since)}, as user ${config.User}`);
    await buildah(...runInside(config.Healthcheck.Test.slice(1)));
    log("the image's own health check passes");
  } finally {
    await endSession(launched);
  }
}

const isAlive = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );

/** Ends a process and all processes that it has started, which share its session. */
async function endSession({ pid, exited }: Launched): Promise<void> {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
  await exited;
}
