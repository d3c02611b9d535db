import type { Dispatch } from './dispatch-model.ts';
import { possibleOutcomes } from './interleavings.ts';
import type { Call, Model } from './saga-model.ts';

/** What the services' databases hold about a call when the system is quiet. */
export interface ObservedCall {
  readonly status: string;
  readonly waitingReason: string | null;
  /** In call's read model, which the customer sees. */
  readonly mover: string | null;
  readonly versions: readonly number[];
  /** How often it was confirmed: once for each mover that it got. */
  readonly confirmations: number;
  readonly order: { readonly status: string; readonly mover: string | null } | null;
  /** Of its contract; null without one. */
  readonly contract: 'OPEN' | 'COMPLETE' | null;
  /** How many messages of each template were sent. */
  readonly messages: Readonly<Record<string, number>>;
}

export interface Observed {
  /** By call id. A call that does not exist is missing. */
  readonly calls: ReadonlyMap<string, ObservedCall>;
  /** All active bookings of the sequence's movers on its days, of any call. */
  readonly bookings: readonly { readonly callId: string; readonly mover: string }[];
  /** For each of the sequence's keys that has any, the number of attempts that are not void. */
  readonly living: ReadonlyMap<string, number>;
}

/**
 * Compares the quiet system with the model.
 *
 * @returns everything that contradicts the model, one line each; without contradictions the settled model
 */
export function checkAgainstModel(
  model: Model,
  observed: Observed,
): { contradictions: string[] } | { model: Model } {
  const { bookings } = observed;
  const keyOf = (callId: string): string =>
    model.calls.find(({ id }) => id === callId)?.request.key ?? `an unknown call (${callId})`;
  const actual = bookings.map(({ callId, mover }) => `${keyOf(callId)} → ${mover}`).toSorted();
  const possible = possibleOutcomes(model.settled, model.inFlight);
  const alike = possible.filter((state) => bookingsOf(state).join() === actual.join());
  const settled = alike.find((state) => hasReasons(state, model, observed)) ?? alike[0];

  const contradictions = [
    ...(settled
      ? []
      : [
          `assign has booked ${listed(actual)}; the model allows ${possible.map(bookingsOf).map(listed).join(' or ')}`,
        ]),
    ...model.calls.flatMap((call) => {
      const found = observed.calls.get(call.id);
      const mover = bookings.find(({ callId }) => callId === call.id)?.mover ?? null;
      return found
        ? contradictionsOf(call, found, mover, reasonOf(settled, call.request.key))
        : [`${call.request.key} was accepted and does not exist`];
    }),
    ...attemptContradictions(model, observed),
  ];
  return settled && contradictions.length === 0
    ? { model: { ...model, settled, inFlight: [] } }
    : { contradictions };
}

const bookingsOf = ({ booked }: Dispatch): string[] =>
  booked.map(({ request, mover }) => `${request.key} → ${mover}`).toSorted();

const reasonOf = (state: Dispatch | undefined, key: string): string | null =>
  state?.waiting.find((waiting) => waiting.key === key)?.reason ?? null;

/** Orders that book the same can differ in why a call began to wait. */
const hasReasons = (state: Dispatch, { calls }: Model, observed: Observed): boolean =>
  calls.every(
    ({ id, status, request: { key } }) =>
      status === 'CANCELLED' || (observed.calls.get(id)?.waitingReason ?? null) === reasonOf(state, key),
  );

const listed = (items: readonly string[]): string => `(${items.join(', ') || 'nothing'})`;

/** All services must agree about a call, and with its status in the model and its mover in assign. */
function contradictionsOf(
  { request, status, changesTeams }: Call,
  found: ObservedCall,
  mover: string | null,
  reason: string | null,
): string[] {
  const sent = (template: string): number => found.messages[template] ?? 0;
  const isQuoted = request.quote !== null;
  // Only a call that changes teams is confirmed more than once.
  const mostConfirmed = changesTeams ? found.confirmations : 1;
  const atMost = (template: string, most: number): number => Math.min(sent(template), most);
  const once = mover === null ? 0 : 1;
  const contracts = isQuoted ? Math.max(once, changesTeams ? atMost('CONTRACT_MADE', mostConfirmed) : 0) : 0;
  const isComplete = mover !== null || (changesTeams && found.contract === 'COMPLETE');
  const expected: Record<string, readonly [actual: unknown, expected: unknown]> = {
    versions: [found.versions.join(), found.versions.map((_, nth) => nth + 1).join()],
    'CALL_ACCEPTED messages': [sent('CALL_ACCEPTED'), 1],
    'CALL_CANCELLED messages': [sent('CALL_CANCELLED'), status === 'CANCELLED' ? 1 : 0],
    ...(status === 'CANCELLED'
      ? {
          status: [found.status, 'CANCELLED'],
          order: [found.order?.status, 'CANCELLED'],
          mover: [mover, null],
          // Sent before the cancel, or not at all.
          'MOVER_CONFIRMED messages': [sent('MOVER_CONFIRMED'), atMost('MOVER_CONFIRMED', mostConfirmed)],
          'CONTRACT_MADE messages': [
            sent('CONTRACT_MADE'),
            atMost('CONTRACT_MADE', isQuoted && found.contract === 'COMPLETE' ? mostConfirmed : 0),
          ],
          contract: [found.contract !== null, isQuoted],
        }
      : {
          status: [found.status, mover === null ? 'ASSIGNING' : 'CONFIRMED'],
          'waiting reason': [found.waitingReason, reason],
          mover: [found.mover, mover],
          order: [found.order?.status, mover === null ? 'WAITING' : 'ASSIGNED'],
          "the order's mover": [found.order?.mover, mover],
          'MOVER_CONFIRMED messages': [
            sent('MOVER_CONFIRMED'),
            changesTeams ? Math.max(once, found.confirmations) : once,
          ],
          'CONTRACT_MADE messages': [sent('CONTRACT_MADE'), contracts],
          contract: [found.contract, isQuoted ? (isComplete ? 'COMPLETE' : 'OPEN') : null],
        }),
  };
  return Object.entries(expected).flatMap(([what, [actual, should]]) =>
    actual === should ? [] : [`${request.key}: ${what} is ${String(actual)}, expected ${String(should)}`],
  );
}

/** An accepted request has one living attempt. A request that was answered "try again" has none. */
const attemptContradictions = (model: Model, { living }: Observed): string[] => [
  ...model.calls.flatMap(({ request: { key } }) =>
    living.get(key) === 1 ? [] : [`${key} was accepted and has ${living.get(key) ?? 0} living attempts`],
  ),
  ...model.refused.flatMap(({ key }) =>
    living.has(key) ? [`${key} was answered "try again" and has ${living.get(key)} living attempts`] : [],
  ),
];
