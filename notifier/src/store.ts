import { afterCommit } from '@movecall/database';
import { arrayOf, insertRows, readRows, selectRows, updateRows } from '@movecall/database/rows';
import type { Change, Commanded, Recorded, Store } from '@movecall/decider';
import type { Database, Transaction } from '@movecall/eventlog';
import { sql } from 'drizzle-orm';
import { type DeliveryCommand, initialDelivery } from './delivery.ts';
import { toColumns, toDelivery } from './delivery-row.ts';
import {
  type Delivery,
  type DeliveryFact,
  type Outcome,
  outcomeOf,
  outcomeReached,
} from './delivery-state.ts';
import { type Lane, laneOf } from './lanes.ts';
import { deliveries, type DeliveryRow } from './tables.ts';

type DeliveryChange = Change<Delivery | null, DeliveryFact>;
/** A change after which there is a delivery. */
type Kept = DeliveryChange & { readonly after: Delivery };

/** The channel on which a commit wakes the dispatchers of all replicas. */
export const DELIVERIES_CHANNEL = 'deliveries';

export interface DeliveryStoreOptions {
  /** Names this replica to itself among those that listen to DELIVERIES_CHANNEL. */
  readonly replica: string;
  /** Called after the commit for each delivery that has reached its outcome. */
  readonly onSettled: (template: string, outcome: Outcome) => void;
  /** Called after the commit for each lane in which a delivery has been recorded. */
  readonly onDue: (lane: Lane) => void;
  /** Called after the commit for each lane in which later messages wait no more for a delivery. */
  readonly onFreed: (lane: Lane) => void;
}

/** Reads and locks the deliveries that commands are about. A `record` command has an id that is new. */
export async function loadDeliveries(
  tx: Transaction,
  commands: readonly Commanded<Pick<DeliveryCommand, 'type'>>[],
): Promise<ReadonlyMap<string, Delivery | null>> {
  const states = new Map<string, Delivery | null>(commands.map(({ id }) => [id, initialDelivery]));
  const known = commands.filter(({ command }) => command.type !== 'record').map(({ id }) => id);
  if (known.length === 0) return states;
  const ids = [...new Set(known)].toSorted();
  const rows = await tx.execute(
    sql`${selectRows(deliveries)} where id = any(${arrayOf(ids)}::uuid[]) order by id for update`,
  );
  for (const row of readRows(deliveries, rows)) states.set(row.id, toDelivery(row));
  return states;
}

/** Writes what commands have changed. */
export const createSave =
  (options: DeliveryStoreOptions): Store<Delivery | null, DeliveryCommand, DeliveryFact>['save'] =>
  async (tx, changes) => {
    const kept = changes.filter((change): change is Kept => change.after !== null);
    const fresh = kept.filter(({ before }) => before === null);
    const known = kept.filter(({ before }) => before !== null);
    if (fresh.length > 0) await insert(tx, fresh, options.replica);
    if (known.length > 0) await update(tx, known);
    for (const change of kept) tellAfterCommit(tx, change, options);
  };

/** The ids of deliveries, by the provider's ids of their messages. */
export async function findByProvider(
  db: Database,
  providerIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (providerIds.length === 0) return new Map();
  const rows = await db.execute<{ id: string; provider_id: string }>(sql`
    select row.id, row.provider_id from jsonb_array_elements_text(${JSON.stringify(providerIds)}::jsonb) as wanted (id)
    cross join lateral (
      select id, provider_id from ${deliveries} as row where row.provider_id = wanted.id offset 0
    ) as row`);
  return new Map(rows.map((row) => [row.provider_id, row.id]));
}

/** One message for each transition: a delivery that an event has recorded before is left as it is. */
const insert = (tx: Transaction, fresh: readonly Kept[], replica: string): Promise<unknown> =>
  tx.execute(sql`
    with recorded as (${insertRows(deliveries, fresh.flatMap(newRow))} on conflict do nothing returning 1)
    select pg_notify(${DELIVERIES_CHANNEL}, ${replica}) from (select count(*) from recorded) as once`);

async function update(tx: Transaction, known: readonly Kept[]): Promise<void> {
  await tx.execute(updateRows(deliveries, 'id', known.map(changedRow)));
  const forgotten = known.filter(isForgotten);
  if (forgotten.length > 0)
    await tx.execute(
      updateRows(
        deliveries,
        'id',
        forgotten.map(({ id }) => ({ id, ...withoutWords })),
      ),
    );
}

/** Whether recipient and words of a delivery are deleted: the provider need not be asked about it any more. */
const isForgotten = ({ after }: Kept): boolean => after.erased && outcomeOf(after.state) !== null;

const withoutWords = { recipient: null, variables: {} };

const changedRow = ({ id, after: { state, withdrawn, erased } }: Kept) => ({
  id,
  ...toColumns(state),
  withdrawn,
  erased,
});

const newRow = (change: Kept): DeliveryRow[] =>
  change.recorded.flatMap(({ fact }: Recorded<DeliveryFact>) => {
    if (fact.type !== 'Recorded') return [];
    const message = isForgotten(change) ? { ...fact.message, ...withoutWords } : fact.message;
    return [{ ...changedRow(change), ...message, createdAt: fact.at, expiresAt: fact.expiresAt }];
  });

function tellAfterCommit(
  tx: Transaction,
  { before, after, recorded }: Kept,
  { onSettled, onDue, onFreed }: DeliveryStoreOptions,
): void {
  const { template } = after.about;
  for (const { fact } of recorded) {
    const outcome = outcomeReached(fact);
    if (outcome !== null) afterCommit(tx, () => onSettled(template, outcome));
  }
  const isNew = before === null && holdsBack(after);
  if (isNew) afterCommit(tx, () => onDue(laneOf(template)));
  else if (holdsBack(before) && !holdsBack(after)) afterCommit(tx, () => onFreed(laneOf(template)));
}

/** Whether later messages with the same correlation id wait for a delivery. */
const holdsBack = (delivery: Delivery | null): boolean =>
  delivery !== null && HOLDING_BACK.includes(delivery.state.status);

/** See `inTurn` in claims.ts. */
const HOLDING_BACK = ['PENDING', 'SENDING', 'UNKNOWN'];
