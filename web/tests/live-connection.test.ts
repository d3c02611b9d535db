import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApiClient } from '../src/api/client.ts';
import { graphql } from '../src/api/graphql.ts';
import { type LiveState, watchLive } from '../src/api/live.ts';
import { liveSource } from '../src/api/live-source.ts';
import { createSocket } from '../src/api/socket.ts';
import { createFakePage } from './support/fake-page.ts';
import { createFakeRouter } from './support/fake-web-socket.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const Watched = graphql(`
  subscription Watched($id: ID!, $after: ID) {
    moveCallStatus(id: $id, after: $after) {
      cursor
      moveCall {
        id
        version
        status
      }
    }
  }
`);

const CallById = graphql(`
  query CallById($id: ID!) {
    moveCall(id: $id) {
      id
      version
      status
    }
  }
`);

const event = (cursor: string, status: string) => ({
  moveCallStatus: {
    __typename: 'MoveCallStatusEvent',
    cursor,
    moveCall: { __typename: 'MoveCall', id: 'a', version: Number(cursor), status },
  },
});

/** Until promises have settled, or for so many milliseconds. */
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

/** A watch over the page's own client and socket; only the WebSocket, the tab and the clock are fake. */
async function startWatch() {
  const router = createFakeRouter();
  const tab = createFakePage();
  const states: LiveState[] = [];
  const statuses: string[] = [];
  const onForbidden = vi.fn<() => void>();
  const token = () => 'the-token';
  const socket = createSocket({
    url: 'ws://page.example/graphql',
    token,
    onForbidden,
    page: tab.page,
    webSocketImpl: router.webSocketImpl,
  });
  const client = createApiClient({
    socket,
    token,
    isSignedOut: false,
    renew: async () => undefined,
  });
  const subscribe = liveSource(client, Watched, { id: 'a' });
  const stop = watchLive({
    subscribe,
    socket,
    after: null,
    cursorOf: ({ moveCallStatus }) => moveCallStatus.cursor,
    onState: (state) => states.push(state),
    onData: ({ moveCallStatus }) => statuses.push(moveCallStatus.moveCall.status),
    page: tab.page,
    random: () => 1,
  });
  await pass();
  return { router, tab, states, statuses, onForbidden, client, socket, stop };
}

describe('a live view over a WebSocket', () => {
  it('connects with the token, and shows each event', async () => {
    const { router, states, statuses } = await startWatch();
    expect(router.received('connection_init')?.payload).toEqual({ authorization: 'Bearer the-token' });
    expect(router.received('subscribe')?.payload).toMatchObject({ variables: { id: 'a', after: null } });
    router.deliver(event('1', 'REQUESTED'));
    router.deliver(event('2', 'ASSIGNING'));
    await pass();
    expect(statuses).toEqual(['REQUESTED', 'ASSIGNING']);
    expect(states).toEqual(['connecting', 'live']);
  });

  it('goes on after the last cursor when the connection breaks', async () => {
    const { router, states, statuses } = await startWatch();
    router.deliver(event('1', 'REQUESTED'));
    await pass();
    router.close(1006);
    await pass();
    expect(states).toEqual(['connecting', 'live', 'lost']);
    await pass(500);
    expect(router.connections()).toBe(2);
    expect(router.received('subscribe')?.payload).toMatchObject({ variables: { id: 'a', after: '1' } });
    router.deliver(event('3', 'CONFIRMED'));
    await pass();
    expect(statuses).toEqual(['REQUESTED', 'CONFIRMED']);
    expect(states).toEqual(['connecting', 'live', 'lost', 'live']);
  });

  it('is lost when the network goes, and reconnects when it returns', async () => {
    const { router, tab, states } = await startWatch();
    tab.goOffline();
    await pass();
    expect(states.at(-1)).toBe('lost');
    expect(router.isClosed()).toBe(true);
    tab.goOnline();
    await pass();
    expect(router.connections()).toBe(2);
    expect(states.at(-1)).toBe('live');
  });

  it('replaces the connection of a tab that has slept', async () => {
    const { router, tab, states } = await startWatch();
    tab.hide();
    await pass(6_000);
    tab.show();
    await pass();
    expect(states).toEqual(['connecting', 'live', 'lost']);
    await pass(500);
    expect(router.connections()).toBe(2);
    expect(states.at(-1)).toBe('live');
  });

  it('keeps the connection of a tab that was hidden for a moment', async () => {
    const { router, tab, states } = await startWatch();
    tab.hide();
    await pass(4_000);
    tab.show();
    await pass(1_000);
    expect(router.connections()).toBe(1);
    expect(states).toEqual(['connecting', 'live']);
  });

  it('stays live while pings are answered', async () => {
    const { router, states } = await startWatch();
    await pass(60_000);
    expect(router.received('ping')).toBeDefined();
    expect(router.connections()).toBe(1);
    expect(states).toEqual(['connecting', 'live']);
  });

  it('is lost five seconds after a ping without an answer', async () => {
    const { router, states } = await startWatch();
    router.fallSilent();
    await pass(14_999);
    expect(states.at(-1)).toBe('live');
    await pass(1);
    expect(states.at(-1)).toBe('lost');
  });

  it('does not hold an unanswered ping of one connection against the next', async () => {
    const { router, states } = await startWatch();
    router.fallSilent();
    await pass(10_000);
    expect(router.received('ping')).toBeDefined();
    router.close(1006);
    await pass(500);
    expect(states.at(-1)).toBe('live');
    await pass(5_000);
    expect(router.connections()).toBe(2);
    expect(states.at(-1)).toBe('live');
  });

  it('ends with the subscription, and closes the idle socket two seconds later', async () => {
    const { router, states, statuses } = await startWatch();
    router.deliver(event('4', 'CANCELLED'));
    await pass();
    router.complete();
    await pass();
    expect(statuses.at(-1)).toBe('CANCELLED');
    expect(states).toEqual(['connecting', 'live', 'ended']);
    await pass(1_999);
    expect(router.isClosed()).toBe(false);
    await pass(1);
    expect(router.isClosed()).toBe(true);
    await pass(60_000);
    expect(router.connections()).toBe(1);
  });

  it('reconnects when the server completes the subscription before its first event', async () => {
    const { router, states } = await startWatch();
    router.complete();
    await pass();
    expect(states.at(-1)).toBe('lost');
    await pass(500);
    expect(states.at(-1)).toBe('live');
    expect(router.received('subscribe')?.payload).toMatchObject({ variables: { id: 'a', after: null } });
  });

  it('says when the server refuses the token', async () => {
    const { router, onForbidden } = await startWatch();
    router.close(1006);
    expect(onForbidden).not.toHaveBeenCalled();
    await pass(500);
    router.close(4403);
    expect(onForbidden).toHaveBeenCalledTimes(1);
  });

  it('leaves no timer, no listener and no open socket when its session is over', async () => {
    const { router, tab, socket, stop } = await startWatch();
    router.deliver(event('1', 'REQUESTED'));
    await pass();
    stop();
    socket.close();
    await pass();
    expect(router.isClosed()).toBe(true);
    expect(tab.listeners()).toBe(0);
    await pass(10_000);
    expect(vi.getTimerCount()).toBe(0);
    expect(router.connections()).toBe(1);
  });

  it('keeps a newer event when an older answer to a query arrives after it', async () => {
    const answers: ((version: number, status: string) => void)[] = [];
    vi.stubGlobal(
      'fetch',
      () =>
        new Promise((resolve) => {
          answers.push((version, status) => {
            const moveCall = { __typename: 'MoveCall', id: 'a', version, status };
            resolve(Response.json({ data: { moveCall } }));
          });
        }),
    );
    const { router, client, stop } = await startWatch();
    const shown: (string | undefined)[] = [];
    const query = client
      .query(CallById, { id: 'a' })
      .subscribe(({ data }) => shown.push(data?.moveCall?.status));
    await pass();
    router.deliver(event('3', 'CONFIRMED'));
    await pass();
    answers[0]?.(2, 'ASSIGNING');
    await pass();
    expect(answers).toHaveLength(2);
    answers[1]?.(3, 'CONFIRMED');
    await pass();
    expect(shown).toEqual(['CONFIRMED']);
    query.unsubscribe();
    stop();
  });
});
