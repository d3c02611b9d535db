/**
 * How many calls one customer may have open, so that nobody books the movers of whole days. A call is open from its acceptance
 * until it is cancelled or its day is over: REQUESTED, ASSIGNING or CONFIRMED. An attempt is no call yet.
 */
export interface OpenCallLimits {
  readonly inAll: number;
  readonly onOneDay: number;
}

/** How many calls a customer has open. */
export interface OpenCalls {
  readonly inAll: number;
  /** On the moving day of the call that is asked for. */
  readonly onDay: number;
}

export type ExceededLimit = 'IN_ALL' | 'ON_ONE_DAY';

/** The limit that one more call would exceed; null when it exceeds none. */
export function exceededLimit(open: OpenCalls, limits: OpenCallLimits): ExceededLimit | null {
  if (open.inAll >= limits.inAll) return 'IN_ALL';
  return open.onDay >= limits.onOneDay ? 'ON_ONE_DAY' : null;
}
