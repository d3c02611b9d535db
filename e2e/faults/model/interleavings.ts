import { apply, type Dispatch, type Effect, isPossible } from './dispatch-model.ts';

/** An effect that was started and may not have reached assign yet. */
export interface InFlightEffect {
  readonly effect: Effect;
  /** The index of the command that started it. Effects of one command are in flight together. */
  readonly commandIndex: number;
  /** Part of an attempt that was voided: it is unknown whether and when manage stated it. */
  readonly isVoided: boolean;
}

/**
 * Every state in which assign may come to rest: one for each order in which the in-flight effects can reach it. A voided
 * attempt that never reaches assign leaves the same state as one that is withdrawn at once.
 *
 * @param from the state of assign when the system was last quiet
 */
export function possibleOutcomes(from: Dispatch, inFlight: readonly InFlightEffect[]): Dispatch[] {
  const outcomes = new Map<string, Dispatch>();
  const visited = new Set<string>();
  const allApplied = 2 ** inFlight.length - 1;
  const predecessors = inFlight.map((later) =>
    inFlight.reduce((mask, earlier, nth) => (precedes(earlier, later) ? mask | (1 << nth) : mask), 0),
  );

  /** @param applied a bit mask of the effects that have reached assign */
  function visit(state: Dispatch, applied: number): void {
    const key = `${applied} ${keyOf(state)}`;
    if (visited.has(key)) return;
    visited.add(key);
    if (applied === allApplied) outcomes.set(keyOf(state), state);
    inFlight.forEach(({ effect }, nth) => {
      const before = predecessors[nth] ?? 0;
      if (applied & (1 << nth) || (applied & before) !== before || !isPossible(state, effect)) return;
      visit(apply(state, effect), applied | (1 << nth));
    });
  }

  visit(from, 0);
  return [...outcomes.values()];
}

/**
 * The orders that the system guarantees. What operators do at assign is done before that is answered. manage states a request
 * before it answers, and its events arrive in order. A cancel reaches manage through call, after its own time.
 */
function precedes(earlier: InFlightEffect, later: InFlightEffect): boolean {
  const [a, b] = [earlier.effect, later.effect];
  if (a.type === 'requested' && b.type === 'withdrawn' && a.request.key === b.key) return true;
  if (earlier.commandIndex >= later.commandIndex) return false;
  switch (a.type) {
    case 'registered':
    case 'switched':
    case 'dropped':
    case 'reassigned':
      return true;
    case 'requested':
      return !earlier.isVoided && (b.type === 'requested' || b.type === 'withdrawn');
    case 'withdrawn':
      return false;
    default:
      return a satisfies never;
  }
}

const keyOf = ({ movers, booked, waiting, passedOver }: Dispatch): string =>
  JSON.stringify([
    [...booked.map(({ request: { key }, nth }) => ({ key, nth })), ...waiting]
      .toSorted((a, b) => a.nth - b.nth)
      .map(({ key }) => key),
    passedOver.map(({ key, mover }) => `${key} ${mover}`).toSorted(),
    movers.map(({ name, available }) => [name, available]),
    booked.map(({ request, mover }) => `${request.key} ${mover}`).toSorted(),
    waiting.map(({ key, reason }) => `${key} ${reason}`),
  ]);
