/**
 * The decisions about an attempt to have a call accepted. The attempt is stored before manage is asked, under the id that the
 * call will have, and is settled once:
 *
 *   PENDING ──▶ ACCEPTED   manage accepted; the same transaction creates the call
 *      └──────▶ VOID       manage refused, was slow, or its answer was lost: the customer reads "try again", and
 *                          CallWithdrawn undoes whatever manage has done or will do
 *
 * The request that stored the attempt settles it. When that request takes too long, a repetition with the same idempotency key
 * voids the attempt. When the process of that request has died, the sweeper voids the attempt after its deadline.
 */
export type AttemptStatus = 'PENDING' | 'ACCEPTED' | 'VOID';

export interface Attempt {
  /** Also the id of the call. */
  readonly id: string;
  readonly status: AttemptStatus;
  /** Identifies what was asked for. */
  readonly fingerprint: string;
  /** After this moment the request that stored the attempt is taken for dead. */
  readonly deadline: Date;
}

/** How a request relates to the attempt that holds its idempotency key. */
export type Repetition = 'SAME_CALL' | 'IN_FLIGHT' | 'KEY_REUSED' | 'KEY_IS_FREE';

export function repetitionOf(attempt: Attempt, fingerprint: string): Repetition {
  switch (attempt.status) {
    case 'VOID':
      return 'KEY_IS_FREE';
    case 'PENDING':
      return attempt.fingerprint === fingerprint ? 'IN_FLIGHT' : 'KEY_REUSED';
    case 'ACCEPTED':
      return attempt.fingerprint === fingerprint ? 'SAME_CALL' : 'KEY_REUSED';
    default:
      return attempt.status satisfies never;
  }
}
