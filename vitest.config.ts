import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { LongestFirst } from './testkit/src/longest-first.ts';

// The lanes, one after the other. docs/testing.md says what each is for and what it costs.
//
//   unit           pure code: no server, no process, no database. A worker for each processor.
//   integration    one service or package on a real Postgres and Redis, which all files share.
//   redis-cluster  the event log's integration tests once more, on a Redis Cluster.
//   e2e            the whole system as processes: each file starts one. Everything is bundled once.

const INTEGRATION = '**/*.integration.test.ts';
const E2E = 'e2e/tests/**/*.e2e.test.ts';
const SERVERS = './testkit/src/servers.ts';
const exclude = [...configDefaults.exclude, '**/.dev/**'];

const cores = Math.max(2, availableParallelism());
/** Tests of these lanes wait for most of their time: more of them than there are processors run side by side. */
const workers = { unit: cores, integration: cores + 2, e2e: cores + 1 };

/** A test waits for an event. These limits only end a test whose event never comes, on a machine that may be very busy. */
const patience = { testTimeout: 120_000, hookTimeout: 180_000, expect: { poll: { timeout: 60_000 } } };
/** Files of a worker share what they import: loading it takes longer than most of these tests. */
const shared = { ...patience, isolate: false };

// Node gives everyone graphql's CommonJS build, Vite would give our files its ES modules; two instances refuse each other.
const resolve = {
  alias: [
    {
      find: /^graphql$/,
      replacement: createRequire(new URL('./schema/package.json', import.meta.url)).resolve('graphql'),
    },
  ],
};

/** Tests read these files and do not import them: `--changed` runs everything when one of them has changed. */
const forceRerunTriggers = [
  ...configDefaults.forceRerunTriggers,
  '**/pnpm-lock.yaml',
  '**/*.{graphql,sql,yaml,yml,md,py,svg,html}',
  '**/{Dockerfile,.env.example}',
];

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
          include: [
            'packages/eventlog/tests/{relay,consumer,consumer-replicas,redrive,tail}.integration.test.ts',
          ],
          exclude,
          globalSetup: [SERVERS, './testkit/src/cluster-server.ts'],
          maxWorkers: workers.integration,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve,
        test: {
          ...patience,
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
