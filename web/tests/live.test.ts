import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LiveState, watchLive } from '../src/api/live.ts';
import { createFakePage } from './support/fake-page.ts';
import { createFakeSource, type FakeEvent, graphQLError } from './support/fake-source.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A watch that waits for the longest of its possible pauses, unless `random` says otherwise. */
function startWatch({ after = null as string | null, random = 1, source = createFakeSource() } = {}) {
  const tab = createFakePage();
  const states: LiveState[] = [];
  const events: FakeEvent[] = [];
  const stop = watchLive({
    subscribe: source.subscribe,
    socket: source.socket,
    after,
    cursorOf: ({ cursor }) => cursor,
    onState: (state) => states.push(state),
    onData: (event) => events.push(event),
    page: tab.page,
    random: () => random,
  });
  return { source, tab, states, events, stop };
}

/** The milliseconds until the watch subscribes again. */
function pauseBeforeNext({ source }: ReturnType<typeof startWatch>): number {
  const before = source.subscriptions.length;
  const since = Date.now();
  vi.advanceTimersToNextTimer();
  expect(source.subscriptions).toHaveLength(before + 1);
  return Date.now() - since;
}

describe('a watch that begins', () => {
  it('reports the first event, which is the state now', () => {
    const { source, events } = startWatch();
    expect(source.cursors()).toEqual([null]);
    source.connect();
    source.deliver({ data: { cursor: '1' } });
    expect(events).toEqual([{ cursor: '1' }]);
  });

  it('begins after the cursor that a list was read at', () => {
    expect(startWatch({ after: '7' }).source.cursors()).toEqual(['7']);
  });

  it('is connecting until the socket is connected, then live', () => {
    const { source, states } = startWatch();
    expect(states).toEqual(['connecting']);
    source.connect();
    expect(states).toEqual(['connecting', 'live']);
  });

  it('is live at once on a socket that is open already', () => {
    const source = createFakeSource();
    source.connect();
    const { states } = startWatch({ source });
    expect(states).toEqual(['connecting', 'live']);
  });

  it('reports a `reset` like any event, and goes on after its cursor', () => {
    const { source, events } = startWatch({ after: '1' });
    source.connect();
    source.deliver({ data: { cursor: '9', reset: true } });
    expect(events).toEqual([{ cursor: '9', reset: true }]);
    source.drop();
    vi.advanceTimersToNextTimer();
    expect(source.cursors()).toEqual(['1', '9']);
  });
});

describe('a watch whose connection is lost', () => {
  it('subscribes again after the cursor of the last event', () => {
    const { source } = startWatch();
    source.connect();
    source.deliver({ data: { cursor: '1' } });
    source.deliver({ data: { cursor: '2' } });
    source.drop();
    vi.advanceTimersToNextTimer();
    expect(source.cursors()).toEqual([null, '2']);
    expect(source.subscriptions.map(({ left }) => left)).toEqual([true, false]);
  });

  it('is lost at once, and live only when the socket is connected again', () => {
    const { source, states } = startWatch();
    source.connect();
    source.drop();
    expect(states).toEqual(['connecting', 'live', 'lost']);
    vi.advanceTimersToNextTimer();
    expect(states).toEqual(['connecting', 'live', 'lost']);
    source.connect();
    expect(states).toEqual(['connecting', 'live', 'lost', 'live']);
  });

  it('stays lost when the socket is connected for another subscription, until it subscribes itself', () => {
    const { source, states } = startWatch();
    source.connect();
    source.drop();
    source.connect();
    expect(states).toEqual(['connecting', 'live', 'lost']);
    vi.advanceTimersToNextTimer();
    expect(states).toEqual(['connecting', 'live', 'lost', 'live']);
  });

  it('waits twice as long after each failure, and 15 seconds at most', () => {
    const watch = startWatch();
    const pauses = Array.from({ length: 7 }, () => {
      watch.source.drop();
      return pauseBeforeNext(watch);
    });
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  });

  it('waits at least half as long, so that many clients do not reconnect at one moment', () => {
    const watch = startWatch({ random: 0 });
    watch.source.drop();
    expect(pauseBeforeNext(watch)).toBe(250);
  });

  it('begins with the shortest pause again once the socket was connected', () => {
    const watch = startWatch();
    for (let failure = 0; failure < 4; failure += 1) {
      watch.source.drop();
      pauseBeforeNext(watch);
    }
    watch.source.connect();
    watch.source.drop();
    expect(pauseBeforeNext(watch)).toBe(500);
  });

  it('counts one failure for an error and the end that follows it', () => {
    const watch = startWatch();
    watch.source.deliver({ error: graphQLError('INTERNAL_SERVER_ERROR') });
    watch.source.last().onEnd();
    expect(watch.states).toEqual(['connecting', 'lost']);
    expect(vi.getTimerCount()).toBe(1);
    expect(pauseBeforeNext(watch)).toBe(500);
  });

  it('is lost, too, when the subscription is over without a last result', () => {
    const { source, states } = startWatch();
    source.connect();
    source.last().onEnd();
    expect(states.at(-1)).toBe('lost');
    vi.advanceTimersToNextTimer();
    expect(source.subscriptions).toHaveLength(2);
  });

  it('ignores what a subscription delivers late, after the watch has left it', () => {
    const { source, states, events } = startWatch();
    source.connect();
    source.deliver({ data: { cursor: '1' } });
    const late = source.last();
    source.drop();
    late.onResult({ data: { cursor: '2' }, hasNext: true });
    vi.advanceTimersToNextTimer();
    source.connect();
    source.deliver({ data: { cursor: '3' } });
    late.onResult({ data: { cursor: '2' }, hasNext: true });
    late.onResult({ error: graphQLError('NOT_FOUND'), hasNext: false });
    late.onEnd();
    expect(events.map(({ cursor }) => cursor)).toEqual(['1', '3']);
    expect(states.at(-1)).toBe('live');
    source.drop();
    vi.advanceTimersToNextTimer();
    expect(source.cursors()).toEqual([null, '1', '3']);
  });
});

describe('a watch that waits to reconnect', () => {
  it('reconnects at once when the network returns, and no second time when its pause is over', () => {
    const { source, tab } = startWatch();
    source.drop();
    tab.goOnline();
    expect(source.subscriptions).toHaveLength(2);
    vi.advanceTimersByTime(60_000);
    expect(source.subscriptions).toHaveLength(2);
  });

  it('reconnects at once when its tab is shown', () => {
    const { source, tab } = startWatch();
    tab.hide();
    source.drop();
    tab.show();
    expect(source.subscriptions).toHaveLength(2);
  });

  it('keeps its pause while the tab is hidden', () => {
    const { source, tab } = startWatch();
    tab.hide();
    source.drop();
    tab.goOnline();
    expect(source.subscriptions).toHaveLength(1);
    vi.advanceTimersByTime(500);
    expect(source.subscriptions).toHaveLength(2);
  });
});

describe('a watch that is live', () => {
  it('does not subscribe again when the network returns or the tab is shown', () => {
    const { source, tab } = startWatch();
    source.connect();
    tab.goOnline();
    tab.hide();
    tab.show();
    expect(source.subscriptions).toHaveLength(1);
  });

  it('does not subscribe again then after a reconnection either', () => {
    const { source, tab } = startWatch();
    source.drop();
    vi.advanceTimersToNextTimer();
    source.connect();
    tab.goOnline();
    expect(source.subscriptions).toHaveLength(2);
  });
});

describe('a watch that is over', () => {
  it('has ended when the server completes the subscription, as it does after a terminal status', () => {
    const { source, tab, states, events } = startWatch();
    source.connect();
    source.deliver({ data: { cursor: '5' }, hasNext: false });
    source.last().onEnd();
    expect(events).toEqual([{ cursor: '5' }]);
    expect(states).toEqual(['connecting', 'live', 'ended']);
    tab.goOnline();
    vi.advanceTimersByTime(60_000);
    expect(source.subscriptions).toHaveLength(1);
  });

  it.each(['NOT_FOUND', 'FORBIDDEN', 'BAD_USER_INPUT', 'UNAUTHENTICATED'])('is refused with %s', (code) => {
    const { source, tab, states } = startWatch();
    source.connect();
    source.deliver({ error: graphQLError(code), hasNext: false });
    source.last().onEnd();
    expect(states).toEqual(['connecting', 'live', 'refused']);
    tab.goOnline();
    vi.advanceTimersByTime(60_000);
    expect(source.subscriptions).toHaveLength(1);
  });
});

describe('an error that is no refusal', () => {
  it.each(['INTERNAL_SERVER_ERROR', 'RATE_LIMITED'])('%s is answered by another attempt', (code) => {
    const { source, states } = startWatch();
    source.connect();
    source.deliver({ error: graphQLError(code), hasNext: false });
    expect(states).toEqual(['connecting', 'live', 'lost']);
    vi.advanceTimersToNextTimer();
    expect(source.subscriptions).toHaveLength(2);
  });

  it('leaves the subscription as it is when it comes with data', () => {
    const { source, states, events } = startWatch();
    source.connect();
    source.deliver({ data: { cursor: '1' }, error: graphQLError('INTERNAL_SERVER_ERROR') });
    source.deliver({ data: { cursor: '2' } });
    expect(events.map(({ cursor }) => cursor)).toEqual(['1', '2']);
    expect(states).toEqual(['connecting', 'live']);
  });
});

describe('a watch that is stopped', () => {
  function expectNothingLeft({ source, tab }: ReturnType<typeof startWatch>): void {
    expect(vi.getTimerCount()).toBe(0);
    expect(tab.listeners()).toBe(0);
    expect(source.connectedListeners()).toBe(0);
    expect(source.subscriptions.every(({ left }) => left)).toBe(true);
  }

  it('leaves no subscription, timer or listener while it is live', () => {
    const watch = startWatch();
    watch.source.connect();
    expect(watch.tab.listeners()).toBe(2);
    watch.stop();
    expectNothingLeft(watch);
  });

  it('leaves no subscription, timer or listener while it waits to reconnect', () => {
    const watch = startWatch();
    watch.source.drop();
    expect(vi.getTimerCount()).toBe(1);
    watch.stop();
    expectNothingLeft(watch);
  });

  it('reports nothing more', () => {
    const { source, states, events, stop } = startWatch();
    source.connect();
    stop();
    source.deliver({ data: { cursor: '1' } });
    source.drop();
    source.connect();
    expect(events).toEqual([]);
    expect(states).toEqual(['connecting', 'live']);
    expect(vi.getTimerCount()).toBe(0);
  });
});
