import { type SQL, sql } from 'drizzle-orm';
import { subjectOf } from './messages.ts';
import { deliveries } from './tables.ts';

/**
 * Login codes and other messages are claimed and sent apart, each lane with a concurrency of its own: strangers' codes
 * delay no other message, and no other message delays a code.
 */
export type Lane = 'LOGIN' | 'CALLS';

/** The lane of a template's messages. */
export const laneOf = (template: string): Lane => (subjectOf(template) === 'SIGN_IN' ? 'LOGIN' : 'CALLS');

/** Whether a delivery is in a lane. The template is no parameter: Postgres could not use the partial index of the codes. */
export const isInLane = (lane: Lane): SQL =>
  lane === 'LOGIN' ? sql`${deliveries.template} = 'LOGIN_CODE'` : sql`${deliveries.template} <> 'LOGIN_CODE'`;
