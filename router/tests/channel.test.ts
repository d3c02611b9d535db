import { encodeCallCursor, encodeFeedCursor } from '@movecall/values/cursor';
import type { Viewer } from '@movecall/identity';
import { expect, test, vi } from 'vitest';
import { createChannel } from '../src/live/channel.ts';
import { createChannelRegistry } from '../src/live/channel-registry.ts';
import type { NewestCall } from '../src/live/call-reads.ts';
import type { EventSequence } from '../src/live/event-sequence.ts';
import { followCall } from '../src/live/follow-call.ts';
import { followFeed } from '../src/live/follow-feed.ts';
import { joinChannel } from '../src/live/channel-member.ts';
import type { CallState, StatusChange } from '../src/live/status-event.ts';
import { topicsOf } from '../src/live/topics.ts';
import { CALL, changeAt } from './support/status-changes.ts';

const OPERATOR: Viewer = { id: 'operator', role: 'OPERATOR', moverId: null };

/** A client whose reading a test can block. */
function createClient() {
  const received: string[] = [];
  let full = false;
  let drain = (): void => undefined;
  return {
    received,
    ended: vi.fn<(why: unknown) => void>(),
    block() {
      full = true;
    },
    unblock() {
      full = false;
      drain();
    },
    sink: {
      next: (payload: string) => void received.push(payload),
      isFull: () => full,
      drained: () => (full ? new Promise<void>((resolve) => (drain = resolve)) : Promise.resolve()),
    },
  };
}

/** Channels whose payloads are `v3` for version 3, or `v3!` for a reset; of other calls with the call's id in front. */
function setUp(state: Partial<CallState> = {}) {
  const channels = createChannelRegistry();
  const executed: string[] = [];
  const hooks = { beforeAnswer: async (_text: string) => undefined as void };
  let position = 0;
  const reads = {
    readCall: async () => changeAt(1, state),
    readVersions: async () => [changeAt(1, state)],
    readNewestCall: async (): Promise<NewestCall> => ({ call: null, position: null }),
  };

  async function execute({ callId, version }: StatusChange, reset: boolean): Promise<string> {
    const text = `${callId === CALL ? '' : callId}v${version}${reset ? '!' : ''}`;
    executed.push(text);
    await hooks.beforeAnswer(text);
    return text;
  }

  function join(sequence: EventSequence, client = createClient()) {
    const channel = channels.open(sequence.topic, 'key', (onEmpty) =>
      createChannel({ execute, onEmpty, capacity: 4, keptPayloads: sequence.keptPayloads }),
    );
    const leave = joinChannel(channel, sequence, client.sink, {
      complete: () => client.ended('complete'),
      fail: client.ended,
    });
    return Object.assign(client, { leave });
  }

  return {
    channels,
    executed,
    hooks,
    reads,
    publish(...changes: readonly StatusChange[]) {
      for (const change of changes) {
        position = change.position;
        channels.publish(change);
      }
    },
    follow: (args: { after?: string } = {}) => join(followCall({ id: CALL, ...args }, OPERATOR, reads)),
    feed: (args: { after?: string } = {}) =>
      join(
        followFeed(args, OPERATOR, { ...reads, history: { since: () => null }, position: () => position }),
      ),
  };
}

const received = (client: { received: string[] }, expected: readonly string[]) =>
  vi.waitFor(() => expect(client.received).toEqual(expected), { interval: 1, timeout: 60_000 });
/** A change of another call than CALL. */
const other = (position: number, callId: string, version = 1) => changeAt(position, { callId, version });

test('a change is executed once for all members of a channel', async () => {
  const { follow, publish, executed } = setUp();
  const clients = Array.from({ length: 50 }, () => follow());
  await Promise.all(clients.map((client) => received(client, ['v1'])));
  executed.length = 0;
  publish(changeAt(2), changeAt(3));
  await Promise.all(clients.map((client) => received(client, ['v1', 'v2', 'v3'])));
  expect(executed).toEqual(['v2', 'v3']);
});

test('an id in upper case names the same call', () => {
  const { reads } = setUp();
  const after = encodeCallCursor({ callId: CALL, version: 1 });
  const { topic } = followCall({ id: CALL.toUpperCase(), after }, OPERATOR, reads);
  expect(topicsOf(changeAt(1))).toContain(topic);
});

test('a slow client receives the newest state as a reset and then continues; other clients do not wait', async () => {
  const { follow, publish } = setUp();
  const [slow, quick] = [follow(), follow()];
  await Promise.all([received(slow, ['v1']), received(quick, ['v1'])]);
  slow.block();
  const versions = Array.from({ length: 100 }, (_, index) => index + 2);
  for (const version of versions) {
    publish(changeAt(version));
    await received(quick, ['v1', ...versions.slice(0, version - 1).map((each) => `v${each}`)]);
  }
  expect(slow.received).toEqual(['v1']);
  slow.unblock();
  await received(slow, ['v1', 'v101!']);
  publish(changeAt(102));
  await received(slow, ['v1', 'v101!', 'v102']);
});

test('a client that is slow for a moment receives everything', async () => {
  const { follow, publish } = setUp();
  const client = follow();
  await received(client, ['v1']);
  client.block();
  publish(changeAt(2), changeAt(3), changeAt(4));
  client.unblock();
  await received(client, ['v1', 'v2', 'v3', 'v4']);
});

test('a slow feed receives the newest state of each call, the first one as a reset', async () => {
  const { feed, publish, executed } = setUp();
  const client = feed();
  publish(other(1, 'a'));
  await received(client, ['av1']);
  client.block();
  for (let round = 1; round <= 40; round += 1) {
    publish(other(2 * round, 'a', round + 1), other(2 * round + 1, 'b', round));
    await vi.waitFor(() => expect(executed.at(-1)).toBe(`bv${round}`), { interval: 1, timeout: 60_000 });
  }
  client.unblock();
  await received(client, ['av1', 'av41!', 'bv40']);
});

test('a channel whose executions are slow sends the newest state as a reset', async () => {
  const { follow, publish, hooks } = setUp();
  const client = follow();
  await received(client, ['v1']);
  let release = (): void => undefined;
  hooks.beforeAnswer = () => new Promise((resolve) => (release = resolve));
  publish(changeAt(2));
  hooks.beforeAnswer = async () => undefined;
  publish(...[3, 4, 5, 6, 7, 8, 9].map((version) => changeAt(version)));
  release();
  await received(client, ['v1', 'v2', 'v9!']);
});

test('a version that is missing on the stream makes the next one a reset', async () => {
  const { follow, publish } = setUp();
  const client = follow();
  await received(client, ['v1']);
  publish(changeAt(3), changeAt(4));
  await received(client, ['v1', 'v3!', 'v4']);
});

test('a gap in the stream makes the next event of a feed a reset', async () => {
  const { feed, publish, channels } = setUp();
  const client = feed();
  channels.markGap();
  publish(other(7, 'a'), other(8, 'b'));
  await received(client, ['av1!', 'bv1']);
});

test('a change that was executed before a snapshot and is sent after it is executed again: entities never go back', async () => {
  const { follow, publish, hooks, executed } = setUp();
  const first = follow();
  await received(first, ['v1']);
  const held: (() => void)[] = [];
  hooks.beforeAnswer = (text) =>
    text === 'v1' ? new Promise((resolve) => held.push(resolve)) : Promise.resolve();
  publish(changeAt(2));
  const second = follow();
  await vi.waitFor(() => expect(held).toHaveLength(1), { interval: 1, timeout: 60_000 });
  publish(changeAt(3));
  await received(first, ['v1', 'v2', 'v3']);
  held[0]?.();
  await received(second, ['v1', 'v2', 'v3']);
  // Execution of v2 began before that of the second snapshot.
  expect(executed).toEqual(['v1', 'v2', 'v1', 'v3', 'v2', 'v3']);
});

test('a failed execution ends all subscriptions of the channel and leaves nothing behind', async () => {
  const { follow, publish, hooks, channels } = setUp();
  const clients = [follow(), follow()];
  await Promise.all(clients.map((client) => received(client, ['v1'])));
  const fault = new Error('no plan');
  hooks.beforeAnswer = () => Promise.reject(fault);
  publish(changeAt(2));
  for (const client of clients)
    await vi.waitFor(() => expect(client.ended.mock.calls).toEqual([[fault]]), {
      interval: 1,
      timeout: 60_000,
    });
  expect(channels.size()).toEqual({ channels: 0, subscriptions: 0, waiting: 0 });
});

test('a read that fails ends the subscription and leaves nothing behind', async () => {
  const { follow, reads, channels } = setUp();
  const fault = new Error('no database');
  reads.readCall = () => Promise.reject(fault);
  const client = follow();
  await vi.waitFor(() => expect(client.ended.mock.calls).toEqual([[fault]]), {
    interval: 1,
    timeout: 60_000,
  });
  expect(channels.size().channels).toBe(0);
});

test('the final state is sent, then completes the subscription and leaves nothing behind', async () => {
  const { follow, publish, channels } = setUp();
  const client = follow();
  await received(client, ['v1']);
  publish(changeAt(2), changeAt(3, { status: 'CANCELLED' }));
  await vi.waitFor(() => expect(client.ended.mock.calls).toEqual([['complete']]), {
    interval: 1,
    timeout: 60_000,
  });
  expect(client.received).toEqual(['v1', 'v2', 'v3']);
  expect(channels.size().channels).toBe(0);
});

test('a client that leaves receives nothing more, not even the change that is being executed', async () => {
  const { follow, publish, hooks, channels } = setUp();
  const [leaver, stayer] = [follow(), follow()];
  await Promise.all([received(leaver, ['v1']), received(stayer, ['v1'])]);
  let release = (): void => undefined;
  hooks.beforeAnswer = () => new Promise((resolve) => (release = resolve));
  publish(changeAt(2));
  leaver.leave();
  leaver.leave();
  release();
  await received(stayer, ['v1', 'v2']);
  expect(leaver.received).toEqual(['v1']);
  stayer.leave();
  expect(channels.size()).toEqual({ channels: 0, subscriptions: 0, waiting: 0 });
  expect([leaver, stayer].flatMap(({ ended }) => ended.mock.calls)).toEqual([]);
});

test('a reset on a change that a client has already is passed on with its next change', async () => {
  const { feed, publish, channels, hooks } = setUp();
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  hooks.beforeAnswer = (text) => (text === 'v1' ? answered : Promise.resolve());
  const first = feed();
  publish(changeAt(1), changeAt(2));
  const second = feed();
  channels.markGap();
  publish(changeAt(10));
  answer();
  await received(first, ['v1', 'v2!', 'v10']);
  await received(second, ['v10!']);
});

test('a gap during catching up makes the client read again, and nothing is sent twice', async () => {
  const { follow, publish, channels, reads } = setUp();
  const versions = [changeAt(1)];
  reads.readVersions = async () => versions;
  const client = follow();
  await received(client, ['v1']);
  client.block();
  publish(changeAt(2));
  await vi.waitFor(() => expect(channels.size().waiting).toBe(0), { timeout: 60_000 });
  versions.push(changeAt(2), changeAt(3));
  channels.markGap();
  channels.markGap();
  client.unblock();
  await received(client, ['v1', 'v2', 'v3']);
  publish(changeAt(3), changeAt(4));
  await received(client, ['v1', 'v2', 'v3', 'v4']);
});

test('events that are appended again to an emptied stream are skipped: the list that a reset makes clients read has them', async () => {
  const { feed, publish, reads } = setUp();
  reads.readNewestCall = async () => ({ call: other(0, 'a'), position: 5 });
  const client = feed({ after: encodeFeedCursor('5') });
  await received(client, ['av1!']);
  publish(other(4, 'b', 2), other(5, 'b', 3), other(6, 'b', 4));
  await received(client, ['av1!', 'bv4']);
});
