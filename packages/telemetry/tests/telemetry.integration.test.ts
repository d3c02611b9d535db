import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogger } from '../src/logger.ts';
import { startTelemetry, type Telemetry } from '../src/telemetry.ts';
import {
  activeSpan,
  beginSpan,
  continueClientTrace,
  continueTrace,
  inServerSpan,
  inSpan,
  isTracing,
  traceIdOf,
} from '../src/trace.ts';
import { attributesOf, startOtlpReceiver } from '@movecall/testkit/otlp-receiver';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const SAMPLED = `00-${TRACE}-${PARENT}-01`;
const NOT_SAMPLED = `00-${TRACE}-${PARENT}-00`;

let lines: string[];
let telemetry: Telemetry | null;
let collector: Awaited<ReturnType<typeof startOtlpReceiver>>;
beforeEach(async () => {
  lines = [];
  telemetry = null;
  collector = await startOtlpReceiver();
});
afterEach(async () => {
  await telemetry?.close();
  await collector.close();
});

function trace(ratio: number, endpoint = collector.url): void {
  // A span exporter of an earlier test may still complain, into the lines of that test.
  const own = lines;
  const logger = createLogger('test', 'debug', { write: (line) => own.push(line) });
  telemetry = startTelemetry(
    { service: 'call', instance: 'call-1', version: '1.2.3', endpoint, ratio },
    logger,
  );
}
/** All recorded spans, once they have been exported. */
async function exported() {
  await telemetry?.close();
  return collector.spans();
}
const isRecorded = (received: string | undefined, trusted: boolean): Promise<boolean> =>
  inServerSpan('POST /graphql', { received, trusted }, async (span) => span !== null);

test('without telemetry no span is recorded, and the trace context still continues', async () => {
  expect(isTracing()).toBe(false);
  const within = await inSpan('work', { parent: SAMPLED }, async (span) => [
    span,
    activeSpan(),
    beginSpan('more', {}),
    traceIdOf(continueTrace(SAMPLED)),
  ]);
  expect(within).toEqual([null, null, null, TRACE]);
});

test('a span is a child of the active span, also after an await, and a server span of the sender', async () => {
  trace(1);
  const sent = await inServerSpan('POST /graphql', { received: SAMPLED, trusted: true }, async (server) => {
    server?.rename('mutation RequestMoveCall');
    server?.set({ 'http.response.status_code': 200, absent: null });
    await turn();
    return await inSpan('subgraph manage', { kind: 'CLIENT' }, async () => {
      await turn();
      return continueTrace(null);
    });
  });
  const [client, server] = await exported();
  expect(server).toMatchObject({
    traceId: TRACE,
    parentSpanId: PARENT,
    name: 'mutation RequestMoveCall',
    kind: 2,
  });
  expect(client).toMatchObject({ traceId: TRACE, parentSpanId: server?.spanId, kind: 3 });
  expect(server && attributesOf(server)).toEqual({ 'http.response.status_code': 200 });
  expect(sent).toBe(`00-${TRACE}-${client?.spanId}-01`);
  expect(collector.resources()[0]).toMatchObject({
    'service.name': 'call',
    'service.instance.id': 'call-1',
    'service.version': '1.2.3',
  });
});

test('work for another trace is recorded in that trace', async () => {
  trace(1);
  const other = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  await inSpan('report', { parent: SAMPLED }, async () => {
    await inSpan('settle', { parent: other }, async () => undefined);
    // The other trace is not recorded, so neither this span nor the spans within it are.
    await inSpan('forget', { parent: other.replace(/01$/, '00') }, async (span) => {
      expect([span, activeSpan(), beginSpan('select', {})]).toEqual([null, null, null]);
    });
  });
  const spans = await exported();
  expect(spans.map(({ name, traceId, parentSpanId }) => [name, traceId, parentSpanId])).toEqual([
    ['settle', 'a'.repeat(32), 'b'.repeat(16)],
    ['report', TRACE, PARENT],
  ]);
});

test('a service of this system decides whether a trace is recorded', async () => {
  trace(0);
  expect(await isRecorded(SAMPLED, true)).toBe(true);
  await telemetry?.close();
  trace(1);
  expect(await isRecorded(NOT_SAMPLED, true)).toBe(false);
});

test('a client does not decide: its trace continues, and the ratio decides', async () => {
  trace(0);
  expect(await isRecorded(SAMPLED, false)).toBe(false);
  expect(await isRecorded(undefined, false)).toBe(false);
  expect(continueClientTrace(SAMPLED)).toMatch(new RegExp(`^00-${TRACE}-(?!${PARENT})[0-9a-f]{16}-00$`));
  await telemetry?.close();
  trace(1);
  expect(await isRecorded(NOT_SAMPLED, false)).toBe(true);
  expect(await isRecorded(undefined, false)).toBe(true);
});

test('the share of recorded traces is about the ratio', async () => {
  trace(0.1);
  let recorded = 0;
  for (let i = 0; i < 2_000; i += 1) if (await isRecorded(continueTrace(null), false)) recorded += 1;
  expect(recorded).toBeGreaterThan(120);
  expect(recorded).toBeLessThan(290);
});

test('a span without a recorded parent starts no trace', async () => {
  trace(1);
  expect(await inSpan('poll', {}, async (span) => span)).toBeNull();
  expect(beginSpan('select', {})).toBeNull();
  expect(await exported()).toEqual([]);
});

test('phone numbers are masked in names and values, and of an error only its class is recorded', async () => {
  trace(1);
  const failing = inSpan('query 010-7654-3210', { parent: SAMPLED }, async (span) => {
    span?.set({ note: 'call 01076543210 back', id: '0193a1b2-0101-7234-8567-010123456789' });
    await inSpan('insert', {}, () => Promise.reject(new TypeError('of 01076543210')));
  });
  await expect(failing).rejects.toThrow(TypeError);
  const spans = await exported();
  expect(collector.bodies.join('').replace(/-/g, '')).not.toContain('01076543210');
  expect(spans.map(({ name, status }) => [name, status.code])).toEqual([
    ['insert', 2],
    ['query [phone]', 2],
  ]);
  expect(spans.map(attributesOf)).toEqual([
    { 'error.type': 'TypeError' },
    {
      note: 'call [phone] back',
      id: '0193a1b2-0101-7234-8567-010123456789',
      'error.type': 'TypeError',
    },
  ]);
});

test('an unavailable collector delays neither the work nor the shutdown', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();
  await once(closed, 'close');
  trace(1, `http://127.0.0.1:${port}`);
  let done = 0;
  for (let i = 0; i < 5_000; i += 1)
    await inSpan('work', { parent: SAMPLED }, async () => {
      done += 1;
    });
  expect(done).toBe(5_000);
  const began = performance.now();
  await telemetry?.close();
  expect(performance.now() - began).toBeLessThan(4_000);
});

test('spans that the collector refuses cause one log line, however many they are', async () => {
  let refused = 0;
  const refusing = createServer((request, response) => {
    refused += 1;
    request.resume();
    response.writeHead(400).end();
  }).listen(0, '127.0.0.1');
  await once(refusing, 'listening');
  trace(1, `http://127.0.0.1:${(refusing.address() as AddressInfo).port}`);
  for (let i = 0; i < 1_500; i += 1) await inSpan('work', { parent: SAMPLED }, async () => undefined);
  await telemetry?.close();
  expect(refused).toBeGreaterThan(1);
  expect(lines.filter((line) => line.includes('the collector does not accept spans'))).toHaveLength(1);
  refusing.closeAllConnections();
  refusing.close();
});
