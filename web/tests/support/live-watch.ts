import { CombinedError } from '@urql/core';
import {
  type LiveObserver,
  type LiveResult,
  type LiveState,
  type Subscribe,
  watchLive,
} from '../../src/api/live.ts';
import { createFakePage } from './fake-page.ts';

/** An event of a test: its cursor, and whether lists have to be read again. */
interface FakeEvent {
  readonly cursor: string;
  readonly reset?: boolean;
}

interface Subscription {
  /** The cursor that was sent. */
  readonly after: string | null;
  readonly observer: LiveObserver<FakeEvent>;
  left: boolean;
}

/** A server with its connection. A test opens the connection, and decides what each subscription delivers. */
export function createFakeSource() {
  const subscriptions: Subscription[] = [];
  const connectedListeners = new Set<() => void>();
  let open = false;

  const subscribe: Subscribe<FakeEvent> = (after, observer) => {
    const subscription: Subscription = { after, observer, left: false };
    subscriptions.push(subscription);
    return () => (subscription.left = true);
  };
  function last(): LiveObserver<FakeEvent> {
    const subscription = subscriptions.at(-1);
    if (!subscription) throw new Error('Nothing is subscribed: start a watch first.');
    return subscription.observer;
  }
  function deliver(result: Partial<LiveResult<FakeEvent>>): void {
    last().onResult({ hasNext: true, ...result });
  }
  return {
    subscribe,
    socket: {
      isOpen: () => open,
      onConnected(listener: () => void) {
        connectedListeners.add(listener);
        return () => connectedListeners.delete(listener);
      },
    },
    subscriptions,
    /** The cursors that the subscriptions began after, in their order. */
    cursors: (): (string | null)[] => subscriptions.map(({ after }) => after),
    connectedListeners: (): number => connectedListeners.size,
    connect(): void {
      open = true;
      for (const listener of connectedListeners) listener();
    },
    deliver,
    /** The connection breaks: the subscription has an error without data, and is over. */
    drop(): void {
      open = false;
      deliver({ error: networkError(), hasNext: false });
      last().onEnd();
    },
    last,
  };
}

const networkError = (): CombinedError => new CombinedError({ networkError: new Error('closed') });

export const graphQLError = (code: string): CombinedError =>
  new CombinedError({ graphQLErrors: [{ message: code, extensions: { code } }] });

/** A watch that waits for the longest of its possible pauses, unless `random` says otherwise. */
export function startWatch({ after = null as string | null, random = 1, source = createFakeSource() } = {}) {
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
