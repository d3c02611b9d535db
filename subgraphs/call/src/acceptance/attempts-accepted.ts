import { arrayOf } from '@movecall/database/rows';
import type { Cause, Transaction } from '@movecall/eventlog';
import { failpoint } from '@movecall/failpoints';
import { seoulDay } from '@movecall/values/days';
import { sql } from 'drizzle-orm';
import type { AttemptStoreDeps } from './attempt-store.ts';
import { voidAttempts } from './attempts-withdrawn.ts';
import type { Call } from '../call/call.ts';
import type { CallRecord } from '../call/call-record.ts';
import type { ExecuteOnCalls } from '../executor.ts';
import { countOpenCalls, lockCustomers } from '../call/open-call-store.ts';
import { type ExceededLimit, exceededLimits } from '../call/open-calls.ts';
import { attempts } from '../tables.ts';

export interface Acceptance {
  readonly record: CallRecord;
  /** Whether the limits of open calls apply to it. */
  readonly isLimited: boolean;
  readonly cause: Cause;
}

/** The call that was made, or the limit that it would have exceeded. VOID: the attempt was voided meanwhile. */
export type Accepted = { readonly call: Call } | { readonly exceeded: ExceededLimit } | 'VOID';

type Deps = Pick<AttemptStoreDeps, 'now' | 'execute' | 'appendFacts' | 'openCallLimits'>;

/** Accepts attempts that are PENDING, in order, and makes their calls. Those that exceed a limit are withdrawn. */
export async function acceptAttempts(
  deps: Deps,
  tx: Transaction,
  acceptances: readonly Acceptance[],
): Promise<readonly Accepted[]> {
  const at = deps.now();
  const today = seoulDay(at);
  const limited = acceptances.filter(({ isLimited }) => isLimited).map(({ record }) => record);
  // In one round trip, and in this order: the count sees what the locks have waited for.
  const [, open, settled] = await Promise.all([
    lockCustomers(
      tx,
      limited.map(({ ownerId }) => ownerId),
    ),
    countOpenCalls(tx, limited, today),
    settle(
      tx,
      acceptances.map(({ record }) => record.id),
      at,
    ),
  ]);
  const mine = acceptances.filter(({ record }) => settled.has(record.id));
  const records = mine.map(({ record }) => record);
  const exceeded = exceededLimits(records, open, deps.openCallLimits, today);
  await voidAttempts(
    deps,
    tx,
    mine.flatMap(({ record: { id }, cause }) => (exceeded.has(id) ? [{ id, cause }] : [])),
  );
  const accepted = mine.filter(({ record }) => !exceeded.has(record.id));
  const calls = await makeCalls(deps.execute, tx, accepted, at);
  if (calls.size > 0) await failpoint('call.acceptance-made');
  return acceptances.map(({ record: { id } }): Accepted => {
    const [call, limit] = [calls.get(id), exceeded.get(id)];
    if (call) return { call };
    return limit ? { exceeded: limit } : 'VOID';
  });
}

/**
 * Moves attempts from PENDING to ACCEPTED, in the order of their ids: a withdrawal may lock the same ones.
 *
 * @returns the ids of those that were PENDING
 */
async function settle(tx: Transaction, ids: readonly string[], at: Date): Promise<ReadonlySet<string>> {
  const settled = await tx.execute<{ id: string }>(sql`
    update ${attempts} set status = 'ACCEPTED', settled_at = ${at.toISOString()} from (
      select id from ${attempts} where id = any(${arrayOf(ids)}::uuid[]) and status = 'PENDING' order by id for update
    ) as pending where ${attempts.id} = pending.id returning pending.id`);
  return new Set(settled.map(({ id }) => id));
}

/** @returns the calls by their ids */
async function makeCalls(
  execute: ExecuteOnCalls,
  tx: Transaction,
  accepted: readonly Acceptance[],
  at: Date,
): Promise<ReadonlyMap<string, Call>> {
  if (accepted.length === 0) return new Map();
  const commands = accepted.map(({ record, cause }) => ({
    id: record.id,
    command: { type: 'accept', record, at } as const,
    cause,
  }));
  const decisions = await execute(tx, commands);
  const made = decisions.flatMap((decision) => ('facts' in decision ? decision.facts : []));
  return new Map(made.flatMap((fact) => (fact.status === 'REQUESTED' ? [[fact.record.id, fact]] : [])));
}
