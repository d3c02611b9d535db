import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { textOf } from '@movecall/testkit/configurations';
import { repositoryFiles } from './support/repository-files.ts';

/** All documents and workflows of the repository. */
const documents = repositoryFiles.filter(
  (path) =>
    path.endsWith('.md') || path.startsWith('.github/') || ['compose.yaml', 'Dockerfile'].includes(path),
);
const texts = await Promise.all(documents.map(async (path) => [path, await textOf(path)] as const));

/** The names of the scripts in a folder's package.json; none without one. */
async function scriptsOf(folder: string): Promise<string[]> {
  const text = await textOf(join(folder, 'package.json')).catch(() => '{}');
  const { scripts = {} } = JSON.parse(text) as { scripts?: Record<string, string> };
  return Object.keys(scripts);
}
const scripts = await scriptsOf('.');

interface Command {
  readonly name: string;
  /** Of `cd FOLDER && npm run …`. */
  readonly folder: string | undefined;
}

/** The commands after `npm run`. A name that a workflow composes of a matrix value becomes all its possible names. */
const commandsIn = (text: string): Command[] =>
  [
    ...text.matchAll(
      /(?:cd\s+(\S+)\s+&&\s+)?npm\s+run\s+(?:-s\s+|--silent\s+)?([a-z][\w:-]*)(\$\{\{ matrix\.project)?/g,
    ),
  ].flatMap(([, folder, name = '', isComposed]) =>
    (isComposed
      ? ['unit', 'integration', 'e2e'].map((project) => name + project)
      : [name.replace(/:$/, '')]
    ).map((each) => ({ name: each, folder })),
  );

test('every npm command that a document or a workflow names exists', async () => {
  const named = await Promise.all(
    texts.flatMap(([path, text]) =>
      commandsIn(text).map(async ({ name, folder }) => {
        // A package's README may also name the scripts of the package.
        const known =
          folder === undefined ? [...scripts, ...(await scriptsOf(dirname(path)))] : await scriptsOf(folder);
        return { name, path, exists: known.includes(name) };
      }),
    ),
  );
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter(({ exists }) => !exists)).toEqual([]);
});

test('a command that does not exist is noticed', async () => {
  const found = commandsIn(
    '`npm run no-such`, cd web && npm run nor-this and npm run test:${{ matrix.project }}',
  );
  expect(found.map(({ name }) => name)).toEqual([
    'no-such',
    'nor-this',
    'test:unit',
    'test:integration',
    'test:e2e',
  ]);
  expect(found.map(({ folder }) => folder)).toEqual([undefined, 'web', undefined, undefined, undefined]);
  expect(await scriptsOf('web')).toContain('dev');
});

test("every operator's command that a document names exists", async () => {
  const named = new Set(
    texts
      .filter(([path]) => path.endsWith('.md'))
      .flatMap(([, text]) => [...text.matchAll(/(?:`ops|npm run ops --|main\.mjs) ([a-z-]+(?: [a-z]+)?)/g)])
      .map(([, command = '']) => command),
  );
  // The sources with the usage text.
  const usage = (await Promise.all(['dev/src/ops.ts', 'ops/src/command.ts'].map(textOf))).join('\n');
  expect(named.size).toBeGreaterThan(3);
  expect([...named].filter((command) => !usage.includes(`\n  ${command}`))).toEqual([]);
});

test('clusters pull images from the registry that the pipeline pushes to', async () => {
  const { env } = parse(await textOf('.github/workflows/ci.yaml')) as { env: { REGISTRY: string } };
  const { images } = parse(await textOf('k8s/components/registry/kustomization.yaml')) as {
    images: { name: string; newName: string }[];
  };
  for (const { name, newName } of images)
    expect(newName).toBe(`${env.REGISTRY}/${name.replace('movecall/', '')}`);
});
