import { startTelemetry, type Telemetry } from '@movecall/telemetry/telemetry';
import { activeSpan } from '@movecall/telemetry/trace';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { attributesOf, startOtlpReceiver } from '@movecall/testkit/otlp-receiver';
import { type Database, NotYetError } from '../src/index.ts';
import { createWorld, envelope, oneByOne, logger, patience, recordEffect, type World } from './support.ts';

const PARENT = 'b'.repeat(16);
const traceparent = `00-${'a'.repeat(32)}-${PARENT}-01`;

let collector: Awaited<ReturnType<typeof startOtlpReceiver>>;
let telemetry: Telemetry;
let world: World;
beforeEach(async () => {
  collector = await startOtlpReceiver();
  const options = {
    service: 'test',
    instance: 'test-1',
    version: '1',
    endpoint: collector.url,
    ratio: 1,
  };
  telemetry = startTelemetry(options, logger);
  world = await createWorld();
});
afterEach(async () => {
  await world.close();
  await telemetry.close();
  await collector.close();
});

/** The outcomes in the spans of the event's attempts. */
async function outcomes(): Promise<unknown[]> {
  await telemetry.close();
  const spans = collector.spans().filter(({ name }) => name === 'process SomethingHappened');
  expect(new Set(spans.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([PARENT]));
  return spans.map((span) => attributesOf(span)['eventlog.outcome']);
}

test('an event whose handler puts it off many times has spans of its first attempts and of the last one', async () => {
  const inSpans: boolean[] = [];
  await world.consumer({
    handle: oneByOne(async (tx, event) => {
      inSpans.push(activeSpan() !== null);
      if (inSpans.length < 8) throw new NotYetError('not yet');
      await recordEffect(tx, event);
    }),
  });
  await world.appendByHand({ ...envelope(randomUUID(), 1), traceparent });
  await world.effectsToBe([1]);
  await world.allAcknowledged();
  expect(inSpans).toEqual([...Array.from({ length: 6 }, () => true), false, false]);
  expect(await outcomes()).toEqual([...Array.from({ length: 6 }, () => undefined), 'APPLIED']);
});

test('an event that waits long for its predecessor has spans of its first attempts and of the last one', async () => {
  let attempts = 0;
  const counting: Database = Object.assign(Object.create(world.db) as Database, {
    transaction: (...work: Parameters<Database['transaction']>) => {
      attempts += 1;
      return world.db.transaction(...work);
    },
  });
  await world.consumer({ db: counting });
  const id = randomUUID();
  await world.appendByHand({ ...envelope(id, 2), traceparent });
  await vi.waitFor(() => expect(attempts).toBe(8), patience);
  await world.appendByHand(envelope(id, 1));
  await world.effectsToBe([1, 2]);
  await world.allAcknowledged();
  expect(await outcomes()).toEqual([...Array.from({ length: 6 }, () => 'GAP'), 'APPLIED']);
});
