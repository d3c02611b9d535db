import type { Cause } from '@movecall/eventlog';

/** What a command leads to: facts, of which there are none when it changes nothing, or a refusal. */
export type Decision<Fact, Refusal = never> =
  { readonly facts: readonly Fact[] } | { readonly refusal: Refusal };

export const facts = <Fact>(...all: readonly Fact[]): { readonly facts: readonly Fact[] } => ({ facts: all });
export const refusal = <Refusal>(why: Refusal): { readonly refusal: Refusal } => ({ refusal: why });

/**
 * The rules of one kind of thing, without a database, a network or a clock. `decide` says which facts a command leads to in a state;
 * `evolve` says what the state is after a fact.
 */
export interface Decider<State, Command, Fact, Refusal = never> {
  decide(state: State, command: Command): Decision<Fact, Refusal>;
  evolve(state: State, fact: Fact): State;
}

/** A command to the thing with an id, and what led to it. */
export interface Commanded<Command> {
  readonly id: string;
  readonly command: Command;
  readonly cause: Cause;
}

/** A fact, and what led to it. */
export interface Recorded<Fact> {
  readonly fact: Fact;
  readonly cause: Cause;
}

/** A state before and after the facts of one or more commands. */
export interface Change<State, Fact> {
  readonly id: string;
  readonly before: State;
  readonly after: State;
  /** At least one, in order. */
  readonly recorded: readonly Recorded<Fact>[];
}

/**
 * Decides commands one after the other, each on what the one before has left.
 *
 * @param states of all ids that the commands name
 * @returns the decision on each command, and what became of each state that has changed
 * @throws Error when a state is missing
 */
export function decideAll<State, Command, Fact, Refusal>(
  decider: Decider<State, Command, Fact, Refusal>,
  states: ReadonlyMap<string, State>,
  commands: readonly Commanded<Command>[],
): { readonly decisions: Decision<Fact, Refusal>[]; readonly changes: Change<State, Fact>[] } {
  const changes = new Map<string, Change<State, Fact>>();
  const decisions = commands.map(({ id, command, cause }) => {
    const change = changes.get(id) ?? unchanged(id, states);
    const decision = decider.decide(change.after, command);
    if ('facts' in decision && decision.facts.length > 0) {
      const recorded = decision.facts.map((fact) => ({ fact, cause }));
      changes.set(id, {
        ...change,
        after: decision.facts.reduce((state, fact) => decider.evolve(state, fact), change.after),
        recorded: [...change.recorded, ...recorded],
      });
    }
    return decision;
  });
  return { decisions, changes: [...changes.values()] };
}

function unchanged<State, Fact>(id: string, states: ReadonlyMap<string, State>): Change<State, Fact> {
  const state = states.get(id);
  if (state === undefined) throw new Error(`the store has loaded no state for ${id}`);
  return { id, before: state, after: state, recorded: [] };
}
