import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createPages } from '../src/page.ts';
import { startRouter, type TestRouter } from '@movecall/testkit/router';

let folder: string;
let router: TestRouter;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'movecall-page-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>이사콜</title>');
  await writeFile(join(folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(folder, 'icon-192.png'), 'png');
  await writeFile(join(folder, 'app.webmanifest'), '{}');
  await writeFile(join(folder, 'service-worker.js'), 'self;');
  await writeFile(join(folder, 'assets', 'app-1a2b.js'), 'export {};');
  await writeFile(join(folder, 'assets', 'app-1a2b.js.br'), brotliCompressSync('export {}; // br'));
  await writeFile(join(folder, 'assets', 'app-1a2b.js.gz'), gzipSync('export {}; // gzip'));
  await writeFile(join(folder, '.made-of'), 'secret');
  router = await startRouter(inject('redisUrl'), { page: { folder, framedBy: 'http://localhost:4400' } });
});
afterAll(async () => {
  await router.close();
  await rm(folder, { recursive: true, force: true });
});

test.each([
  '/',
  '/sign-in',
  '/account',
  '/calls',
  '/calls/0b5c1c5e-0000-4000-8000-00000000000a',
  '/calls/0b5c1c5e-0000-4000-8000-00000000000a/contract',
  '/board',
  '/dispatch',
  '/companies',
  '/price-book',
  '/movers',
  '/team',
  '/quote',
  '/quote/places',
  '/quote/0b5c1c5e-0000-4000-8000-00000000000a',
  '/quote/0b5c1c5e-0000-4000-8000-00000000000a/consent',
])('%s is the page: it is revalidated each time, and its policy allows no foreign scripts', async (path) => {
  const response = await fetch(router.url + path);
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('이사콜');
  expect(response.headers.get('cache-control')).toBe('no-cache');
  const policy = response.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
  expect(policy).toMatch(/frame-ancestors http:\/\/localhost:4400$/);
  expect(policy).not.toContain('unsafe');
});

test('the policy allows what index.html itself has, by its hash, and no other inline text', async () => {
  const inline = await mkdtemp(join(tmpdir(), 'movecall-page-'));
  const [script, style] = ['if (1 < 2) start();', 'a > b { color: red }'];
  await writeFile(
    join(inline, 'index.html'),
    `<style>${style}</style><script src="/app.js"></script><script>${script}</script>`,
  );
  const pages = await createPages({ folder: inline, framedBy: null });
  const server = createServer((request, response) => void pages('/')!(request, response)).listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const policy = (await fetch(`http://127.0.0.1:${port}/`)).headers.get('content-security-policy');
  server.close();
  await rm(inline, { recursive: true });
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  expect(policy).toContain(`script-src 'self' ${hash(script)}; style-src 'self' ${hash(style)};`);
});

test('files of the page are cached permanently, and are not sent again to a client that has them', async () => {
  const response = await fetch(`${router.url}/assets/app-1a2b.js`);
  expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(response.headers.get('cache-control')).toContain('immutable');
  const tag = response.headers.get('etag') ?? '';
  const again = await fetch(`${router.url}/`, { headers: { 'if-none-match': tag } });
  expect(again.status).toBe(200);
  const same = await fetch(`${router.url}/assets/app-1a2b.js`, { headers: { 'if-none-match': tag } });
  expect([same.status, await same.text()]).toEqual([304, '']);
  expect((await fetch(`${router.url}/icon.svg`)).headers.get('content-type')).toBe('image/svg+xml');
});

test.each([
  ['/app.webmanifest', 'application/manifest+json'],
  ['/icon-192.png', 'image/png'],
  ['/service-worker.js', 'text/javascript; charset=utf-8'],
])('a phone can install the page: %s is served, and is revalidated each time', async (path, contentType) => {
  const { status, headers } = await fetch(router.url + path);
  expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
    200,
    contentType,
    'no-cache',
  ]);
  expect(headers.get('content-security-policy')).toContain("manifest-src 'self'");
});

test('a client receives the compressed variant of a file that it accepts', async () => {
  const path = '/assets/app-1a2b.js';
  const fetched = async (accept: string) => {
    const response = await fetch(router.url + path, { headers: { 'accept-encoding': accept } });
    expect(response.headers.get('vary')).toBe('accept-encoding');
    return [response.headers.get('content-encoding'), await response.text()];
  };
  expect(await fetched('gzip, br')).toEqual(['br', 'export {}; // br']);
  expect(await fetched('gzip;q=0.5')).toEqual(['gzip', 'export {}; // gzip']);
  expect(await fetched('br;q=0, identity')).toEqual([null, 'export {};']);
  expect(await fetched('identity')).toEqual([null, 'export {};']);
});

test('unknown paths are 404, and only GET and HEAD are allowed', async () => {
  for (const path of [
    '/calls/',
    '/calls/a/b',
    '/assets/../index.html',
    '/index.html',
    '/.made-of',
    '/assets/',
    '/assets/app-1a2b.js.br',
  ]) {
    const response = await fetch(router.url + path, { redirect: 'manual' });
    expect([path, response.status]).toEqual([path, 404]);
  }
  expect((await fetch(router.url, { method: 'POST' })).status).toBe(405);
});

test('without a folder there is no page, and by default no origin may frame the page', async () => {
  const none = await createPages({ folder: null, framedBy: null });
  expect(none('/')).toBeNull();
  const plain = await startRouter(inject('redisUrl'), { page: { folder, framedBy: null } });
  const policy = (await fetch(plain.url)).headers.get('content-security-policy');
  await plain.close();
  expect(policy).toContain("frame-ancestors 'none'");
});

test('a folder without a built page fails the start', async () => {
  await expect(createPages({ folder: join(folder, 'assets'), framedBy: null })).rejects.toThrow(
    /no index\.html: build the web page first/,
  );
});

test('health, readiness and metrics are served beside the page', async () => {
  expect((await fetch(`${router.url}/healthz`)).status).toBe(200);
  expect(await (await fetch(`${router.url}/readyz`)).json()).toEqual({
    status: 'ready',
    checks: { gateway: true },
  });
  await router.query('{ __typename }');
  await router.query('{ nothing }');
  const metrics = await (await fetch(`${router.metricsUrl}/metrics`)).text();
  expect(metrics).toContain('movecall_http_requests_total{route="/graphql",status="200"} 1');
  expect(metrics).toContain('movecall_http_requests_total{route="/graphql",status="400"} 1');
});

test('answers of the API and refusals are not kept by caches, and metrics are not on the public port', async () => {
  const headersOf = ({ headers }: { headers: Headers }) => [
    headers.get('cache-control'),
    headers.get('x-content-type-options'),
  ];
  const unkept = ['no-store', 'nosniff'];
  expect(headersOf(await router.query('{ viewer { role } }'))).toEqual(unkept);
  expect(headersOf(await router.query('{ nothing }'))).toEqual(unkept);
  expect(headersOf(await router.post('x'.repeat(200_000)))).toEqual(unkept);
  expect(headersOf(await fetch(`${router.url}/graphql?query={__typename}`))).toEqual(unkept);
  const metrics = await fetch(`${router.url}/metrics`);
  expect([metrics.status, ...headersOf(metrics)]).toEqual([404, ...unkept]);
});
