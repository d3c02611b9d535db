import type { System } from '../support/system.ts';

/** What customers were told last about each of their idempotency keys: no database knows it, and every answer is a promise. */
export interface AnswerLedger {
  recordAccepted(key: string, callId: string): void;
  /** "Try again": nothing of it may live, or ever be told of. */
  recordTryAgain(key: string): void;
  /** There was no answer: either may be. */
  recordNoAnswer(key: string): void;
  /** Looks whether the databases keep them; what is broken, in a line each. For when nothing is under way. */
  findBroken(): Promise<string[]>;
}

type Told =
  | { readonly answer: 'ACCEPTED'; readonly callId: string }
  | { readonly answer: 'TRY_AGAIN' }
  | { readonly answer: 'NONE' };

export function createAnswerLedger(sql: System['sql']): AnswerLedger {
  const told = new Map<string, Told>();
  const contradictions: string[] = [];

  function accepted(key: string, callId: string): void {
    const before = told.get(key);
    if (before?.answer === 'ACCEPTED' && before.callId !== callId) {
      contradictions.push(`key ${key} was accepted as call ${before.callId} and as call ${callId}`);
    }
    told.set(key, { answer: 'ACCEPTED', callId });
  }

  async function broken(): Promise<string[]> {
    const ids: string[] = [];
    const refusedKeys: string[] = [];
    for (const [key, promise] of told) {
      if (promise.answer === 'ACCEPTED') ids.push(promise.callId);
      if (promise.answer === 'TRY_AGAIN') refusedKeys.push(key);
    }
    const [lost, unordered, alive, twice] = await Promise.all([
      sql.call<{ id: string }[]>`
        select id from unnest(${ids}::uuid[]) as promised (id) where id not in (select id from calls)`,
      sql.manage<{ id: string }[]>`
        select id from unnest(${ids}::uuid[]) as promised (id) where id not in (select call_id from orders)`,
      sql.call<{ key: string; status: string }[]>`
        select idempotency_key as key, status from attempts
        where idempotency_key = any(${refusedKeys}::text[]) and status <> 'VOID'`,
      sql.call<{ key: string }[]>`
        select idempotency_key as key from attempts
        where idempotency_key = any(${[...told.keys()]}::text[]) and status <> 'VOID'
        group by idempotency_key having count(*) > 1`,
    ]);
    return [
      ...contradictions,
      ...lost.map(({ id }) => `call ${id} was accepted and does not exist`),
      ...unordered.map(({ id }) => `call ${id} was accepted and manage has no order for it`),
      ...alive.map(({ key, status }) => `key ${key} was told to try again, and its attempt is ${status}`),
      ...twice.map(({ key }) => `key ${key} has more than one attempt that lives`),
    ];
  }

  return {
    recordAccepted: accepted,
    recordTryAgain: (key) => void told.set(key, { answer: 'TRY_AGAIN' }),
    recordNoAnswer: (key) => void told.set(key, { answer: 'NONE' }),
    findBroken: broken,
  };
}
