import { startTelemetry } from '@movecall/service/telemetry';
import { activeSpan } from '@movecall/service/trace';
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { attributesOf, startCollector } from '../../service/tests/collector.ts';
import { NotYetError } from '../src/index.ts';
import { createWorld, envelope, logger, recordEffect } from './support.ts';

test('an event that waits long has spans of its first tries and of its end, not of every try', async () => {
  const collector = await startCollector();
  const telemetry = startTelemetry(
    { service: 'test', instance: 'test-1', version: '1', endpoint: collector.url, ratio: 1 },
    logger,
  );
  const world = await createWorld();
  onTestFinished(async () => {
    await world.close();
    await telemetry.close();
    await collector.close();
  });
  const inSpans: boolean[] = [];
  await world.consumer({
    handle: async (tx, event) => {
      inSpans.push(activeSpan() !== null);
      if (inSpans.length < 8) throw new NotYetError('not yet');
      await recordEffect(tx, event);
    },
  });
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  await world.put({ ...envelope(randomUUID(), 1), traceparent });
  await world.effectsToBe([1]);
  await world.allAcknowledged();

  expect(inSpans).toEqual([true, true, true, true, true, true, false, false]);
  await telemetry.close();
  const spans = collector.spans().filter(({ name }) => name === 'process SomethingHappened');
  expect(spans.map((span) => attributesOf(span)['eventlog.outcome'])).toEqual([
    ...Array.from({ length: 6 }, () => undefined),
    'APPLIED',
  ]);
  expect(new Set(spans.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set(['b'.repeat(16)]));
});
