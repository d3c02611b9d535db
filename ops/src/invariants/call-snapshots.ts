import type { Message } from '@movecall/sandbox/message';
import type { Row, Sources } from './invariant.ts';

/** The state of one call in all services, side by side. */
export interface CallSnapshot {
  readonly callId: string;
  readonly attempt: { readonly status: string; readonly settledAt: Date | null } | null;
  readonly call: {
    readonly status: string;
    readonly waitingReason: string | null;
    readonly moverId: string | null;
    readonly requestedAt: Date;
    readonly cost: number;
    readonly movingOn: string;
    readonly slot: string;
  } | null;
  /** Oldest first. */
  readonly timeline: readonly {
    readonly version: number;
    readonly status: string;
    readonly at: Date;
    /** The day to which this version moved the call; null when it did not. */
    readonly rescheduledTo: string | null;
  }[];
  readonly alerts: readonly { readonly id: string; readonly outcome: string; readonly at: Date }[];
  readonly order: {
    readonly status: string;
    readonly moverId: string | null;
    readonly cost: number;
    /** Null for an order without a quote. */
    readonly quoteId: string | null;
    readonly movingOn: string;
    readonly slot: string;
  } | null;
  /** The versions of its contract, oldest first. */
  readonly contracts: readonly {
    readonly version: number;
    readonly quoteId: string;
    readonly total: number;
    /** Null until it is complete. */
    readonly companyId: string | null;
    /** When the customer was to be told of it. */
    readonly announcedAt: Date | null;
  }[];
  readonly tombstone: boolean;
  readonly request: {
    readonly status: string;
    /** Null when its cancel arrived first. */
    readonly movingOn: string | null;
    readonly slot: string;
  } | null;
  /** Oldest first. */
  readonly assignments: readonly {
    readonly status: string;
    readonly moverId: string;
    /** Of the mover, when it got the call. */
    readonly companyId: string | null;
  }[];
  readonly deliveries: readonly {
    readonly id: string;
    readonly version: number;
    readonly template: string;
    readonly status: string;
    /** How often it was sent, as far as the notifier knows. */
    readonly attempt: number;
    readonly providerId: string | null;
  }[];
  /** The messages about the call that the provider accepted. */
  readonly messages: readonly Message[];
}

/** An invariant of each call across the services. */
export interface CallInvariant {
  readonly invariant: string;
  readonly what: string;
  /** The row that shows a violation; null when the call keeps the invariant. */
  contradiction(snapshot: CallSnapshot): Row | null;
}

const BATCH = 500;

/** A snapshot of every call that any service knows. Each database is queried by itself, for a batch of ids at a time. */
export async function* callSnapshots({
  databases,
  sandboxMessages,
}: Pick<Sources, 'databases' | 'sandboxMessages'>): AsyncGenerator<CallSnapshot, void> {
  const messages = byCall(
    sandboxMessages.flatMap((message) => {
      const callId = callOf(message);
      return callId === null ? [] : [{ ...message, callId }];
    }),
  );
  const ids = [...(await knownIds(databases))];
  for (let at = 0; at < ids.length; at += BATCH) {
    for (const snapshot of await readSnapshots(databases, ids.slice(at, at + BATCH))) {
      yield { ...snapshot, messages: messages(snapshot.callId) };
    }
  }
}

/** The id of the call that a message's button opens; null for a message that is about no call. */
export const callOf = ({ buttons }: Message): string | null =>
  buttons.map(({ url }) => /\/calls\/([0-9a-f-]{36})(?:\/contract)?$/.exec(url)?.[1] ?? null).find(Boolean) ??
  null;

async function knownIds({ call, manage, assign, notifier }: Sources['databases']): Promise<Set<string>> {
  const answers = await Promise.all([
    call<{ id: string }[]>`select id from attempts order by created_at, id`,
    call<{ id: string }[]>`select id from calls`,
    manage<
      { id: string }[]
    >`select call_id as id from orders union select call_id from tombstones union select call_id from contracts`,
    assign<{ id: string }[]>`select call_id as id from requests union select call_id from assignments`,
    notifier<
      { id: string }[]
    >`select distinct correlation_id as id from deliveries where template not in ('LOGIN_CODE', 'QUOTE_READY', 'JOBS_AT_RISK')`,
  ]);
  return new Set(answers.flat().map(({ id }) => id));
}

type Item<K extends keyof CallSnapshot> =
  NonNullable<CallSnapshot[K]> extends readonly (infer T)[] ? T : NonNullable<CallSnapshot[K]>;
/** A query's rows about some calls; each row names its call. */
type Rows<K extends keyof CallSnapshot> = (Item<K> & { readonly callId: string })[];

async function readSnapshots(
  databases: Sources['databases'],
  batch: readonly string[],
): Promise<Omit<CallSnapshot, 'messages'>[]> {
  const { call, manage, assign, notifier } = databases;
  const ids = [...batch];
  const [
    attempts,
    calls,
    timeline,
    alerts,
    orders,
    tombstones,
    contracts,
    requests,
    assignments,
    deliveries,
  ] = await Promise.all([
    call<
      Rows<'attempt'>
    >`select id as "callId", status, settled_at as "settledAt" from attempts where id = any(${ids}::uuid[])`,
    call<Rows<'call'>>`
        select id as "callId", status, waiting_reason as "waitingReason", mover_id as "moverId",
          requested_at as "requestedAt", cost, moving_on::text as "movingOn", slot
        from calls where id = any(${ids}::uuid[])`,
    call<Rows<'timeline'>>`
        select call_id as "callId", version, status, at, rescheduled_to::text as "rescheduledTo" from timeline
        where call_id = any(${ids}::uuid[]) order by version`,
    call<Rows<'alerts'>>`
        select call_id as "callId", id, outcome, at from alerts where call_id = any(${ids}::uuid[])`,
    manage<Rows<'order'>>`
        select call_id as "callId", status, mover_id as "moverId", cost, quote_id as "quoteId", moving_on::text as "movingOn", slot
        from orders where call_id = any(${ids}::uuid[])`,
    manage<{ callId: string }[]>`
        select call_id as "callId" from tombstones where call_id = any(${ids}::uuid[])`,
    manage<Rows<'contracts'>>`
        select call_id as "callId", version, quote ->> 'id' as "quoteId", (quote -> 'price' ->> 'total')::int as total,
          company ->> 'id' as "companyId", announced_at as "announcedAt"
        from contracts where call_id = any(${ids}::uuid[]) order by version`,
    assign<Rows<'request'>>`
        select call_id as "callId", status, moving_on::text as "movingOn", slot from requests where call_id = any(${ids}::uuid[])`,
    assign<Rows<'assignments'>>`
        select call_id as "callId", status, mover_id as "moverId", coalesce(mover_company_id, company_id) as "companyId"
        from assignments join movers on movers.id = mover_id
        where call_id = any(${ids}::uuid[]) order by assigned_at`,
    notifier<Rows<'deliveries'>>`
        select correlation_id as "callId", id, version, template, status, attempt, provider_id as "providerId"
        from deliveries
        where correlation_id = any(${ids}::uuid[]) and template <> 'LOGIN_CODE' order by version`,
  ]);
  const of = {
    attempt: byCall(attempts),
    call: byCall(calls),
    timeline: byCall(timeline),
    alerts: byCall(alerts),
    order: byCall(orders),
    contracts: byCall(contracts),
    request: byCall(requests),
    assignments: byCall(assignments),
    deliveries: byCall(deliveries),
  };
  const tombs = new Set(tombstones.map(({ callId }) => callId));
  return ids.map((callId) => ({
    callId,
    attempt: of.attempt(callId)[0] ?? null,
    call: of.call(callId)[0] ?? null,
    timeline: of.timeline(callId),
    alerts: of.alerts(callId),
    order: of.order(callId)[0] ?? null,
    tombstone: tombs.has(callId),
    contracts: of.contracts(callId),
    request: of.request(callId)[0] ?? null,
    assignments: of.assignments(callId),
    deliveries: of.deliveries(callId),
  }));
}

function byCall<T extends { readonly callId: string }>(rows: readonly T[]): (callId: string) => readonly T[] {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.callId);
    if (group) group.push(row);
    else groups.set(row.callId, [row]);
  }
  return (callId) => groups.get(callId) ?? [];
}
