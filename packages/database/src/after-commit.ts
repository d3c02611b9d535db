import type { Database, Transaction } from './database.ts';

/** What is to be done after each transaction that is under way. */
const waiting = new WeakMap<object, (() => void)[]>();

/**
 * Has something done once a transaction is committed, and not at all when it is rolled back: counting what it has made true.
 * In a transaction of a database that was not opened by `openDatabase` it is done at once.
 *
 * @param effect must not throw: the transaction is committed by then
 */
export function afterCommit(tx: Transaction, effect: () => void): void {
  const effects = waiting.get(tx);
  if (effects) effects.push(effect);
  else effect();
}

/** @param db changed in place */
export function withEffects(db: Database): Database {
  const transaction = db.transaction.bind(db);
  db.transaction = async (work, config) => {
    const effects: (() => void)[] = [];
    const result = await transaction((tx) => {
      waiting.set(tx, effects);
      return work(tx);
    }, config);
    for (const effect of effects) effect();
    return result;
  };
  return db;
}
