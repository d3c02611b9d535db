import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startRouter, type TestRouter } from './support/router.ts';

let router: TestRouter;
beforeAll(async () => {
  router = await startRouter(inject('redisUrl'));
});
afterAll(() => router.close());

test.each(['/', '/calls/0b5c1c5e-0000-4000-8000-00000000000a'])(
  '%s is the page, and nothing foreign runs on it',
  async (path) => {
    const response = await fetch(router.url + path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain(
      "default-src 'none'; script-src 'self'",
    );
    const html = await response.text();
    expect(html).toContain('lang="ko"');
    // What the policy forbids would only be seen in a browser.
    expect(html).not.toMatch(/<script>|<style|\sstyle=|\son\w+=/);
    for (const [, asset] of html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)) {
      expect((await fetch(router.url + asset)).status).toBe(200);
    }
  },
);

test('what is no page is 404, and a page is only read', async () => {
  for (const path of ['/calls/', '/calls/a/b', '/assets/../page.ts', '/assets/page.ts', '/assets/']) {
    expect([path, (await fetch(router.url + path)).status]).toEqual([path, 404]);
  }
  expect((await fetch(router.url, { method: 'POST' })).status).toBe(405);
});

test("the page's own operations fit the public schema", async () => {
  const { buildSchema, parse, validate } = await import('graphql');
  const { apiSdl } = await import('@movecall/schema/sdl');
  const script = await (await fetch(`${router.url}/assets/app.js`)).text();
  const operations = [...script.matchAll(/(['`])((?:mutation|subscription|query|\{ )[^'`]*)\1/g)].map(
    ([, , text]) => text ?? '',
  );
  expect(operations).toHaveLength(5);
  const schema = buildSchema(apiSdl());
  for (const text of operations) expect(validate(schema, parse(text))).toEqual([]);
});

test('health, readiness and metrics are answered', async () => {
  expect((await fetch(`${router.url}/healthz`)).status).toBe(200);
  expect(await (await fetch(`${router.url}/readyz`)).json()).toEqual({
    status: 'ready',
    checks: { gateway: true },
  });
  await router.query('{ __typename }');
  await router.query('{ nothing }');
  const metrics = await (await fetch(`${router.url}/metrics`)).text();
  expect(metrics).toContain('movecall_router_requests_total{status="200"} 1');
  expect(metrics).toContain('movecall_router_requests_total{status="400"} 1');
});
