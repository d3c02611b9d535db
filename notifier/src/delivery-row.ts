import type { Delivery, DeliveryState } from './delivery-state.ts';
import type { DeliveryRow } from './tables.ts';

type StateColumns = Pick<
  DeliveryRow,
  'status' | 'attempt' | 'lookups' | 'since' | 'dueAt' | 'providerId' | 'failureCode'
>;

/** The columns that store a state. */
export function toColumns(state: DeliveryState): StateColumns {
  const { status, attempt } = state;
  return {
    status,
    attempt,
    lookups: 'lookups' in state ? state.lookups : 0,
    since: 'since' in state ? state.since : null,
    dueAt: 'dueAt' in state ? state.dueAt : null,
    providerId: 'providerId' in state ? state.providerId : null,
    failureCode: 'failureCode' in state ? state.failureCode : null,
  };
}

/** @throws Error when the columns fit no state: something other than the notifier has written them */
export const toDelivery = (row: DeliveryRow): Delivery => ({
  about: {
    template: row.template,
    correlationId: row.correlationId,
    eventId: row.eventId,
    traceparent: row.traceparent,
  },
  state: toState(row),
  expiresAt: row.expiresAt,
  withdrawn: row.withdrawn,
  erased: row.erased,
});

function toState(row: DeliveryRow): DeliveryState {
  const { status, attempt, lookups } = row;
  const of = <T>(value: T | null): T => {
    if (value === null)
      throw new Error(
        `delivery ${row.id} is ${status}, but a column of that status is null; correct the row`,
      );
    return value;
  };
  switch (status) {
    case 'PENDING':
      return { status, attempt, dueAt: of(row.dueAt) };
    case 'SENDING':
      return { status, attempt, since: of(row.since), dueAt: of(row.dueAt) };
    case 'UNKNOWN':
      return { status, attempt, lookups, since: of(row.since), dueAt: of(row.dueAt) };
    case 'ACCEPTED':
      return {
        status,
        attempt,
        lookups,
        providerId: of(row.providerId),
        since: of(row.since),
        dueAt: of(row.dueAt),
      };
    case 'DELIVERED':
      return { status, attempt, providerId: of(row.providerId), since: of(row.since) };
    case 'FAILED':
      return {
        status,
        attempt,
        providerId: row.providerId,
        failureCode: of(row.failureCode),
        since: of(row.since),
      };
    case 'SUPERSEDED':
      return { status, attempt, since: of(row.since) };
    default:
      return status satisfies never;
  }
}
