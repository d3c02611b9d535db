import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { committedManifests } from '../src/committed-manifests.ts';
import type { Manifest } from '../src/documents.ts';
import { problemOf, typedSource } from '../src/models.ts';
import { overlays } from '../src/render.ts';
import { editOf } from './edit.ts';

// Models are compiled when they are first used, and all types of Kubernetes are checked, beside whatever else runs.

const committed = Object.fromEntries(
  await Promise.all(overlays.map(async (overlay) => [overlay, await committedManifests(overlay)] as const)),
);
const file = (name: string): string => fileURLToPath(new URL(`${name}.ts`, import.meta.url));

/** The compiler's errors about manifests, by module. The modules exist in memory only. */
function compile(modules: Readonly<Record<string, readonly Manifest[]>>): Record<string, string[]> {
  const sources = new Map(
    Object.entries(modules).map(([name, manifests]) => [file(name), typedSource(manifests)]),
  );
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile: read } = host;
  host.getSourceFile = (name, ...rest) => {
    const source = sources.get(name);
    return source === undefined
      ? getSourceFile.call(host, name, ...rest)
      : ts.createSourceFile(name, source, rest[0]);
  };
  host.fileExists = (name) => sources.has(name) || fileExists.call(host, name);
  host.readFile = (name) => sources.get(name) ?? read.call(host, name);
  const program = ts.createProgram([...sources.keys()], options, host);
  return Object.fromEntries(
    Object.keys(modules).map((name) => [
      name,
      program
        .getSemanticDiagnostics(program.getSourceFile(file(name)))
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ')),
    ]),
  );
}

describe.each(overlays)('%s', (overlay) => {
  test('every service has a Deployment, and every document is valid by the schema of its kind', () => {
    const manifests = committed[overlay]!;
    expect(manifests.filter(({ kind }) => kind === 'Deployment').length).toBeGreaterThanOrEqual(6);
    expect(manifests.map(problemOf).filter((problem) => problem !== null)).toEqual([]);
  });
});

/** Misspelled optional fields, which only compiling finds. */
const misspelled: readonly (readonly [kind: string, name: string, misspell: (manifest: any) => void])[] = [
  ['Deployment', 'call', ({ spec }) => (spec.template.spec.containers[0].livenessProbe.failureTreshold = 3)],
  ['ScaledObject', 'call', ({ spec }) => (spec.minReplicas = 2)],
  ['HTTPRoute', 'router', ({ spec }) => (spec.rules[1].timeout = { request: '0s' })],
  ['PodDisruptionBudget', 'call', ({ spec }) => (spec.maxUnavailible = 1)],
  ['NetworkPolicy', 'call', ({ spec }) => (spec.egres = [])],
  ['BackendTrafficPolicy', 'router', ({ spec }) => (spec.circuitBreaker.maxRequests = 65_536)],
];

test('every field of the manifests exists in the types, and a misspelled one is reported', () => {
  const broken = misspelled.map(([kind, name, misspell]) => {
    const manifest = editOf(committed['production']!)(kind, name);
    misspell(manifest);
    return [`broken-${kind}`, [manifest]] as const;
  });
  // One program for all, because most of the time goes into reading the models.
  const said = compile({ ...committed, ...Object.fromEntries(broken) });
  for (const overlay of overlays) expect(said[overlay]).toEqual([]);
  for (const [name] of broken) expect(said[name]!.join(), name).toContain('does not exist');
});

const editable = (all: Manifest[]) => (kind: string, name: string) =>
  all.find((manifest) => manifest.kind === kind && manifest.metadata.name === name) as any;

test.each([
  [
    'a required field is missing',
    (all: Manifest[]) => delete editable(all)('Deployment', 'call').spec.selector,
  ],
  ['a number is a text', (all: Manifest[]) => (editable(all)('Service', 'call').spec.ports[0].port = '8080')],
  [
    'a trigger names a number',
    (all: Manifest[]) => (editable(all)('ScaledObject', 'call').spec.triggers[1].metadata.lagCount = 5),
  ],
  [
    'a limit of the gateway is a text',
    (all: Manifest[]) =>
      (editable(all)('BackendTrafficPolicy', 'router').spec.circuitBreaker.maxConnections = '65536'),
  ],
  [
    'a policy of the gateway has no target',
    (all: Manifest[]) => delete editable(all)('BackendTrafficPolicy', 'router').spec.targetRefs,
  ],
  ['a kind has no model', (all: Manifest[]) => (editable(all)('Service', 'call').kind = 'Servise')],
])('the models report that %s', (_what, breakIt) => {
  const { all } = editOf(committed['production']!);
  breakIt(all);
  expect(all.map(problemOf).filter((problem) => problem !== null)).toHaveLength(1);
});
