import type { Session } from './api/session.ts';

/** The first screen of each role. */
export function homeOf(role: Session['role']): string {
  switch (role) {
    case 'OPERATOR':
      return '/board';
    case 'MOVER':
      return '/team';
    case 'CUSTOMER':
      return '/';
    default:
      return role satisfies never;
  }
}

/** Whether a path needs no session: a visitor may see a price first. */
export const isOpen = (path: string): boolean => /^\/(?:sign-in|quote(?:\/.*)?)$/.test(path);

/** The sign-in screen, which leads back to the path that needed a session. */
export const signInPath = (from: string): string =>
  from === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(from)}`;

/** The path to open after sign-in: the one in `next`, when it is a path of this page and not of another site. */
export function afterSignIn(search: string, role: Session['role']): string {
  const next = new URLSearchParams(search).get('next') ?? '';
  return /^\/(?![/\\])[\w\-/]*$/.test(next) ? next : homeOf(role);
}
