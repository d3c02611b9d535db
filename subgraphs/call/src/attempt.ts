/**
 * The attempt to have a call accepted, decided. It is written before manage is asked, under the id that the call will
 * have, and settled once and for good:
 *
 *   PENDING ──▶ ACCEPTED   manage accepted: the call exists from the same transaction on
 *      └──────▶ VOID       manage refused, was slow, or its answer was lost: the customer reads "try again", and
 *                          CallWithdrawn undoes whatever manage did or will do about it
 *
 * The request that made an attempt settles it. When that one takes too long, whoever repeats it voids the attempt; when it
 * died, the sweeper does after its deadline.
 */
export type AttemptStatus = 'PENDING' | 'ACCEPTED' | 'VOID';

export interface Attempt {
  /** The call's id as well. */
  readonly id: string;
  readonly status: AttemptStatus;
  /** Of what was asked for. */
  readonly fingerprint: string;
  /** After it whoever made the attempt is taken for dead. */
  readonly deadline: Date;
}

/** What a request gets whose idempotency key an attempt holds. */
export type Repetition = 'SAME_CALL' | 'IN_FLIGHT' | 'KEY_REUSED' | 'KEY_IS_FREE';

export function repeat(attempt: Attempt, fingerprint: string): Repetition {
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

/**
 * What an event about a call means while its attempt is so. Manage and assign may speak of a call before call itself has
 * committed it; of one that was withdrawn nothing is to be said any more.
 */
export type Standing = 'CALL_EXISTS' | 'NOT_YET' | 'NONE';

export function standing(status: AttemptStatus | null): Standing {
  switch (status) {
    case 'ACCEPTED':
      return 'CALL_EXISTS';
    case 'PENDING':
      return 'NOT_YET';
    case 'VOID':
    case null:
      return 'NONE';
    default:
      return status satisfies never;
  }
}
