import type { Day } from '@movecall/values/days';

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

/** A call that is to be accepted. */
export interface AskedCall {
  readonly id: string;
  readonly ownerId: string;
  readonly movingOn: Day;
}

/**
 * Finds the calls that exceed a limit, of those that are to be accepted together. Each call that exceeds none counts for the calls after
 * it.
 *
 * @param open how many calls the customer had open before, by the id of the call; without it no limit applies to the call
 * @param today in Seoul
 */
export function exceededLimits(
  asked: readonly AskedCall[],
  open: ReadonlyMap<string, OpenCalls>,
  limits: OpenCallLimits,
  today: Day,
): ReadonlyMap<string, ExceededLimit> {
  const exceeded = new Map<string, ExceededLimit>();
  const taken: AskedCall[] = [];
  for (const call of asked) {
    const before = open.get(call.id);
    const limit = before ? exceededLimit(withTaken(before, call, taken), limits) : null;
    if (limit !== null) exceeded.set(call.id, limit);
    else if (call.movingOn >= today) taken.push(call);
  }
  return exceeded;
}

function withTaken(
  { inAll, onDay }: OpenCalls,
  { ownerId, movingOn }: AskedCall,
  taken: readonly AskedCall[],
): OpenCalls {
  const own = taken.filter((other) => other.ownerId === ownerId);
  return {
    inAll: inAll + own.length,
    onDay: onDay + own.filter((other) => other.movingOn === movingOn).length,
  };
}
