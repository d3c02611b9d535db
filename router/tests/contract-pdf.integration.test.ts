import type { Viewer } from '@movecall/identity';
import { customer, operator, startRouter, type TestRouter } from '@movecall/testkit/router';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, inject, test } from 'vitest';

let router: TestRouter;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'movecall-page-'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>이사콜</title>');
  router = await startRouter(inject('redisUrl'), { page: { folder, framedBy: null } });
  return async () => {
    await router.close();
    await rm(folder, { recursive: true });
  };
});

const owner = customer();
const mover = {
  id: 'c0ffee00-0000-4000-8000-000000000001',
  name: '백영곤',
  tel: '01023456789',
  plate: '34가4567',
};
const team: Viewer = { id: randomUUID(), role: 'MOVER', moverId: mover.id };

/** A call with a contract. */
function withContract() {
  const call = router.addCall(owner);
  router.subgraphs.contracts.set(call.id, { version: 2 });
  return call;
}

async function getPdf(id: string, viewer: Viewer | null, headers: Record<string, string> = {}) {
  const token = viewer && { authorization: `Bearer ${await router.tokenFor(viewer)}` };
  return fetch(`${router.url}/calls/${id}/contract/pdf`, { headers: { ...token, ...headers } });
}

test('the customer gets the PDF of its contract: inline, with a Korean name, kept by nobody', async () => {
  const { id } = withContract();
  const response = await getPdf(id, owner, { accept: 'text/html' });
  expect(response.status).toBe(200);
  expect(await response.text()).toBe(`%PDF for ${owner.id}, mover null, shared false`);
  expect(response.headers.get('content-type')).toBe('application/pdf');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  const disposition = response.headers.get('content-disposition') ?? '';
  expect(disposition).toMatch(/^inline; filename="contract.pdf"; filename\*=UTF-8''/);
  expect(decodeURIComponent(disposition)).toContain(`이사계약서-${id}-버전2.pdf`);
});

test('another customer, a call without a contract and an absent call are the same 404', async () => {
  const { id } = withContract();
  const refusals = [
    await getPdf(id, customer()),
    await getPdf(router.addCall(owner).id, owner),
    await getPdf(randomUUID(), owner),
    await getPdf('no-id', owner),
  ];
  const texts = await Promise.all(refusals.map((response) => response.text()));
  expect(refusals.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  expect(new Set(texts).size).toBe(1);
  expect(JSON.parse(texts[0] ?? '')).toEqual({
    errors: [{ message: 'There is no such contract.', extensions: { code: 'NOT_FOUND' } }],
  });
});

test('the team gets it once it was announced, and manage learns whether contacts are shared', async () => {
  const call = withContract();
  expect((await getPdf(call.id, team)).status).toBe(404);
  await router.change(call, 'CONFIRMED', mover);
  expect(await (await getPdf(call.id, team)).text()).toBe(
    `%PDF for ${team.id}, mover ${mover.id}, shared true`,
  );
  await router.change(call, 'CANCELLED', null);
  expect(await (await getPdf(call.id, team)).text()).toContain('shared false');
  expect((await getPdf(call.id, operator())).status).toBe(200);
});

test('without a token a browser gets the page, and any other client 401', async () => {
  const { id } = withContract();
  const page = await getPdf(id, null, { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toContain('text/html');
  const refused = await getPdf(id, null);
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  const forged = await getPdf(id, null, { authorization: 'Bearer a.b.c', accept: 'text/html' });
  expect(forged.status).toBe(401);
});

test('only GET is served, and only allowed origins may read it', async () => {
  const { id } = withContract();
  const posted = await fetch(`${router.url}/calls/${id}/contract/pdf`, { method: 'POST' });
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET']);
  const foreign = await getPdf(id, owner, { origin: 'https://elsewhere.example' });
  expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  const own = await getPdf(id, owner, { origin: 'https://movecall.example' });
  expect(own.headers.get('access-control-allow-origin')).toBe('https://movecall.example');
});

test('a PDF counts as many requests in the rate limit', async () => {
  const limited = await startRouter(inject('redisUrl'), { rates: { perIdentity: 20, perAddress: null } });
  try {
    const call = limited.addCall(owner);
    limited.subgraphs.contracts.set(call.id, { version: 1 });
    const authorization = `Bearer ${await limited.tokenFor(owner)}`;
    const ask = () => fetch(`${limited.url}/calls/${call.id}/contract/pdf`, { headers: { authorization } });
    const responses = await Promise.all(Array.from({ length: 8 }, ask));
    const refused = responses.filter(({ status }) => status === 429);
    // Two windows of a second, if they begin in one and end in the next.
    expect(responses.length - refused.length).toBeLessThanOrEqual(2);
    expect(refused.every(({ headers }) => headers.get('retry-after') === '1')).toBe(true);
  } finally {
    await limited.close();
  }
});

test('a router with a safelist serves it too: clients have no part in the operation', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'movecall-safelist-'));
  const safelist = join(folder, 'operations.json');
  await writeFile(
    safelist,
    JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations: [] }),
  );
  const strict = await startRouter(inject('redisUrl'), { safelist });
  try {
    const { id } = strict.addCall(owner);
    strict.subgraphs.contracts.set(id, { version: 1 });
    const authorization = `Bearer ${await strict.tokenFor(owner)}`;
    const response = await fetch(`${strict.url}/calls/${id}/contract/pdf`, { headers: { authorization } });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  } finally {
    await strict.close();
    await rm(folder, { recursive: true });
  }
});

test('while manage draws too many, the answer is 503, and nothing of it is kept', async () => {
  const { id } = withContract();
  router.subgraphs.contracts.set(id, { version: 1, pdf: null });
  const response = await getPdf(id, owner);
  expect([response.status, response.headers.get('cache-control')]).toEqual([503, 'no-store']);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
});
