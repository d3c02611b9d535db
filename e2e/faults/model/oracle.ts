import type { Dispatch } from './dispatch-model.ts';
import type { Call, Model } from './saga-model.ts';
import { possibleOutcomes } from './interleavings.ts';

/** What there is of a call once nothing is under way. */
export interface ObservedCall {
  readonly status: string;
  readonly waitingReason: string | null;
  /** As the customer sees it. */
  readonly mover: string | null;
  readonly versions: readonly number[];
  readonly order: { readonly status: string; readonly mover: string | null } | null;
  /** How many messages of each template were sent. */
  readonly messages: Readonly<Record<string, number>>;
}

export interface Observed {
  /** By the calls' ids; those only that there are. */
  readonly calls: ReadonlyMap<string, ObservedCall>;
  /** Everybody's who has one of the sequence's movers on one of its days. */
  readonly bookings: readonly { readonly callId: string; readonly mover: string }[];
  /** How many attempts live under each of the sequence's keys, where any do. */
  readonly living: ReadonlyMap<string, number>;
}

/** Compares: either all that contradicts the model, in a line each, or the model at rest. */
export function checkAgainstModel(
  model: Model,
  seen: Observed,
): { contradictions: string[] } | { model: Model } {
  const { bookings } = seen;
  const nameOf = (callId: string): string =>
    model.calls.find(({ id }) => id === callId)?.request.key ?? `a call nobody knows of (${callId})`;
  const given = bookings.map(({ callId, mover }) => `${nameOf(callId)} → ${mover}`).toSorted();
  const possible = possibleOutcomes(model.settled, model.inFlight);
  const settled = possible.find((state) => bookingsOf(state).join() === given.join());

  const contradictions = [
    ...(settled
      ? []
      : [`assign has ${listed(given)}; it can have ${possible.map(bookingsOf).map(listed).join(' or ')}`]),
    ...model.calls.flatMap((call) => {
      const found = seen.calls.get(call.id);
      const mover = bookings.find(({ callId }) => callId === call.id)?.mover ?? null;
      return found
        ? contradictionsOf(call, found, mover)
        : [`${call.request.key} was accepted and does not exist`];
    }),
    ...lives(model, seen),
  ];
  return settled && contradictions.length === 0
    ? { model: { ...model, settled, inFlight: [] } }
    : { contradictions };
}

const bookingsOf = ({ booked }: Dispatch): string[] =>
  booked.map(({ request: ask, mover }) => `${ask.key} → ${mover}`).toSorted();

const listed = (items: readonly string[]): string => `(${items.join(', ') || 'nothing'})`;

/** All parts of the system say the same of a call, which is what has to be said of it when this mover has it, or nobody. */
function contradictionsOf(
  { request: ask, status }: Call,
  seen: ObservedCall,
  mover: string | null,
): string[] {
  const sent = (template: string): number => seen.messages[template] ?? 0;
  const expected: Record<string, readonly [seen: unknown, expected: unknown]> = {
    versions: [seen.versions.join(), seen.versions.map((_, nth) => nth + 1).join()],
    'CALL_ACCEPTED messages': [sent('CALL_ACCEPTED'), 1],
    'CALL_CANCELLED messages': [sent('CALL_CANCELLED'), status === 'CANCELLED' ? 1 : 0],
    ...(status === 'CANCELLED'
      ? {
          status: [seen.status, 'CANCELLED'],
          order: [seen.order?.status, 'CANCELLED'],
          mover: [mover, null],
          // Announced before it was cancelled, or never.
          'MOVER_CONFIRMED messages': [sent('MOVER_CONFIRMED'), Math.min(sent('MOVER_CONFIRMED'), 1)],
        }
      : {
          status: [seen.status, mover === null ? 'ASSIGNING' : 'CONFIRMED'],
          'waiting reason': [seen.waitingReason, mover === null ? 'NO_MOVER_FREE' : null],
          mover: [seen.mover, mover],
          order: [seen.order?.status, mover === null ? 'WAITING' : 'ASSIGNED'],
          "the order's mover": [seen.order?.mover, mover],
          'MOVER_CONFIRMED messages': [sent('MOVER_CONFIRMED'), mover === null ? 0 : 1],
        }),
  };
  return Object.entries(expected).flatMap(([what, [is, should]]) =>
    is === should ? [] : [`${ask.key}: ${what} ${String(is)}, not ${String(should)}`],
  );
}

/** Told accepted: it lives, once. Told to try again: nothing of it does. */
const lives = (model: Model, { living }: Observed): string[] => [
  ...model.calls.flatMap(({ request: { key } }) =>
    living.get(key) === 1 ? [] : [`${key} was accepted, and ${living.get(key) ?? 0} attempts live`],
  ),
  ...model.refused.flatMap(({ key }) =>
    living.has(key) ? [`${key} was told to try again, and ${living.get(key)} attempts live`] : [],
  ),
];
