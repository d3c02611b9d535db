import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeSource, graphQLError, startWatch } from './support/live-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

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
