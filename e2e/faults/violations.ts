import type { Message } from '@movecall/sandbox/message';
import { checkInvariants, type Violation } from '@movecall/ops/invariants/check';
import type { System } from '../support/system.ts';
import type { AnswerLedger } from './answer-ledger.ts';

/** All that does not hold once nothing is under way any more, in a line each: the invariants, and what customers were told. */
export async function findViolations(
  { sql, redis, addresses }: Pick<System, 'sql' | 'redis' | 'addresses'>,
  promises: AnswerLedger,
  quietWithinMs: number,
): Promise<readonly string[]> {
  const found = await checkInvariants(
    {
      databases: sql,
      redis,
      streamPrefix: 'movecall',
      sandboxMessages: async () => (await (await fetch(`${addresses.sandbox}/messages`)).json()) as Message[],
    },
    { quietWithinMs },
  );
  return [...found.map(inOneLine), ...(await promises.findBroken())];
}

const SHOWN = 3;

const inOneLine = ({ invariant, rows }: Violation): string =>
  `${invariant}: ${rows
    .slice(0, SHOWN)
    .map((row) => JSON.stringify(row))
    .join(' ')}${rows.length > SHOWN ? ` and ${rows.length - SHOWN} more` : ''}`;
