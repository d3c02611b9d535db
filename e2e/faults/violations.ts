import type { Message } from '@movecall/sandbox/message';
import { checkInvariants, type Violation } from '@movecall/ops/invariants/check';
import type { System } from '../support/system.ts';
import type { AnswerLedger } from './answer-ledger.ts';

/**
 * Waits until the system is quiet, at most `quietWithinMs`, and checks it.
 *
 * @returns the broken invariants and the broken answers to customers, one line each
 */
export async function findViolations(
  { sql, redis, addresses }: Pick<System, 'sql' | 'redis' | 'addresses'>,
  ledger: AnswerLedger,
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
  return [...found.map(inOneLine), ...(await ledger.findBroken())];
}

const SHOWN = 3;

const inOneLine = ({ invariant, rows }: Violation): string =>
  `${invariant}: ${rows
    .slice(0, SHOWN)
    .map((row) => JSON.stringify(row))
    .join(' ')}${rows.length > SHOWN ? ` and ${rows.length - SHOWN} more` : ''}`;
