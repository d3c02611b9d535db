import type { CombinedError } from '@urql/core';
import type { Socket } from './socket.ts';
import type { PageEvents } from './wake.ts';

/** How a live view stands with the server. */
export type LiveState =
  | 'connecting'
  | 'live'
  /** The connection is lost, and the watch reconnects. */
  | 'lost'
  /** The server has completed the subscription: no event will follow. */
  | 'ended'
  /** The server has refused: there is no such call, or the session may not watch it. */
  | 'refused';

/** One result of a subscription: the parts of urql's that a watch reads. */
export interface LiveResult<Data> {
  readonly data?: Data | undefined;
  readonly error?: CombinedError | undefined;
  /** False in the last result of a subscription that the server has completed. */
  readonly hasNext: boolean;
}

export interface LiveObserver<Data> {
  readonly onResult: (result: LiveResult<Data>) => void;
  /** The subscription is over. */
  readonly onEnd: () => void;
}

/**
 * Subscribes to the events after a cursor, or to those from now on when the cursor is null.
 *
 * @returns unsubscribes
 */
export type Subscribe<Data> = (after: string | null, observer: LiveObserver<Data>) => () => void;

export interface WatchOptions<Data> {
  readonly subscribe: Subscribe<Data>;
  /** The connection that carries the subscription. */
  readonly socket: Pick<Socket, 'isOpen' | 'onConnected'>;
  /** The cursor to begin after; null begins now. */
  readonly after: string | null;
  /** Finds the cursor of an event. */
  readonly cursorOf: (data: Data) => string;
  readonly onState: (state: LiveState) => void;
  readonly onData: (data: Data) => void;
  readonly page?: PageEvents;
  /** From 0 up to 1: spreads the reconnections of many clients. */
  readonly random?: () => number;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
const REFUSALS = new Set(['NOT_FOUND', 'FORBIDDEN', 'BAD_USER_INPUT', 'UNAUTHENTICATED']);

/**
 * Watches a subscription until it is stopped, `ended` or `refused`. After a lost connection the watch subscribes again after
 * the last cursor: with growing pauses, and at once when the network returns or the tab is shown. Nothing is polled.
 *
 * @returns stops the watch
 */
export function watchLive<Data>(options: WatchOptions<Data>): () => void {
  const { cursorOf, onState, onData, page = globalThis, random = Math.random } = options;
  let cursor = options.after;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let leave = (): void => undefined;

  function connect(): void {
    clearTimeout(timer);
    timer = undefined;
    leave();
    leave = startAttempt(options, cursor, {
      onConnected: () => (failures = 0),
      onLive: () => onState('live'),
      onData(data) {
        cursor = cursorOf(data);
        onData(data);
      },
      onOutcome(outcome) {
        onState(outcome);
        if (outcome === 'lost') reconnectLater();
      },
    });
  }

  function reconnectLater(): void {
    timer = setTimeout(connect, pauseAfter(failures, random()));
    failures += 1;
  }

  function reconnectNow(): void {
    if (timer !== undefined && page.document.visibilityState === 'visible') connect();
  }

  onState('connecting');
  connect();
  page.window.addEventListener('online', reconnectNow);
  page.document.addEventListener('visibilitychange', reconnectNow);
  return () => {
    clearTimeout(timer);
    leave();
    page.window.removeEventListener('online', reconnectNow);
    page.document.removeEventListener('visibilitychange', reconnectNow);
  };
}

/** Milliseconds: twice as long after each failure, up to a limit; between half of that and all of it, by `random`. */
const pauseAfter = (failures: number, random: number): number =>
  Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS) * (0.5 + random / 2);

type Outcome = Extract<LiveState, 'lost' | 'ended' | 'refused'>;

interface AttemptListener<Data> {
  /** The socket is connected, also when the attempt has its outcome already. */
  readonly onConnected: () => void;
  readonly onLive: () => void;
  readonly onData: (data: Data) => void;
  /** Called once at most; nothing but `onConnected` follows. */
  readonly onOutcome: (outcome: Outcome) => void;
}

/**
 * Subscribes once, and reports until the subscription has its outcome.
 *
 * @returns leaves the subscription; nothing is reported afterwards
 */
function startAttempt<Data>(
  { subscribe, socket }: Pick<WatchOptions<Data>, 'subscribe' | 'socket'>,
  after: string | null,
  { onConnected, onLive, onData, onOutcome }: AttemptListener<Data>,
): () => void {
  let over = false;
  function settle(outcome: Outcome): void {
    if (over) return;
    over = true;
    onOutcome(outcome);
  }
  function connected(): void {
    onConnected();
    if (!over) onLive();
  }

  const unlisten = socket.onConnected(connected);
  const unsubscribe = subscribe(after, {
    onResult(result) {
      if (over) return;
      if (result.data) onData(result.data);
      const outcome = outcomeOf(result);
      if (outcome) settle(outcome);
    },
    onEnd: () => settle('lost'),
  });
  if (socket.isOpen()) connected();
  return () => {
    over = true;
    unlisten();
    unsubscribe();
  };
}

/** What a result means for its subscription; null when the subscription goes on. */
function outcomeOf({ data, error, hasNext }: LiveResult<unknown>): Outcome | null {
  const code = error?.graphQLErrors[0]?.extensions['code'];
  if (REFUSALS.has(String(code))) return 'refused';
  if (error && !data) return 'lost';
  return hasNext ? null : 'ended';
}
