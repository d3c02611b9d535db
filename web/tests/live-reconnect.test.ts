import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { graphQLError, startWatch } from './support/live-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The milliseconds until the watch subscribes again. */
function pauseBeforeNext({ source }: ReturnType<typeof startWatch>): number {
  const before = source.subscriptions.length;
  const since = Date.now();
  vi.advanceTimersToNextTimer();
  expect(source.subscriptions).toHaveLength(before + 1);
  return Date.now() - since;
}

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
