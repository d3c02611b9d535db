import type { Viewer } from '@movecall/identity';
import type { Tel } from '@movecall/values/tel';
import { cleanText } from '@movecall/values/text';

/** The decisions about signing in with a six-digit code that is sent to the phone. */

const CODE_LIFETIME_MS = 5 * 60 * 1000;
const MAX_WRONG_ANSWERS = 5;

/** A challenge: a code that was sent to a phone, and what has happened with it. */
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
      /** The id of the sign-in whose wrong answers go up by one; null when none counts. */
      readonly countsAgainst: string | null;
    };

/** Decides whether a code answers a challenge. After five wrong answers it is closed, also for the right answer. */
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

/** Formats a number below a million as a code of six digits. */
export const formatCode = (number: number): string => String(number).padStart(6, '0');

/** Normalises a typed code: full-width digits, spaces, dashes. @returns null when the text cannot be a code */
export function parseCode(text: string): string | null {
  const code = cleanText(text)?.replaceAll(/[ -]/g, '');
  return code !== undefined && /^\d{6}$/.test(code) ? code : null;
}

export interface Person {
  readonly id: string;
  readonly tel: Tel;
}

/** The viewer of a person, as opposed to that of a service. */
export type PersonViewer = Viewer & { readonly role: 'CUSTOMER' | 'MOVER' | 'OPERATOR' };

/** The role in which a person signs in. The configuration names operators; movers are registered with their phone. */
export function viewerOf(person: Person, operators: ReadonlySet<Tel>, moverId: string | null): PersonViewer {
  if (operators.has(person.tel)) return { id: person.id, role: 'OPERATOR', moverId: null };
  if (moverId !== null) return { id: person.id, role: 'MOVER', moverId };
  return { id: person.id, role: 'CUSTOMER', moverId: null };
}

/** A person as the API shows them to themselves. */
export interface ViewerView {
  readonly tel: Tel;
  readonly role: PersonViewer['role'];
}
