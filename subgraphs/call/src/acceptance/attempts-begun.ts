import { arrayOf } from '@movecall/database/rows';
import type { Transaction } from '@movecall/eventlog';
import { seoulDay } from '@movecall/values/days';
import { sql } from 'drizzle-orm';
import type { Attempt } from './attempt.ts';
import type { AttemptStoreDeps } from './attempt-store.ts';
import type { CallDraft } from '../call/call-record.ts';
import type { MoveRequest } from './move-request.ts';
import { countOpenCalls } from '../call/open-call-store.ts';
import { exceededLimit, type ExceededLimit } from '../call/open-calls.ts';
import { ensurePeople } from '../sign-in/person-store.ts';
import { attempts } from '../tables.ts';

export interface NewAttempt {
  readonly id: string;
  readonly callerId: string;
  readonly idempotencyKey: string | null;
  readonly request: MoveRequest;
  /** Whether the limits of open calls apply to it. */
  readonly isLimited: boolean;
  /** How long it may stay PENDING, ms, by the clock of the database: the clocks of replicas may differ. */
  readonly deadlineMs: number;
}

/** The new attempt's call, the attempt that already holds the idempotency key, or the limit that the call would exceed. */
export type Begun =
  { readonly begun: CallDraft } | { readonly held: Attempt } | { readonly exceeded: ExceededLimit };

interface Beginning extends NewAttempt {
  readonly draft: CallDraft;
}

type Deps = Pick<AttemptStoreDeps, 'now' | 'newId' | 'openCallLimits'>;

/**
 * Stores attempts as PENDING. Of two with the same key the first is stored.
 *
 * @returns for each attempt the outcome; null when its key was held and is free again
 */
export async function beginAttempts(
  { now, newId, openCallLimits }: Deps,
  tx: Transaction,
  wanted: readonly NewAttempt[],
): Promise<readonly (Begun | null)[]> {
  const at = now();
  const beginnings = await withDrafts(tx, wanted, { now: at, newId });
  const limited = beginnings.filter(({ isLimited }) => isLimited).map(({ draft }) => draft);
  // In one round trip.
  const [fresh, open] = await Promise.all([
    insertPending(tx, beginnings, at),
    countOpenCalls(tx, limited.map(askedOf), seoulDay(at)),
  ]);
  const exceededBy = ({ id }: NewAttempt): ExceededLimit | null => {
    const counts = open.get(id);
    return counts ? exceededLimit(counts, openCallLimits) : null;
  };
  const refused = beginnings.filter((one) => fresh.has(one.id) && exceededBy(one) !== null);
  await remove(tx, refused);
  const holders = await findHolders(
    tx,
    beginnings.filter(({ id }) => !fresh.has(id)),
  );
  return beginnings.map((one): Begun | null => {
    if (fresh.has(one.id)) {
      const exceeded = exceededBy(one);
      return exceeded === null ? { begun: one.draft } : { exceeded };
    }
    const held = holders.get(keyOf(one));
    return held ? { held } : null;
  });
}

/** What the limits count. The day of a move with a quote is not known before manage has answered; then it counts. */
const askedOf = ({ id, ownerId, wanted }: CallDraft) => ({
  id,
  ownerId,
  movingOn: wanted.quote === null ? wanted.move.movingOn : null,
});

/** The attempts with the drafts of their calls. The owner of each is found by its phone, or stored. */
async function withDrafts(
  tx: Transaction,
  wanted: readonly NewAttempt[],
  fresh: { readonly now: Date; readonly newId: () => string },
): Promise<Beginning[]> {
  const owners = await ensurePeople(
    tx,
    wanted.map(({ request }) => request.ownerTel),
    fresh,
  );
  return wanted.map((attempt) => {
    const { ownerTel: tel } = attempt.request;
    const ownerId = owners.get(tel);
    if (ownerId === undefined) throw new Error('the owner of an attempt is missing; report a bug');
    return { ...attempt, draft: { id: attempt.id, ownerId, tel, wanted: attempt.request.wanted } };
  });
}

/** @returns the ids of those that were stored; another attempt holds the idempotency key of each other one */
async function insertPending(
  tx: Transaction,
  beginnings: readonly Beginning[],
  now: Date,
): Promise<ReadonlySet<string>> {
  // In the order of the keys: an insert waits for another transaction that stores the same key, and two must not wait for each other.
  const rows = beginnings
    .toSorted((a, b) => compare(keyOf(a), keyOf(b)))
    .map(({ id, callerId, idempotencyKey, request, draft, deadlineMs }) => ({
      id,
      caller_id: callerId,
      owner_id: draft.ownerId,
      idempotency_key: idempotencyKey,
      fingerprint: request.fingerprint,
      created_at: now,
      deadline_ms: deadlineMs,
    }));
  const inserted = await tx.execute<{ id: string }>(sql`
    insert into ${attempts} (
      id, caller_id, owner_id, idempotency_key, fingerprint, status, created_at, deadline
    )
    select id, caller_id, owner_id, idempotency_key, fingerprint, 'PENDING', created_at,
      now() + deadline_ms * interval '1 millisecond'
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as attempt (
      id uuid, caller_id uuid, owner_id uuid, idempotency_key text, fingerprint text, created_at timestamptz, deadline_ms int
    )
    on conflict do nothing
    returning id`);
  return new Set(inserted.map(({ id }) => id));
}

async function remove(tx: Transaction, refused: readonly NewAttempt[]): Promise<void> {
  if (refused.length === 0) return;
  const ids = arrayOf(refused.map(({ id }) => id));
  await tx.execute(sql`delete from ${attempts} where id = any(${ids}::uuid[])`);
}

interface HolderRow extends Omit<Attempt, 'deadline'>, Record<string, unknown> {
  readonly callerId: string;
  readonly idempotencyKey: string;
  readonly deadline: string;
}

/** Finds the attempts that hold the idempotency keys of others. @returns them by `keyOf` */
async function findHolders(
  tx: Transaction,
  others: readonly NewAttempt[],
): Promise<ReadonlyMap<string, Attempt>> {
  if (others.length === 0) return new Map();
  const keys = others.map(({ id, callerId, idempotencyKey }) => {
    if (idempotencyKey === null)
      throw new Error(`the attempt id ${id} is taken; newId must return a new one`);
    return { caller_id: callerId, idempotency_key: idempotencyKey };
  });
  const holders = await tx.execute<HolderRow>(sql`
    select wanted.caller_id as "callerId", wanted.idempotency_key as "idempotencyKey",
      holder.id, holder.status, holder.fingerprint, holder.deadline
    from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as wanted (caller_id uuid, idempotency_key text)
    cross join lateral (
      select id, status, fingerprint, deadline from ${attempts}
      where caller_id = wanted.caller_id and idempotency_key = wanted.idempotency_key and status <> 'VOID' offset 0
    ) as holder`);
  return new Map(
    holders.map((row) => {
      const { id, status, fingerprint } = row;
      return [keyOf(row), { id, status, fingerprint, deadline: new Date(row.deadline) }];
    }),
  );
}

/** Idempotency keys are unique per caller. */
const keyOf = ({ callerId, idempotencyKey }: Pick<NewAttempt, 'callerId' | 'idempotencyKey'>): string =>
  `${callerId} ${idempotencyKey ?? ''}`;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
