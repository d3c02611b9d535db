import { useSyncExternalStore } from 'react';
import type { graphql } from './graphql.ts';
import { forgetOnPhone } from './kept-on-phone.ts';
import { createStoredText } from './stored-text.ts';

/** The signed-in user of this browser. Whether the token is still valid is for the server to say. */
export interface Session {
  readonly token: string;
  /** National digits: 01012345678. */
  readonly tel: string;
  readonly role: ReturnType<typeof graphql.scalar<'Role'>>;
}

const KEY = 'movecall.session';
const store = createStoredText(() => localStorage, KEY);
const listeners = new Set<() => void>();
let text = store.read();
let current = parse(text);

// Another tab has signed in or out. A tab that was asleep receives no `storage` event.
window.addEventListener('storage', currentSession);
window.addEventListener('pageshow', currentSession);
document.addEventListener('visibilitychange', currentSession);

export function signedIn({ token, tel, role }: Session): void {
  store.write(JSON.stringify({ token, tel, role }));
  currentSession();
}

/** Forgets the session: on the user's wish, or because the server refuses its token. */
export function signOut(): void {
  store.remove();
  forgetOnPhone();
  currentSession();
}

/** The session of this browser, as any of its tabs has left it. */
export function currentSession(): Session | null {
  const stored = store.read();
  if (stored === text) return current;
  text = stored;
  current = parse(stored);
  // Not at once: a component may be rendering.
  queueMicrotask(() => listeners.forEach((listener) => listener()));
  return current;
}

/** The token of a person; null once that person is not signed in any more. */
export function tokenOf(tel: string | null): string | null {
  const session = currentSession();
  return session !== null && session.tel === tel ? session.token : null;
}

/** The current session; the component renders again when it changes. */
export const useSession = (): Session | null => useSyncExternalStore(listen, currentSession);

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function parse(stored: string | null): Session | null {
  try {
    return JSON.parse(stored ?? 'null') as Session | null;
  } catch {
    return null;
  }
}
