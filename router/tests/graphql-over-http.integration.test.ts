import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startRouter, type TestRouter } from '@movecall/testkit/router';

let router: TestRouter;
beforeAll(async () => {
  router = await startRouter(inject('redisUrl'));
});
afterAll(() => router.close());

const audits = serverAudits({ url: () => `${router.url}/graphql`, fetchFn: fetch });

/** Where the router deliberately differs from a recommendation of the specification, by the audit's id. */
const deliberate: Readonly<Record<string, 'warn' | 'notice'>> = {
  // A GET must have a header that forces a preflight: otherwise pages could send cross-site requests.
  '5A70': 'notice',
  D6D5: 'notice',
  '6A70': 'notice',
  // An invalid request is 400 for every media type, not only for application/graphql-response+json.
  '572B': 'warn',
  FDE2: 'warn',
  '7B9B': 'warn',
};

test('no audit of GraphQL over HTTP is an error', async () => {
  expect(audits).toHaveLength(61);
  const results = [];
  for (const audit of audits) results.push(await audit.fn());
  expect(results.filter(({ status }) => status === 'error')).toEqual([]);
  const differing = results.filter(({ status }) => status !== 'ok');
  expect(Object.fromEntries(differing.map(({ id, status }) => [id, status]))).toEqual(deliberate);
});
