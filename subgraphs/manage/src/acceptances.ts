import { bulkhead, BulkheadRejectedError } from 'cockatiel';

export interface Acceptances {
  /** Runs an acceptance, or answers `OVERLOADED` at once when too many are in flight. */
  run<T>(accept: () => Promise<T>): Promise<T | 'OVERLOADED'>;
  readonly inFlight: number;
}

/**
 * The limit on acceptances in flight: manage asks to try again rather than let callers queue up. Orders that wait for a
 * mover are not in flight.
 */
export function limitAcceptances(limit: number): Acceptances {
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
