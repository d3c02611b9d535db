/**
 * Delivers events to many WebSockets: the router beside plain graphql-ws, which executes each event for each subscriber. The
 * servers and the sockets run in processes of their own. Both servers read the same Redis stream, and take turns.
 *
 *   node --import tsx bench/fanout.ts [subscribers, 1000] [events, 200] [--quick]
 *
 * - same call: all subscribers follow one call, and all of its events are published at once
 * - different calls: each subscriber follows a call of its own, with a quarter of the events each
 * - paced: 20,000 deliveries per second; measures the time from the event to its arrival
 *
 * The last line is one JSON object.
 */
import { startRedis } from '@movecall/embedded/redis';
import { createLoginTokenIssuer } from '@movecall/identity/login-token';
import { exportJWK, generateKeyPair } from 'jose';
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { bundleOf, bundleServices } from '@movecall/dev/bundles';
import { percentile } from '@movecall/testkit/statistics';
import { startSubgraphs } from '@movecall/testkit/fake-subgraphs';
import { ask, type Counted, type ServerOptions, type Variant } from './fanout/ipc-messages.ts';
import { createPublisher } from './fanout/publisher.ts';
import { median } from './figures.ts';

const numbers = process.argv.slice(2).filter((argument) => /^\d+$/.test(argument));
const quick = process.argv.includes('--quick');
const SUBSCRIBERS = Number(numbers[0] ?? 1_000);
const EVENTS = Number(numbers[1] ?? (quick ? 100 : 200));
const ROUNDS = quick ? 2 : 5;
const PACE = 20_000;
const PACED_SECONDS = quick ? 5 : 10;
const VARIANTS: readonly Variant[] = ['ours', 'graphql-ws'];
const STREAM_PREFIX = 'bench';

interface Figures {
  readonly perSecond: number;
  readonly cpuMicros: number;
  readonly p50: number;
  readonly p99: number;
}

const directory = await mkdtemp(join(tmpdir(), 'movecall-fanout-'));
const here = (file: string): string => fileURLToPath(new URL(`./fanout/${file}.ts`, import.meta.url));
// Bundled as for a deployment: tsx gives every function a name property, which costs 256 bytes each.
await bundleServices({ server: here('server'), subscribers: here('subscribers') }, directory);

const children: ChildProcess[] = [];
function start(name: 'server' | 'subscribers'): ChildProcess {
  const child = fork(bundleOf(directory, name), { execArgv: ['--expose-gc'] });
  children.push(child);
  return child;
}

const redis = await startRedis({ directory, log: () => undefined });
const stream = `${STREAM_PREFIX}:call`;
const identityKey = new Uint8Array(randomBytes(32));
const subgraphs = await startSubgraphs(identityKey);
const publisher = createPublisher(redis.url, stream);
const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
const issuer = await createLoginTokenIssuer({ ...(await exportJWK(pair.privateKey)), kid: 'bench' });
const operator = { id: randomUUID(), role: 'OPERATOR', moverId: null, sessionId: randomUUID() } as const;
const { token } = await issuer.issue(operator, new Date());
const env = {
  HOST: '127.0.0.1',
  PORT: '0',
  LOG_LEVEL: 'silent',
  IDENTITY_KEY: Buffer.from(identityKey).toString('base64'),
  CALL_URL: subgraphs.urls.call,
  MANAGE_URL: subgraphs.urls.manage,
  ASSIGN_URL: subgraphs.urls.assign,
  LOGIN_PUBLIC_KEY: JSON.stringify({ ...(await exportJWK(pair.publicKey)), kid: 'bench' }),
  REDIS_URL: redis.url,
  STREAM_PREFIX,
  PUBLIC_URL: 'https://movecall.example',
  RATE_PER_IDENTITY: '1000000',
  RATE_PER_ADDRESS: '1000000',
  // All sockets belong to one operator.
  SOCKETS_PER_IDENTITY: '100000',
  SUBSCRIPTIONS_PER_IDENTITY: '100000',
};

async function closeAll(): Promise<void> {
  for (const child of children) child.kill('SIGKILL');
  publisher.close();
  await subgraphs.close();
  await redis.stop();
  await rm(directory, { recursive: true });
}
process.once('SIGINT', () => void closeAll().then(() => process.exit(130)));

/** Adds calls at version 1 to the fake subgraph of call. */
const addCalls = (count: number): string[] =>
  Array.from({ length: count }, () => {
    const id = randomUUID();
    const at = new Date().toISOString();
    const state = { version: 1, status: 'ASSIGNING', at } as const;
    subgraphs.calls.set(id, { id, ownerId: id, mover: null, moverId: null, timeline: [state], ...state });
    return id;
  });

/** Resolves when counting has begun. The promise is in an object, so that awaiting this function does not await the count. */
async function beginCount(expected: number): Promise<{ counted: Promise<Counted> }> {
  await ask(load, { kind: 'count', expected });
  const counted = new Promise<Counted>((resolve) => load.once('message', resolve));
  return { counted };
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

interface Server {
  readonly child: ChildProcess;
  readonly url: string;
}

async function startServer(variant: Variant): Promise<Server> {
  const child = start('server');
  const options: ServerOptions = { variant, redisUrl: redis.url, stream, env };
  return { child, url: await ask<string>(child, options) };
}

const servers: Record<Variant, Server> = {
  ours: await startServer('ours'),
  'graphql-ws': await startServer('graphql-ws'),
};
const load = start('subscribers');

/** One round: all sockets subscribe, `publish` publishes, and the round ends with the last delivery. */
async function round(
  variant: Variant,
  ids: readonly string[],
  expected: number,
  publish: () => Promise<unknown>,
): Promise<Figures> {
  const server = servers[variant];
  await ask(load, { kind: 'open', url: server.url, token, ids });
  const before = await ask<number>(server.child, 'cpu');
  const { counted } = await beginCount(expected);
  const begin = Date.now();
  await publish();
  const { deliveries, lastAt, latencies } = await counted;
  const after = await ask<number>(server.child, 'cpu');
  await ask(load, { kind: 'close' });
  return {
    perSecond: deliveries / ((lastAt - begin) / 1000),
    cpuMicros: (after - before) / deliveries,
    p50: percentile(latencies, 0.5) ?? Number.NaN,
    p99: percentile(latencies, 0.99) ?? Number.NaN,
  };
}

function sameCall(variant: Variant, subscribers = SUBSCRIBERS, events = EVENTS): Promise<Figures> {
  const [id = ''] = addCalls(1);
  const ids = Array.from({ length: subscribers }, () => id);
  const all = Array.from({ length: events }, () => id);
  return round(variant, ids, subscribers * events, () => publisher.publish(all));
}

function differentCalls(variant: Variant): Promise<Figures> {
  const ids = addCalls(SUBSCRIBERS);
  const events = Math.ceil(EVENTS / 4);
  const all = Array.from({ length: events }, () => ids).flat();
  return round(variant, ids, SUBSCRIBERS * events, () => publisher.publish(all));
}

function paced(variant: Variant): Promise<Figures> {
  const [id = ''] = addCalls(1);
  const ids = Array.from({ length: SUBSCRIBERS }, () => id);
  const everyMs = (SUBSCRIBERS / PACE) * 1000;
  const events = Math.round((PACED_SECONDS * 1000) / everyMs);
  return round(variant, ids, SUBSCRIBERS * events, async () => {
    const begin = Date.now();
    for (let event = 0; event < events; event += 1) {
      await pause(Math.max(0, begin + event * everyMs - Date.now()));
      await publisher.publish([id]);
    }
  });
}

/** Measures a new process: a used one would reuse freed memory, which hides the growth. */
async function idleBytes(variant: Variant): Promise<number> {
  const { child, url } = await startServer(variant);
  await ask(load, { kind: 'open', url, token, ids: addCalls(100) });
  await ask(load, { kind: 'close' });
  const before = await ask<number>(child, 'memory');
  await ask(load, { kind: 'open', url, token, ids: addCalls(SUBSCRIBERS) });
  // By now the sign-in timers of the sockets have ended.
  await pause(3_500);
  const after = await ask<number>(child, 'memory');
  await ask(load, { kind: 'close' });
  child.kill('SIGKILL');
  return (after - before) / SUBSCRIBERS;
}

const medianOf = (figures: readonly Figures[]): Figures => ({
  perSecond: median(figures.map(({ perSecond }) => perSecond)),
  cpuMicros: median(figures.map(({ cpuMicros }) => cpuMicros)),
  p50: median(figures.map(({ p50 }) => p50)),
  p99: median(figures.map(({ p99 }) => p99)),
});

/** Runs the rounds of the variants in turn. */
async function measure<T>(
  name: string,
  rounds: number,
  run: (variant: Variant) => Promise<T>,
): Promise<Record<Variant, T[]>> {
  const results: Record<Variant, T[]> = { ours: [], 'graphql-ws': [] };
  for (let index = 0; index < rounds; index += 1) {
    for (const variant of VARIANTS) {
      say(`${name}, round ${index + 1} of ${rounds}: ${variant}`);
      results[variant].push(await run(variant));
    }
  }
  return results;
}

try {
  const idle = await measure('idle subscribers', quick ? 2 : 3, idleBytes);
  await measure('warm-up', 2, (variant) => sameCall(variant, 100, 200));
  const same = await measure('same call', ROUNDS, (variant) => sameCall(variant));
  const different = await measure('different calls', ROUNDS, differentCalls);
  const pacedFigures = await measure('paced', quick ? 1 : 3, paced);

  const table = VARIANTS.map((variant) => ({
    variant,
    same: medianOf(same[variant]),
    different: medianOf(different[variant]),
    paced: medianOf(pacedFigures[variant]),
    idleKb: median(idle[variant]) / 1024,
  }));
  console.log(`${SUBSCRIBERS} subscribers, ${EVENTS} events, medians of ${ROUNDS} rounds`);
  console.table(
    Object.fromEntries(
      table.map((row) => [
        row.variant,
        {
          'same call: deliveries/s': Math.round(row.same.perSecond),
          'µs CPU each': Number(row.same.cpuMicros.toFixed(1)),
          'different calls: deliveries/s': Math.round(row.different.perSecond),
          'µs CPU each ': Number(row.different.cpuMicros.toFixed(1)),
          'p50 ms at 20,000/s': row.paced.p50,
          'p99 ms at 20,000/s': row.paced.p99,
          'KB RSS per idle subscriber': Number(row.idleKb.toFixed(1)),
        },
      ]),
    ),
  );
  const [ours, plain] = table as [(typeof table)[number], (typeof table)[number]];
  const ratio = (a: number, b: number): number => Number((a / b).toFixed(2));
  console.log(
    JSON.stringify({
      sameCallVsGraphqlWs: ratio(ours.same.perSecond, plain.same.perSecond),
      differentCallsVsGraphqlWs: ratio(ours.different.perSecond, plain.different.perSecond),
      cpuSameCallVsGraphqlWs: ratio(plain.same.cpuMicros, ours.same.cpuMicros),
      idleVsGraphqlWs: ratio(plain.idleKb, ours.idleKb),
      sameCallPerSecond: Math.round(ours.same.perSecond),
      differentCallsPerSecond: Math.round(ours.different.perSecond),
      cpuMicrosSameCall: Number(ours.same.cpuMicros.toFixed(1)),
      cpuMicrosDifferentCalls: Number(ours.different.cpuMicros.toFixed(1)),
      p99MsAt20000: ours.paced.p99,
      p99MsAt20000GraphqlWs: plain.paced.p99,
      idleKb: Number(ours.idleKb.toFixed(1)),
    }),
  );
} finally {
  await closeAll();
}
