import { mkdtemp, chmod, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signIn } from '@movecall/testkit/client';
import { playFoundingScenario } from '@movecall/dev/founding-scenario';
import { seconds } from '@movecall/values/duration';
import { freeDay } from '@movecall/testkit/move-calls';
import { productionNode, versionOf } from './node-binaries.ts';
import { startPostgres, wipePostgres } from '@movecall/embedded/postgres';
import { buildProduction } from './production-build.ts';
import { startProduction } from './production-system.ts';
import { startRedis } from '@movecall/embedded/redis';

/**
 * `npm run production:check`: builds what is deployed, starts each service in its own folder with the Node that images run on,
 * and plays the founding scenario against them. Prints sizes, start times and memory. Exits with 1 when a step fails.
 */
const log = (line: string) => console.log(line);
const directory = await mkdtemp(join(tmpdir(), 'movecall-production-'));
// Started by root, Postgres runs as another user, who must be able to enter.
await chmod(directory, 0o755);
const node = await productionNode(process.env, log);
const built = await buildProduction(join(directory, 'dist'), log);
const [postgres, redis] = await Promise.all([
  startPostgres({ directory, log, durable: false }),
  startRedis({ directory, log }),
]);
let failures = 1;
try {
  const system = await startProduction({
    built: join(directory, 'dist'),
    directory: await mkdtemp(join(directory, 'services-')),
    node,
    postgresUrl: postgres.url,
    redisUrl: redis.url,
    prefix: 'production',
  });
  try {
    const [customer, operator] = await Promise.all([
      signIn(system.addresses, '01012345678'),
      signIn(system.addresses, '01000000000'),
    ]);
    const movingOn = await freeDay(operator, 3, new Date());
    const { done, failed } = await playFoundingScenario({
      customer,
      movingOn,
      log,
      service: system.service,
    });
    failures = failed;
    await Promise.all([customer.close(), operator.close()]);
    log(`\n${done} steps done, ${failed} failed, under Node ${await versionOf(node)}\n`);
    log('           code MB   ready after   memory MB');
    for (const { service, startMs, memory } of await system.figures()) {
      const code = ((built.find((each) => each.service === service)?.code ?? 0) / 1e6).toFixed(2);
      const used = memory === null ? '?' : (memory / 1e6).toFixed(0);
      log(`${service.padEnd(10)}${code.padStart(8)}${seconds(startMs).padStart(14)}${used.padStart(12)}`);
    }
    log(`\noperator's command: ${(await system.ops('stuck')).trim()}`);
  } finally {
    await system.close();
  }
} finally {
  await Promise.all([postgres.stop(), redis.stop()]);
  await wipePostgres(directory);
  await rm(directory, { recursive: true, force: true });
}
process.exit(failures === 0 ? 0 : 1);
