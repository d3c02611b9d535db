import { expect, test } from 'vitest';
import { drawTraces } from '../src/traces/draw.ts';
import { readTraces, startTraceCollector } from '../src/traces/collector.ts';
import { folderForThisTest } from '@movecall/testkit/folders';

const otlp = (spanId: string, callId: string) => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'call' } }] },
      scopeSpans: [
        {
          spans: [
            {
              traceId: `trace-of-${callId}`,
              spanId,
              name: `span ${spanId}`,
              kind: 2,
              startTimeUnixNano: '1795397696774000000',
              endTimeUnixNano: '1795397696774532678',
              attributes: [{ key: 'messaging.message.conversation_id', value: { stringValue: callId } }],
            },
          ],
        },
      ],
    },
  ],
});
const send = async (url: string, body: unknown): Promise<number> =>
  (await fetch(`${url}/v1/traces`, { method: 'POST', body: JSON.stringify(body) })).status;

test('exported spans are kept, and found by their call', async () => {
  const directory = await folderForThisTest();
  const collector = await startTraceCollector({ directory });
  expect(await send(collector.url, otlp('1', 'one'))).toBe(200);
  expect(await send(collector.url, otlp('2', 'two'))).toBe(200);
  await collector.close();
  expect((await readTraces(directory))[0]).toMatchObject({
    service: 'call',
    name: 'span 1',
    kind: 'SERVER',
    parentId: null,
    failed: false,
  });
  const options = { statements: false, colours: false };
  const [drawn, ...others] = await drawTraces(directory, 'two', options);
  expect(drawn).toContain('span 2');
  expect(others).toEqual([]);
  expect(await drawTraces(directory, 'trace-of-one', options)).toHaveLength(1);
  expect(await drawTraces(directory, 'three', options)).toEqual([]);
});

test('only the newest spans are kept, also after a restart', async () => {
  const directory = await folderForThisTest();
  for (let start = 0; start < 2; start += 1) {
    const collector = await startTraceCollector({ directory, maxSpans: 10 });
    for (let i = 0; i < 20; i += 1) await send(collector.url, otlp(`${start}-${i}`, 'call'));
    await collector.close();
  }
  const kept = (await readTraces(directory)).map(({ spanId }) => spanId);
  expect(kept.length).toBeGreaterThanOrEqual(5);
  expect(kept.length).toBeLessThanOrEqual(10);
  expect(kept.at(-1)).toBe('1-19');
});

test('a body without spans is refused, and other paths are not served', async () => {
  const directory = await folderForThisTest();
  const collector = await startTraceCollector({ directory });
  expect(await send(collector.url, { resourceSpans: 'none' })).toBe(400);
  expect((await fetch(collector.url)).status).toBe(404);
  await collector.close();
  expect(await readTraces(directory)).toEqual([]);
});
