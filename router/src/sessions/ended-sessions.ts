import { TOKEN_LIFETIME_SECONDS } from '@movecall/identity/login-token';

/** The sessions that have ended and whose tokens may not have expired yet. */
export interface EndedSessions {
  /** Notes that sessions have ended. Their watchers are called. */
  add(sessionIds: readonly string[]): void;
  has(sessionId: string): boolean;
  /**
   * Calls a function once when a session ends; at once if it has ended.
   *
   * @returns stops watching
   */
  watch(sessionId: string, onEnd: () => void): () => void;
}

/** An ended session is kept for as long as its last token lives, and a while longer, since clocks differ, ms. */
const KEPT_MS = TOKEN_LIFETIME_SECONDS * 1000 + 60_000;

/** @param now returns the time, ms. Later calls return later times. */
export function createEndedSessions(now: () => number = () => performance.now()): EndedSessions {
  /** By session: when it is forgotten. A map iterates in the order of insertion, so the first entry is the oldest. */
  const ended = new Map<string, number>();
  const watchers = new Map<string, Set<() => void>>();

  function forgetOld(): void {
    for (const [sessionId, until] of ended) {
      if (until > now()) return;
      ended.delete(sessionId);
    }
  }

  function end(sessionId: string): void {
    if (ended.has(sessionId)) return;
    ended.set(sessionId, now() + KEPT_MS);
    const called = watchers.get(sessionId) ?? [];
    watchers.delete(sessionId);
    for (const onEnd of called) onEnd();
  }

  return {
    add(sessionIds) {
      forgetOld();
      for (const sessionId of sessionIds) end(sessionId);
    },
    has: (sessionId) => ended.has(sessionId),
    watch(sessionId, onEnd) {
      if (ended.has(sessionId)) {
        onEnd();
        return () => undefined;
      }
      const own = watchers.get(sessionId) ?? new Set();
      watchers.set(sessionId, own.add(onEnd));
      return () => {
        own.delete(onEnd);
        if (own.size === 0 && watchers.get(sessionId) === own) watchers.delete(sessionId);
      };
    },
  };
}
