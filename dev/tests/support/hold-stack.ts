import { startStack } from '../../src/stack.ts';

/** Runs a whole stack of throwaway services until it is killed. */
const [directory = '', main = ''] = process.argv.slice(2);
const entry = { main, env: () => ({}) };
const stack = await startStack(
  { directory, routerPort: 26_000, sandboxPort: 26_400, fresh: false, log: () => undefined },
  { services: { router: entry, assign: entry, sandbox: entry }, seed: () => Promise.resolve(0) },
);
console.log(JSON.stringify(stack.services()));
