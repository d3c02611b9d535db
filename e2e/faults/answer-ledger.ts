import type { System } from '../support/system.ts';

/**
 * The last answer that a customer received for each idempotency key. No database holds these answers, and each of them
 * promises something about the databases.
 */
export interface AnswerLedger {
  recordAccepted(key: string, callId: string): void;
  /** "Try again" promises that nothing of the attempt is alive, and that no alert is ever sent about it. */
  recordTryAgain(key: string): void;
  /** Without an answer the attempt may be alive or not. */
  recordNoAnswer(key: string): void;
  /** The answers that the databases contradict, one line each. Call it only when the system is quiet. */
  findBroken(): Promise<string[]>;
}

type LastAnswer =
  | { readonly answer: 'ACCEPTED'; readonly callId: string }
  | { readonly answer: 'TRY_AGAIN' }
  | { readonly answer: 'NONE' };

export function createAnswerLedger(sql: System['sql']): AnswerLedger {
  const answers = new Map<string, LastAnswer>();
  const acceptedTwice: string[] = [];

  return {
    recordAccepted(key, callId) {
      const before = answers.get(key);
      if (before?.answer === 'ACCEPTED' && before.callId !== callId) {
        acceptedTwice.push(`key ${key} was accepted as call ${before.callId} and as call ${callId}`);
      }
      answers.set(key, { answer: 'ACCEPTED', callId });
    },
    recordTryAgain: (key) => void answers.set(key, { answer: 'TRY_AGAIN' }),
    recordNoAnswer: (key) => void answers.set(key, { answer: 'NONE' }),
    findBroken: async () => [...acceptedTwice, ...(await compareWithDatabases(sql, answers))],
  };
}

async function compareWithDatabases(
  sql: System['sql'],
  answers: ReadonlyMap<string, LastAnswer>,
): Promise<string[]> {
  const ids: string[] = [];
  const refusedKeys: string[] = [];
  for (const [key, last] of answers) {
    if (last.answer === 'ACCEPTED') ids.push(last.callId);
    if (last.answer === 'TRY_AGAIN') refusedKeys.push(key);
  }
  const [lost, withoutOrder, alive, duplicated] = await Promise.all([
    sql.call<{ id: string }[]>`
      select id from unnest(${ids}::uuid[]) as accepted (id) where id not in (select id from calls)`,
    sql.manage<{ id: string }[]>`
      select id from unnest(${ids}::uuid[]) as accepted (id) where id not in (select call_id from orders)`,
    sql.call<{ key: string; status: string }[]>`
      select idempotency_key as key, status from attempts
      where idempotency_key = any(${refusedKeys}::text[]) and status <> 'VOID'`,
    sql.call<{ key: string }[]>`
      select idempotency_key as key from attempts
      where idempotency_key = any(${[...answers.keys()]}::text[]) and status <> 'VOID'
      group by idempotency_key having count(*) > 1`,
  ]);
  return [
    ...lost.map(({ id }) => `call ${id} was accepted and does not exist`),
    ...withoutOrder.map(({ id }) => `call ${id} was accepted and manage has no order for it`),
    ...alive.map(({ key, status }) => `key ${key} was answered "try again", and its attempt is ${status}`),
    ...duplicated.map(({ key }) => `key ${key} has more than one attempt that is not void`),
  ];
}
