import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createNotifierMetrics } from '../src/metrics.ts';
import type { Answer, OutgoingMessage, Provider } from '../src/provider.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const message: OutgoingMessage = {
  traceparent: TRACEPARENT,
  deliveryId: '0193a1b2-0101-7234-8567-890123456789',
  to: '01012345678',
  template: 'CALL_ACCEPTED',
  variables: {},
  buttons: [],
};

/** A counted provider with given answers; `asked` holds the arguments of each `send`. */
function counted(answer: () => Answer) {
  const registry = new Registry();
  const asked: unknown[][] = [];
  const provider: Provider = {
    send: async (...all) => {
      asked.push(all);
      return [answer()];
    },
    lookUp: async () => ({ kind: 'ABSENT' }),
    parseReport: () => ({ kind: 'MALFORMED' }),
    close: async () => undefined,
  };
  const codes = async (): Promise<string[]> =>
    [...(await registry.metrics()).matchAll(/provider_answers_total\{.*code="(.*)"\}/g)].map(
      ([, code]) => code ?? '',
    );
  return { provider: createNotifierMetrics(registry).counted(provider), asked, codes };
}

test('the counter of failed messages exists at zero, so that rate() sees the first failure', async () => {
  const registry = new Registry();
  createNotifierMetrics(registry);
  expect(await registry.metrics()).toContain(
    'movecall_notifier_deliveries_settled_total{template="CALL_ACCEPTED",outcome="FAILED"} 0',
  );
});

test('a counted provider passes the trace on', async () => {
  const { provider, asked } = counted(() => ({ kind: 'ACCEPTED', providerId: 'm1' }));
  await provider.send([message]);
  expect(asked).toEqual([[[message]]]);
});

test("a code of the provider becomes a label, any other text becomes 'other'", async () => {
  const answers = ['3104', 'NotEnoughBalance', 'HTTP_500', '<html>\n<h1>Bad gateway</h1>', 'x'.repeat(200)];
  const { provider, codes } = counted(() => ({
    kind: 'REJECTED',
    code: answers.shift() ?? '',
    permanent: false,
  }));
  while (answers.length > 0) await provider.send([message]);
  expect(await codes()).toEqual(['3104', 'NotEnoughBalance', 'HTTP_500', 'other']);
});

test("past 100 distinct codes, new ones become 'other'", async () => {
  let nth = 0;
  const { provider, codes } = counted(() => ({ kind: 'UNKNOWN', code: `E${(nth += 1)}` }));
  for (let asked = 0; asked < 1_000; asked += 1) await provider.send([message]);
  const told = await codes();
  expect(told.length).toBeLessThanOrEqual(101);
  expect(told).toContain('other');
});
