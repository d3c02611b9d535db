import { cruise, type ICruiseOptions, type IForbiddenRuleType } from 'dependency-cruiser';
import { access, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newFolder } from '../src/folders.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const { default: config } = (await import(join(repository, '.dependency-cruiser.mjs'))) as {
  default: { forbidden: (IForbiddenRuleType & { name: string })[]; options: ICruiseOptions };
};

/** A small repository: the path and the text of each file. */
type Tree = Readonly<Record<string, string>>;

interface Case {
  /** A tree that breaks the rule. */
  readonly broken: Tree;
  /** The most similar tree that the rule must allow. */
  readonly kept?: Tree;
}

/** The packages in every tree. `@movecall/values` is a link to `packages/values`, as pnpm creates it. */
const INSTALLED: Tree = {
  'package.json': '{ "name": "root" }',
  'node_modules/postgres/package.json': '{ "name": "postgres", "main": "index.js" }',
  'node_modules/postgres/index.js': 'module.exports = {};',
  'packages/values/package.json':
    '{ "name": "@movecall/values", "exports": { "./tel": "./src/tel.ts" }, "dependencies": {} }',
  'packages/values/src/tel.ts': 'export const tel = 1;',
};
const module = 'export const one = 1;\nexport type One = 1;';
const imports = (path: string): string => `import { one } from '${path}';\nexport const two = one;`;
const importsType = (path: string): string => `import type { One } from '${path}';\nexport type Two = One;`;

const cases: Readonly<Record<string, Case>> = {
  'no-circular': {
    broken: { 'router/src/a.ts': imports('./b.ts'), 'router/src/b.ts': imports('./a.ts') + '\n' + module },
    kept: { 'router/src/a.ts': importsType('./b.ts'), 'router/src/b.ts': importsType('./a.ts') },
  },
  unresolvable: { broken: { 'router/src/a.ts': imports('./nowhere.ts') } },
  'no-undeclared-dependency': {
    broken: { 'router/package.json': '{ "dependencies": {} }', 'router/src/a.ts': imports('postgres') },
    kept: {
      'router/package.json': '{ "dependencies": { "postgres": "1" } }',
      'router/src/a.ts': imports('postgres'),
    },
  },
  'one-door': {
    broken: { 'router/src/a.ts': imports('../../packages/values/src/tel.ts') },
    kept: {
      'router/package.json': '{ "dependencies": { "@movecall/values": "workspace:*" } }',
      'router/src/a.ts': imports('@movecall/values/tel'),
    },
  },
  'services-are-islands': {
    broken: {
      'subgraphs/call/src/a.ts': importsType('../../manage/src/b.ts'),
      'subgraphs/manage/src/b.ts': module,
    },
    kept: { 'subgraphs/call/src/a.ts': imports('./b.ts'), 'subgraphs/call/src/b.ts': module },
  },
  'packages-know-no-domain': {
    broken: { 'packages/http/src/a.ts': imports('../../../schema/events.ts'), 'schema/events.ts': module },
    kept: { 'packages/http/src/a.ts': imports('../../values/src/tel.ts') },
  },
  'schema-knows-no-service': {
    broken: { 'schema/events.ts': imports('../router/src/a.ts'), 'router/src/a.ts': module },
    kept: { 'schema/events.ts': imports('../packages/values/src/tel.ts') },
  },
  'services-need-no-tools': {
    broken: { 'notifier/src/a.ts': imports('../../testkit/src/client.ts'), 'testkit/src/client.ts': module },
    kept: { 'notifier/tests/a.ts': imports('../../testkit/src/client.ts'), 'testkit/src/client.ts': module },
  },
  'the-page-is-a-client': {
    broken: {
      'web/src/a.ts': imports('../../packages/values/src/places.ts'),
      'packages/values/src/places.ts': module,
    },
    kept: {
      'web/src/a.ts': imports('../../packages/values/src/days.ts'),
      'packages/values/src/days.ts': module,
    },
  },
  'tools-start-services-as-processes': {
    broken: { 'dev/src/a.ts': imports('../../sandbox/src/service.ts'), 'sandbox/src/service.ts': module },
    kept: { 'dev/src/a.ts': importsType('../../sandbox/src/message.ts'), 'sandbox/src/message.ts': module },
  },
  'only-main-reads-the-environment': {
    broken: { 'router/src/service.ts': imports('./config.ts'), 'router/src/config.ts': module },
    kept: { 'router/src/main.ts': imports('./config.ts'), 'router/src/config.ts': module },
  },
  'nobody-imports-main': {
    broken: { 'e2e/runs/a.ts': imports('../../sandbox/src/main.ts'), 'sandbox/src/main.ts': module },
    kept: { 'e2e/runs/a.ts': imports('../../sandbox/src/service.ts'), 'sandbox/src/service.ts': module },
  },
  'src-never-imports-tests': {
    broken: { 'router/src/a.ts': imports('../tests/b.ts'), 'router/tests/b.ts': module },
    kept: { 'router/tests/a.ts': imports('../src/b.ts'), 'router/src/b.ts': module },
  },
  'tests-share-the-test-kit-only': {
    broken: {
      'bench/a.ts': imports('../router/tests/support/b.ts'),
      'router/tests/support/b.ts': module,
    },
    kept: { 'router/tests/a.test.ts': imports('./support/b.ts'), 'router/tests/support/b.ts': module },
  },
  'resolvers-do-not-query': {
    broken: {
      'subgraphs/call/src/resolvers.ts': imports('./tables.ts'),
      'subgraphs/call/src/tables.ts': module,
    },
    kept: { 'subgraphs/call/src/resolvers.ts': imports('./store.ts'), 'subgraphs/call/src/store.ts': module },
  },
  'deciding-is-pure': {
    broken: { 'subgraphs/assign/src/dispatch/dispatch.ts': imports('postgres') },
    kept: { 'subgraphs/assign/src/dispatch/dispatch.ts': importsType('postgres') },
  },
};

/** The files that contain decisions. Each must exist, and the rule `deciding-is-pure` must apply to it. */
const DECISIONS = [
  'subgraphs/call/src/call/call.ts',
  'subgraphs/call/src/acceptance/attempt.ts',
  'subgraphs/call/src/sign-in/sign-in.ts',
  'subgraphs/call/src/acceptance/move-request.ts',
  'subgraphs/call/src/text-input.ts',
  'subgraphs/call/src/call/visibility.ts',
  'subgraphs/call/src/user-errors.ts',
  'subgraphs/call/src/call/waiting-texts.ts',
  'subgraphs/manage/src/order/order.ts',
  'subgraphs/manage/src/visibility.ts',
  'subgraphs/assign/src/assignment/assignment.ts',
  'subgraphs/assign/src/assignment/visibility.ts',
  'subgraphs/assign/src/mover/mover.ts',
  'subgraphs/assign/src/dispatch/dispatch.ts',
  'notifier/src/delivery.ts',
  'notifier/src/delivery-outcome.ts',
  'notifier/src/delivery-policy.ts',
  'notifier/src/delivery-sending.ts',
  'notifier/src/delivery-state.ts',
  'notifier/src/messages.ts',
];

let folder: string;
beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Writes a tree and returns the names of the rules that it breaks. */
async function brokenRules(name: string, tree: Tree): Promise<string[]> {
  const root = join(folder, name);
  for (const [path, text] of Object.entries({ ...INSTALLED, ...tree })) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  await mkdir(join(root, 'node_modules/@movecall'), { recursive: true });
  await symlink('../../packages/values', join(root, 'node_modules/@movecall/values'));
  const { tsConfig: _, ...options } = config.options;
  const result = await cruise(
    Object.keys(tree).filter((path) => path.endsWith('.ts')),
    {
      ...options,
      baseDir: root,
      validate: true,
      ruleSet: { forbidden: config.forbidden },
    },
  );
  if (typeof result.output === 'string') throw new Error(result.output);
  return result.output.summary.violations.map(({ rule }) => rule.name);
}

test('every rule has a case', () => {
  expect(Object.keys(cases).toSorted()).toEqual(config.forbidden.map(({ name }) => name).toSorted());
});

test.each(Object.entries(cases))('%s rejects a tree that breaks it', async (rule, { broken }) => {
  expect(await brokenRules(`${rule}-broken`, broken)).toContain(rule);
});

test.each(Object.entries(cases).filter(([, { kept }]) => kept))(
  '%s accepts the most similar allowed tree',
  async (rule, { kept }) => {
    expect(await brokenRules(`${rule}-kept`, kept!)).not.toContain(rule);
  },
);

test.each(DECISIONS)('%s may not import a database', async (path) => {
  await access(join(repository, path));
  expect(await brokenRules(path.replaceAll('/', '-'), { [path]: imports('postgres') })).toContain(
    'deciding-is-pure',
  );
});
