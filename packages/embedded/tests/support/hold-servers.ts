import { startPostgres } from '../../src/postgres.ts';
import { startRedis } from '../../src/redis.ts';

/** Starts the servers named in the arguments, prints their addresses, and stops them when standard input ends. */
const [directory = '', ...names] = process.argv.slice(2);
const log = () => undefined;
const starters = {
  postgres: () => startPostgres({ directory, log, durable: false }),
  redis: () => startRedis({ directory, log }),
};
const servers = await Promise.all((names as (keyof typeof starters)[]).map((name) => starters[name]()));
console.log(JSON.stringify(servers.map(({ pid, url }) => ({ pid, url }))));
process.stdin.once(
  'end',
  () => void Promise.all(servers.map((server) => server.stop())).then(() => process.exit(0)),
);
process.stdin.resume();
