import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startRouter, type TestRouter } from '@movecall/testkit/router';

let router: TestRouter;
beforeAll(async () => {
  router = await startRouter(inject('redisUrl'));
});
afterAll(() => router.close());

const audits = serverAudits({ url: () => `${router.url}/graphql`, fetchFn: fetch });

/** Where we differ from what the specification recommends or allows, by the audit's id. */
const deliberate: Readonly<Record<string, 'warn' | 'notice'>> = {
  // GET without a header that makes browsers ask first would be open to cross-site requests.
  '5A70': 'notice',
  D6D5: 'notice',
  '6A70': 'notice',
  // What is wrong with the request is 400 for every media type, not only for application/graphql-response+json.
  '572B': 'warn',
  FDE2: 'warn',
  '7B9B': 'warn',
};

test('all audits of GraphQL over HTTP are made, and none of them is an error', async () => {
  expect(audits).toHaveLength(61);
  const results = [];
  for (const audit of audits) results.push(await audit.fn());
  expect(results.filter(({ status }) => status === 'error')).toEqual([]);
  const differing = results.filter(({ status }) => status !== 'ok');
  expect(Object.fromEntries(differing.map(({ id, status }) => [id, status]))).toEqual(deliberate);
});
