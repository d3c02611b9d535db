import type { Session } from './api/session.ts';

/** Where each role begins. */
export function homeOf(role: Session['role']): string {
  switch (role) {
    case 'OPERATOR':
      return '/board';
    case 'MOVER':
      return '/calls';
    case 'CUSTOMER':
      return '/';
    default:
      return role satisfies never;
  }
}

/** Sign-in, and from there back to where they were. */
export const signInPath = (from: string): string =>
  from === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(from)}`;

/** Where to go after sign-in: a path of ours that was asked for, never another site. */
export function afterSignIn(search: string, role: Session['role']): string {
  const next = new URLSearchParams(search).get('next') ?? '';
  return /^\/(?![/\\])[\w\-/]*$/.test(next) ? next : homeOf(role);
}
