import { expect, test } from 'vitest';
import { createFanOut } from '../src/live/fan-out.ts';
import { createMailbox } from '../src/live/mailbox.ts';
import type { StatusChange } from '../src/live/status-event.ts';

const change = (callId: string, version: number): StatusChange => ({
  callId,
  version,
  status: 'ASSIGNING',
  at: '2026-11-22T00:00:00.000Z',
  moverId: null,
  traceparent: null,
  position: String(version),
});

test('letters are taken in the order in which they were put', async () => {
  const mailbox = createMailbox<number>(3);
  for (const content of [1, 2, 3]) mailbox.put(content);
  const taken = [await mailbox.take(), await mailbox.take(), await mailbox.take()];
  expect(taken).toEqual([1, 2, 3].map((content) => ({ content, afterLoss: false })));
});

test('whoever takes from an empty mailbox waits for the next letter', async () => {
  const mailbox = createMailbox<number>(3);
  const taken = mailbox.take();
  mailbox.put(1);
  expect(await taken).toEqual({ content: 1, afterLoss: false });
});

test('a full mailbox keeps the newest letter only and says that others were lost', async () => {
  const mailbox = createMailbox<number>(3);
  for (const content of [1, 2, 3, 4, 5]) mailbox.put(content);
  expect(await mailbox.take()).toEqual({ content: 4, afterLoss: true });
  expect(await mailbox.take()).toEqual({ content: 5, afterLoss: false });
});

test('closing wakes whoever waits, and nothing is taken any more', async () => {
  const mailbox = createMailbox<number>(3);
  const taken = mailbox.take();
  mailbox.close();
  expect(await taken).toBeNull();
  mailbox.put(1);
  expect(await mailbox.take()).toBeNull();
});

test('a change goes to whoever listens to its call and to whoever listens to all', async () => {
  const fanOut = createFanOut(8);
  const [one, again, other, all] = [
    fanOut.attachToCall('a'),
    fanOut.attachToCall('a'),
    fanOut.attachToCall('b'),
    fanOut.attachToAll(),
  ];
  fanOut.publish(change('a', 1));
  fanOut.publish(change('b', 1));
  expect((await one.take())?.content.callId).toBe('a');
  expect((await again.take())?.content.callId).toBe('a');
  expect((await other.take())?.content.callId).toBe('b');
  expect([(await all.take())?.content.callId, (await all.take())?.content.callId]).toEqual(['a', 'b']);
});

test('who has left hears nothing, and the others still do', async () => {
  const fanOut = createFanOut(8);
  const [leaver, stayer] = [fanOut.attachToCall('a'), fanOut.attachToCall('a')];
  leaver.detach();
  leaver.detach();
  fanOut.publish(change('a', 1));
  expect(await leaver.take()).toBeNull();
  expect((await stayer.take())?.content.version).toBe(1);
});
