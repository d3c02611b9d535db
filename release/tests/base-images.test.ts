import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { textOf } from '@movecall/testkit/configurations';

/**
 * Images of others that are named by a tag, which may lead to another image tomorrow. A digest has to be read from the registry
 * (`docker buildx imagetools inspect IMAGE`); the registries could not be reached where these files were written. Append
 * `@sha256:…` to the image and delete its line here.
 */
const UNPINNED = [
  'docker/dockerfile:1',
  'gcr.io/distroless/nodejs24-debian13:nonroot',
  'node:24-trixie-slim',
  'postgres:18',
  'postgres:18.1-bookworm',
  'redis:8',
  'redis:8.2.2-bookworm',
];

const PINNED = /@sha256:[0-9a-f]{64}$/;

/** The images that a Dockerfile pulls: its syntax, its stages' bases and their defaults. Stages of its own are none. */
function pulledBy(dockerfile: string): string[] {
  const all = (pattern: RegExp) => [...dockerfile.matchAll(pattern)].map(([, name = '']) => name);
  const stages = new Set(['scratch', ...all(/^FROM .* AS (\S+)$/gm)]);
  const named = [
    ...all(/^# syntax=(\S+)$/gm),
    ...all(/^ARG BASE=(\S+)$/gm),
    ...all(/^FROM (\S+)/gm),
    ...all(/--from=(\S+)/g),
  ];
  return named.filter((name) => !stages.has(name) && !name.startsWith('${'));
}

const imagesIn = (manifests: string): string[] =>
  [...manifests.matchAll(/^ *image: *(\S+)$/gm)].map(([, name = '']) => name);

const isOurs = (image: string): boolean => /(?:^|\/)movecall\//.test(image);

test('images of others are pinned by digest, except for the listed ones', async () => {
  const compose = parse(await textOf('compose.yaml'), { merge: true }) as {
    services: Record<string, { image: string }>;
  };
  const used = [
    ...pulledBy(await textOf('Dockerfile')),
    ...Object.values(compose.services).map(({ image }) => image),
    ...imagesIn(await textOf('k8s/rendered/production.yaml')),
    ...imagesIn(await textOf('k8s/rendered/local.yaml')),
  ].filter((image) => !isOurs(image));
  const unpinned = new Set(used.filter((image) => !PINNED.test(image)));
  expect([...unpinned].toSorted()).toEqual(UNPINNED);
});

test('a base, a stage that copies from an image, and the syntax are all seen', () => {
  const digest = `@sha256:${'0'.repeat(64)}`;
  const dockerfile = `# syntax=docker/dockerfile:1
ARG BASE=base:1
FROM node:1${digest} AS build
COPY --from=tools:1 /a /a
FROM \${BASE}
COPY --from=build /b /b
`;
  expect(pulledBy(dockerfile)).toEqual(['docker/dockerfile:1', 'base:1', `node:1${digest}`, 'tools:1']);
});
