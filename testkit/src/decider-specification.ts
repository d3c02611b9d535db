import type { Decider, Decision } from '@movecall/decider';

/**
 * The shape of a test of rules: given facts, when a command, then facts or a refusal.
 *
 * @param initial the state before any fact
 */
export const specificationOf =
  <State, Command, Fact, Refusal>(decider: Decider<State, Command, Fact, Refusal>, initial: State) =>
  (...given: readonly Fact[]) => ({
    /** The state after the given facts. */
    state: given.reduce((state, fact) => decider.evolve(state, fact), initial),
    /** The decision on a command after the given facts. */
    when(command: Command): Decision<Fact, Refusal> {
      return decider.decide(this.state, command);
    },
  });
