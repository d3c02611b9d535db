import { encodeCallCursor } from '@movecall/schema/cursor';
import { expect, test } from 'vitest';
import { createFanOut } from '../src/live/fan-out.ts';
import { createSources, type SourceDependencies } from '../src/live/sources.ts';
import type { StatusChange } from '../src/live/status-event.ts';

const CALL = '0b5c1c5e-0000-4000-8000-00000000000a';
const viewer = { id: 'operator', role: 'OPERATOR', moverId: null } as const;
const change = (version: number): StatusChange => ({
  callId: CALL,
  version,
  status: 'ASSIGNING',
  at: '2026-11-22T00:00:00.000Z',
  moverId: null,
  traceparent: null,
  position: String(version),
});

function setUp(overrides: Partial<SourceDependencies> = {}) {
  const fanOut = createFanOut(4);
  const leaving = new AbortController();
  const sources = createSources({
    fanOut,
    position: () => '0',
    readCall: async () => change(1),
    readNewestCall: async () => null,
    ...overrides,
  });
  return { fanOut, leaving, sources, context: { viewer, signal: leaving.signal } };
}

test('a subscriber who cannot keep up is told the newest state, as a reset, and then goes on', async () => {
  const { fanOut, sources, context } = setUp();
  const events = sources.moveCallStatus({ id: CALL }, context);
  await events.next();
  for (let version = 2; version <= 7; version += 1) fanOut.publish(change(version));
  const told = [await events.next(), await events.next()].map(({ value }) => value?.event);
  expect(told.map((event) => [event?.version, event?.reset])).toEqual([
    [6, true],
    [7, false],
  ]);
});

test('a feed that could not keep up marks the next event that is its own', async () => {
  const { fanOut, sources, context } = setUp();
  const events = sources.moveCallFeed({}, context);
  const first = events.next();
  fanOut.publish(change(1));
  await first;
  for (let version = 2; version <= 6; version += 1) fanOut.publish(change(version));
  expect((await events.next()).value?.event).toMatchObject({ version: 6, reset: true });
});

test('aborting ends a subscription that waits, and it listens no longer', async () => {
  const { leaving, sources, context } = setUp();
  const events = sources.moveCallStatus({ id: CALL }, context);
  await events.next();
  const waiting = events.next();
  leaving.abort();
  expect(await waiting).toEqual({ done: true, value: undefined });
});

test('a read that fails leaves no listener behind', async () => {
  const attached: string[] = [];
  const fanOut = createFanOut(4);
  const { sources, context } = setUp({
    fanOut: {
      ...fanOut,
      attachToCall(id) {
        const attachment = fanOut.attachToCall(id);
        attached.push(id);
        return { ...attachment, detach: () => (attached.pop(), attachment.detach()) };
      },
    },
    readCall: () => Promise.reject(new Error('no database')),
  });
  await expect(sources.moveCallStatus({ id: CALL }, context).next()).rejects.toThrow('no database');
  expect(attached).toEqual([]);
});

test('ids in upper case are the same call', async () => {
  const { fanOut, sources, context } = setUp();
  const after = encodeCallCursor({ callId: CALL, version: 1 });
  const events = sources.moveCallStatus({ id: CALL.toUpperCase(), after }, context);
  await events.next();
  fanOut.publish(change(2));
  expect((await events.next()).value?.event.version).toBe(2);
});

test('without a position nothing is promised: SERVICE_UNAVAILABLE', async () => {
  const { sources, context } = setUp({ position: () => null });
  await expect(sources.moveCallStatus({ id: CALL }, context).next()).rejects.toMatchObject({
    extensions: { code: 'SERVICE_UNAVAILABLE' },
  });
  await expect(sources.moveCallFeed({}, context).next()).rejects.toMatchObject({
    extensions: { code: 'SERVICE_UNAVAILABLE' },
  });
});
