import type { Database, Transaction } from './database.ts';

/** The effects to run after each transaction that is open. */
const pending = new WeakMap<object, (() => void)[]>();

/**
 * Runs an effect once a transaction is committed, and never when it is rolled back: to count what the transaction has
 * changed, for example. For a transaction of a database that `openDatabase` has not opened, the effect runs at once.
 *
 * @param effect must not throw: the transaction is committed by then
 */
export function afterCommit(tx: Transaction, effect: () => void): void {
  const effects = pending.get(tx);
  if (effects) effects.push(effect);
  else effect();
}

/**
 * Makes `afterCommit` work for the transactions of a database.
 *
 * @param db is modified in place
 */
export function withAfterCommit(db: Database): Database {
  const transaction = db.transaction.bind(db);
  db.transaction = async (work, config) => {
    const effects: (() => void)[] = [];
    const result = await transaction((tx) => {
      pending.set(tx, effects);
      return work(tx);
    }, config);
    for (const effect of effects) effect();
    return result;
  };
  return db;
}
