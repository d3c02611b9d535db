import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { isLong } from './testkit/src/amount.ts';
import { LongestFirst } from './testkit/src/longest-first.ts';

// The lanes run one after the other. docs/testing.md describes the purpose and the cost of each.
//
//   unit           pure code: no server, no process, no database. One worker per processor.
//   integration    one service or package on a real Postgres and Redis. All files share both servers.
//   redis-cluster  some of the event log's integration tests once more, on a Redis Cluster.
//   e2e            the whole system as processes. Each file starts its own system; the code is bundled once for all.

const INTEGRATION = '**/*.integration.test.ts';
const E2E = 'e2e/tests/**/*.e2e.test.ts';
const SERVERS = './testkit/src/servers.ts';
/** Files that are long by nature: they run every night, by `npm run test:long`. */
const LONG = '**/*.long.*';
const exclude = [...configDefaults.exclude, '**/.dev/**', ...(isLong ? [] : [LONG])];

const cores = Math.max(2, availableParallelism());
/**
 * Some integration and e2e tests wait, so these lanes have more workers than there are processors. Each worker imports all modules
 * for itself, so a worker more costs some seconds of processor time.
 */
const workers = { unit: cores, integration: cores + 2, e2e: cores + 1 };

/** Limits for a test whose awaited event never comes. They are long, because the machine may be very busy. */
const patience = { testTimeout: 120_000, hookTimeout: 180_000, expect: { poll: { timeout: 60_000 } } };
/**
 * The files of one worker share their imported modules, because loading the modules takes longer than most of these tests.
 */
const shared = { ...patience, isolate: false };

// Node loads graphql's CommonJS build, but Vite would load its ES modules for our files. Two instances of graphql reject
// each other's objects, so the alias makes Vite load the CommonJS build too.
const resolve = {
  alias: [
    {
      find: /^graphql$/,
      replacement: createRequire(new URL('./schema/package.json', import.meta.url)).resolve('graphql'),
    },
  ],
};

/** Tests read these files but do not import them. `--changed` runs all tests when one of these files has changed. */
const forceRerunTriggers = [
  ...configDefaults.forceRerunTriggers,
  '**/pnpm-lock.yaml',
  '**/*.{graphql,sql,yaml,yml,md,py,svg,html,pml}',
  '**/{Dockerfile,.env.example}',
];

/** Files that run once more on a Redis Cluster. The long run has those that wait most. */
const ON_CLUSTER = ['relay', 'redrive', 'tail', ...(isLong ? ['consumer', 'consumer-replicas'] : [])];

export default defineConfig({
  test: {
    forceRerunTriggers,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        resolve,
        test: {
          ...shared,
          name: 'unit',
          include: ['**/tests/**/*.test.ts'],
          exclude: [...exclude, INTEGRATION, E2E],
          maxWorkers: workers.unit,
          sequence: { groupOrder: 0 },
        },
      },
      {
        resolve,
        test: {
          ...shared,
          name: 'integration',
          include: [INTEGRATION],
          exclude,
          globalSetup: SERVERS,
          maxWorkers: workers.integration,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve,
        test: {
          ...shared,
          name: 'redis-cluster',
          include: [`packages/eventlog/tests/{${ON_CLUSTER.join()}}.integration.test.ts`],
          exclude,
          globalSetup: [SERVERS, './testkit/src/cluster-server.ts'],
          maxWorkers: workers.integration,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve,
        test: {
          ...shared,
          name: 'e2e',
          include: [E2E],
          exclude,
          globalSetup: [SERVERS, './e2e/support/bundled-once.ts'],
          maxWorkers: workers.e2e,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
