import { bulkhead, BulkheadRejectedError } from 'cockatiel';

export interface AcceptanceBulkhead {
  /** Runs an acceptance. Answers `OVERLOADED` at once when too many are in flight. */
  run<T>(accept: () => Promise<T>): Promise<T | 'OVERLOADED'>;
  readonly inFlight: number;
}

/**
 * The bulkhead around acceptances. Manage asks callers to try again rather than let them queue up. Orders that wait for a mover
 * are not in flight.
 *
 * @param limit how many acceptances may be in flight
 */
export function createAcceptanceBulkhead(limit: number): AcceptanceBulkhead {
  const policy = bulkhead(limit, 0);
  return {
    async run(accept) {
      try {
        return await policy.execute(accept);
      } catch (error) {
        if (error instanceof BulkheadRejectedError) return 'OVERLOADED';
        throw error;
      }
    },
    get inFlight() {
      return limit - policy.executionSlots;
    },
  };
}
