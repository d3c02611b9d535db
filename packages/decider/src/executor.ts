import type { Fact as PublishedFact, Transaction } from '@movecall/eventlog';
import { type Change, type Commanded, type Decider, type Decision, decideAll } from './decider.ts';

/** Where states are kept. */
export interface Store<State, Command, Fact> {
  /**
   * Loads the state of each id that the commands name, and locks it until the transaction ends. What is not stored yet has its
   * initial state. It takes the locks in the order of the ids, so that two transactions cannot deadlock.
   */
  load(tx: Transaction, commands: readonly Commanded<Command>[]): Promise<ReadonlyMap<string, State>>;
  /** Writes changes, with one statement for each table, however many they are. */
  save(tx: Transaction, changes: readonly Change<State, Fact>[]): Promise<unknown>;
}

export interface ExecutorOptions<State, Command, Fact, Refusal> {
  readonly decider: Decider<State, Command, Fact, Refusal>;
  readonly store: Store<State, Command, Fact>;
  /** What others are told of a fact. Its cause is that of the command, unless it names one of its own. */
  readonly publish: (fact: Fact, change: Change<State, Fact>) => readonly PublishedFact[];
  /** Appends them to the outbox. */
  readonly append: (tx: Transaction, facts: readonly PublishedFact[]) => Promise<void>;
}

/** Executes commands in a transaction: they take effect together with the transaction, or not at all. */
export type Execute<Command, Fact, Refusal = never> = (
  tx: Transaction,
  commands: readonly Commanded<Command>[],
) => Promise<readonly Decision<Fact, Refusal>[]>;

/**
 * The one way in which a service changes what it keeps: load the states that commands are about, decide in order, write what has
 * changed, append what others are told. Many commands cost as many statements as one.
 *
 * @returns a function that returns the decision on each command
 */
export function createExecutor<State, Command, Fact, Refusal>({
  decider,
  store,
  publish,
  append,
}: ExecutorOptions<State, Command, Fact, Refusal>): Execute<Command, Fact, Refusal> {
  const published = (change: Change<State, Fact>): readonly PublishedFact[] =>
    change.recorded.flatMap(({ fact, cause }) => publish(fact, change).map((told) => ({ cause, ...told })));
  return async (tx, commands) => {
    const { decisions, changes } = decideAll(decider, await store.load(tx, commands), commands);
    if (changes.length > 0) {
      // The driver sends them without waiting in between.
      await Promise.all([store.save(tx, changes), append(tx, changes.flatMap(published))]);
    }
    return decisions;
  };
}
