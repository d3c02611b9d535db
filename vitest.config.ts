import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

const INTEGRATION = '**/*.integration.test.ts';
const E2E = 'e2e/tests/**/*.e2e.test.ts';
const SERVERS = './testkit/src/servers.ts';
/** How long what is waited for may take: the machine may be busy with something else. */
const patience = { testTimeout: 30_000, hookTimeout: 60_000, expect: { poll: { timeout: 10_000 } } };
/** On two cores vitest would have one, and much of what tests take is waiting. */
const maxWorkers = Math.max(2, availableParallelism() - 1);
const exclude = [...configDefaults.exclude, '**/.dev/**'];

// Node gives everyone graphql's CommonJS build, Vite would give our files its ES modules; two instances refuse each other.
const resolve = {
  alias: [
    {
      find: /^graphql$/,
      replacement: createRequire(new URL('./schema/package.json', import.meta.url)).resolve('graphql'),
    },
  ],
};

export default defineConfig({
  test: {
    // One group after the other: what the later ones measure is not to be slowed down by the earlier ones.
    projects: [
      {
        resolve,
        test: {
          ...patience,
          name: 'unit',
          include: ['**/tests/**/*.test.ts'],
          exclude: [...exclude, INTEGRATION, E2E],
          maxWorkers,
          sequence: { groupOrder: 0 },
        },
      },
      {
        resolve,
        test: {
          ...patience,
          name: 'integration',
          include: [INTEGRATION],
          exclude,
          globalSetup: SERVERS,
          maxWorkers,
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
          globalSetup: SERVERS,
          // Each file brings up the whole system.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
