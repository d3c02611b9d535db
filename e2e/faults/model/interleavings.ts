import { apply, type Dispatch, type Effect } from './dispatch-model.ts';

/** Something on its way to assign. */
export interface InFlightEffect {
  readonly effect: Effect;
  /** The position of the command that set it going. Those of one command are under way together. */
  readonly commandIndex: number;
  /** Of a request whose customer was told to try again: whether and when manage stated it is unknown. */
  readonly isVoided: boolean;
}

/**
 * Every state in which assign may come to rest, when it was at rest in `from` and all this is under way: that of every order
 * in which the effects can reach it. A ghost that never comes leaves what one leaves that is withdrawn at once: nothing.
 */
export function possibleOutcomes(from: Dispatch, racing: readonly InFlightEffect[]): Dispatch[] {
  const ends = new Map<string, Dispatch>();
  const visited = new Set<string>();
  const all = 2 ** racing.length - 1;
  const predecessors = racing.map((later) =>
    racing.reduce((mask, earlier, nth) => (precedes(earlier, later) ? mask | (1 << nth) : mask), 0),
  );

  function visit(state: Dispatch, done: number): void {
    const name = `${done} ${nameOf(state)}`;
    if (visited.has(name)) return;
    visited.add(name);
    if (done === all) ends.set(nameOf(state), state);
    racing.forEach(({ effect }, nth) => {
      const before = predecessors[nth] ?? 0;
      if (done & (1 << nth) || (done & before) !== before) return;
      visit(apply(state, effect), done | (1 << nth));
    });
  }

  visit(from, 0);
  return [...ends.values()];
}

/**
 * Which orders the system promises. The switch of a mover is done when it is answered. Manage states a request before that is
 * answered, and states what it states in order; a cancel comes to it by way of call, and has to find its own time there.
 */
function precedes(earlier: InFlightEffect, later: InFlightEffect): boolean {
  const [a, b] = [earlier.effect, later.effect];
  if (a.type === 'asked' && b.type === 'withdrawn' && a.request.key === b.key) return true;
  if (earlier.commandIndex >= later.commandIndex) return false;
  switch (a.type) {
    case 'registered':
    case 'switched':
      return true;
    case 'asked':
      return !earlier.isVoided && (b.type === 'asked' || b.type === 'withdrawn');
    case 'withdrawn':
      return false;
    default:
      return a satisfies never;
  }
}

const nameOf = ({ movers, booked, waiting }: Dispatch): string =>
  JSON.stringify([
    movers.map(({ name, available }) => [name, available]),
    booked.map(({ request: ask, mover }) => `${ask.key} ${mover}`).toSorted(),
    waiting.map(({ key }) => key),
  ]);
