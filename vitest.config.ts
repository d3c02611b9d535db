import { createRequire } from 'node:module';
import { configDefaults, defineConfig } from 'vitest/config';

const INTEGRATION = '**/*.integration.test.ts';
const E2E = 'e2e/tests/**/*.e2e.test.ts';
const SERVERS = './e2e/support/servers.ts';
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
          name: 'unit',
          include: ['**/tests/**/*.test.ts'],
          exclude: [...exclude, INTEGRATION, E2E],
          sequence: { groupOrder: 0 },
        },
      },
      {
        resolve,
        test: {
          name: 'integration',
          include: [INTEGRATION],
          exclude,
          globalSetup: SERVERS,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve,
        test: {
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
