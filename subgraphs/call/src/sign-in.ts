import type { Viewer } from '@movecall/identity';
import type { Tel } from '@movecall/values/tel';

/** Signing in by a six-digit code sent to the phone, decided. */

const CODE_LIFETIME_MS = 5 * 60 * 1000;
const MAX_WRONG_ANSWERS = 5;

/** The latest code that was sent to a phone; an older one is worth nothing any more. */
export interface SignIn {
  readonly id: string;
  readonly expiresAt: Date;
  readonly wrongAnswers: number;
  readonly used: boolean;
}

export type LoginDecision =
  | { readonly type: 'SIGNED_IN'; readonly signInId: string }
  | {
      readonly type: 'REFUSED';
      readonly code: 'INVALID_CODE' | 'TOO_MANY_ATTEMPTS';
      /** The sign-in that has one wrong answer more now. */
      readonly countsAgainst: string | null;
    };

/** Five wrong answers close a code, also for the right one. */
export function decideLogin(signIn: SignIn | null, codeIsRight: boolean, now: Date): LoginDecision {
  if (!signIn || signIn.used || signIn.expiresAt <= now) return refuse('INVALID_CODE');
  if (signIn.wrongAnswers >= MAX_WRONG_ANSWERS) return refuse('TOO_MANY_ATTEMPTS');
  return codeIsRight ? { type: 'SIGNED_IN', signInId: signIn.id } : refuse('INVALID_CODE', signIn.id);
}

const refuse = (
  code: 'INVALID_CODE' | 'TOO_MANY_ATTEMPTS',
  countsAgainst: string | null = null,
): LoginDecision => ({
  type: 'REFUSED',
  code,
  countsAgainst,
});

export const codeExpiry = (now: Date): Date => new Date(now.getTime() + CODE_LIFETIME_MS);

/** A code as the message shows it, from a number below a million. */
export const formatCode = (number: number): string => String(number).padStart(6, '0');

/** What was typed as code, with full-width digits and spaces put right; null when it cannot be one. */
export function parseCode(text: string): string | null {
  if (text.length > 40) return null;
  const code = text.normalize('NFKC').replaceAll(/\s/g, '');
  return /^\d{6}$/.test(code) ? code : null;
}

export interface Person {
  readonly id: string;
  readonly tel: Tel;
}

/** Somebody who signed in, and no service. */
export type PersonViewer = Viewer & { readonly role: 'CUSTOMER' | 'MOVER' | 'OPERATOR' };

/** As whom a person signs in. Operators are named by configuration; movers have registered with the phone. */
export function viewerOf(person: Person, operators: ReadonlySet<Tel>, moverId: string | null): PersonViewer {
  if (operators.has(person.tel)) return { id: person.id, role: 'OPERATOR', moverId: null };
  if (moverId !== null) return { id: person.id, role: 'MOVER', moverId };
  return { id: person.id, role: 'CUSTOMER', moverId: null };
}

/** A person as the public API shows them to themselves. */
export interface ViewerView {
  readonly tel: Tel;
  readonly role: PersonViewer['role'];
}
