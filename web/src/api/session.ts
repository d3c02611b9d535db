import { useSyncExternalStore } from 'react';
import type { graphql } from './graphql.ts';
import { createStoredText } from './stored-text.ts';

/** The signed-in user of this device. */
export interface Session {
  readonly token: string;
  /** RFC 3339; the server refuses the token afterwards. */
  readonly expiresAt: string;
  /** National digits: 01012345678. */
  readonly tel: string;
  readonly role: ReturnType<typeof graphql.scalar<'Role'>>;
}

const KEY = 'movecall.session';
const store = createStoredText(() => localStorage, KEY);
const listeners = new Set<() => void>();
let current = read();

// Another tab has signed in or out.
window.addEventListener('storage', ({ key }) => {
  if (key === KEY) enter(read());
});

export const signedIn = (session: Session): void => {
  store.write(JSON.stringify(session));
  enter(session);
};

/** Forgets the session: on the user's wish, or because the server refuses its token. */
export function signOut(): void {
  store.remove();
  enter(null);
}

export const currentSession = (): Session | null => current;

/** The current session; the component renders again when it changes. */
export const useSession = (): Session | null => useSyncExternalStore(listen, currentSession);

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function enter(next: Session | null): void {
  current = next;
  for (const listener of listeners) listener();
}

function read(): Session | null {
  const text = store.read();
  if (text === null) return null;
  try {
    const session = JSON.parse(text) as Session;
    return Date.parse(session.expiresAt) > Date.now() ? session : null;
  } catch {
    return null;
  }
}
