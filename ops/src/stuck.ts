import {
  consumersOf,
  outboxPrefixOf,
  type Producer,
  producerOf,
  producers,
  streamNames,
  type StreamName,
  streamOf,
} from '@movecall/schema/streams';
import {
  type GroupState,
  isCaughtUp,
  oldestUnfinished,
  streamState,
  unpublished as unpublishedIn,
} from '@movecall/eventlog';
import { lettersByCorrelationId } from './dead-letters.ts';
import type { System } from './system.ts';

/** A piece of unfinished work. */
export interface Stuck {
  readonly what: string;
  readonly since: Date;
  /** The reason, as far as it is known. */
  readonly why: string;
}

/** All unfinished work by kind, oldest first. */
export async function findStuck(system: System): Promise<Readonly<Record<string, readonly Stuck[]>>> {
  const [calls, attempts, deliveries, events, streams] = await Promise.all([
    waitingCalls(system),
    pendingAttempts(system),
    unsettledDeliveries(system),
    Promise.all(producers.map((name) => pendingEvents(system, name))),
    Promise.all(streamNames.map((name) => lagging(system, name))),
  ]);
  return {
    'waiting calls': calls,
    'unsettled attempts': attempts,
    'unsettled deliveries': deliveries,
    'pending events': events.flat(),
    'lagging streams': streams.flat(),
  };
}

const BATCH = 500;

async function waitingCalls(system: System): Promise<Stuck[]> {
  const { databases, runs } = system;
  const { call, manage, assign } = databases;
  const calls = await call<{ id: string; moving_on: string; reason: string | null; updated_at: Date }[]>`
    select id, moving_on::text, waiting_reason as reason, updated_at from calls
    where status in ('REQUESTED', 'ASSIGNING') order by updated_at`;
  const letters = await lettersByCorrelationId(system);
  const found: Stuck[] = [];
  for (let at = 0; at < calls.length; at += BATCH) {
    const batch = calls.slice(at, at + BATCH);
    const ids = batch.map(({ id }) => id);
    const statuses = (rows: readonly { call_id: string; status: string }[]) =>
      new Map(rows.map((row) => [row.call_id, row.status]));
    const [orders, requests] = await Promise.all([
      manage<{ call_id: string; status: string }[]>`
        select call_id, status from orders where call_id = any(${ids}::uuid[])`.then(statuses),
      assign<{ call_id: string; status: string }[]>`
        select call_id, status from requests where call_id = any(${ids}::uuid[])`.then(statuses),
    ]);
    for (const { id, moving_on, reason, updated_at } of batch) {
      const [order, request, letter] = [orders.get(id), requests.get(id), letters.get(id)];
      found.push({
        what: `call ${id} for ${moving_on}`,
        since: updated_at,
        why: waitingReason({
          reason,
          order,
          request,
          letter,
          down: ['manage', 'assign'].filter((name) => !runs(name)),
        }),
      });
    }
  }
  return found;
}

function waitingReason(known: {
  readonly reason: string | null;
  readonly order: string | undefined;
  readonly request: string | undefined;
  readonly letter: string | undefined;
  /** Those of manage and assign that do not run. */
  readonly down: readonly string[];
}): string {
  const { reason, order = 'none', request = 'none', letter, down } = known;
  if (reason !== null && request === 'WAITING')
    return `${reason}: assign tries again when a mover becomes free`;
  if (letter !== undefined) return `an event about it is the dead letter ${letter}`;
  const state = `manage's order is ${order}, assign's request is ${request}`;
  return down.length === 0 ? state : `${state}; not running: ${down.join(', ')}`;
}

async function pendingAttempts({ databases: { call }, runs }: System): Promise<Stuck[]> {
  const rows = await call<{ id: string; created_at: Date; deadline: Date; overdue: boolean }[]>`
    select id, created_at, deadline, deadline < now() as overdue from attempts
    where status = 'PENDING' order by created_at`;
  return rows.map(({ id, created_at, deadline, overdue }) => ({
    what: `attempt ${id}`,
    since: created_at,
    why: overdue
      ? `overdue since ${deadline.toISOString()}: the sweeper withdraws it${runs('call') ? '' : ' when call runs again'}`
      : `waiting for manage's answer; withdrawn after ${deadline.toISOString()}`,
  }));
}

const DELIVERY_REASONS: Readonly<Record<string, string>> = {
  PENDING: 'to be sent',
  SENDING: 'being sent to the provider',
  UNKNOWN: 'the provider did not answer; looked up there before it is sent again',
  ACCEPTED: 'the provider accepted it; no delivery report yet',
};

async function unsettledDeliveries({ databases: { notifier }, runs }: System): Promise<Stuck[]> {
  const rows = await notifier<
    {
      id: string;
      template: string;
      correlation_id: string;
      status: string;
      attempt: number;
      created_at: Date;
      due_at: Date;
    }[]
  >`
    select id, template, correlation_id, status, attempt, created_at, due_at from deliveries
    where status not in ('DELIVERED', 'FAILED', 'SUPERSEDED') order by created_at`;
  return rows.map((row) => ({
    what: `${row.template} ${row.id} about ${row.correlation_id}`,
    since: row.created_at,
    why: `${row.status}, attempt ${row.attempt}: ${DELIVERY_REASONS[row.status]}; ${
      runs('notifier') ? `next step at ${row.due_at.toISOString()}` : 'notifier is not running'
    }`,
  }));
}

/** Outbox events that are not published, and redriven dead letters that are not applied. */
async function pendingEvents({ databases, runs }: System, service: Producer): Promise<Stuck[]> {
  const sql = databases[service];
  const [unpublished] = await sql.unsafe<{ events: number; since: Date | null }[]>(
    unpublishedIn(streamNames.filter((name) => producerOf(name) === service).map(outboxPrefixOf)),
  );
  const redriven = await sql<{ type: string; correlation_id: string; at: Date }[]>`
    select type, correlation_id, at from inbox where outcome = 'REDRIVE' order by at`;
  const why = runs(service) ? 'under way' : `${service} is not running`;
  return [
    ...(unpublished?.since
      ? [
          {
            what: `${unpublished.events} events in the outbox of ${service}`,
            since: unpublished.since,
            why: `not published: ${why}`,
          },
        ]
      : []),
    ...redriven.map(({ type, correlation_id, at }) => ({
      what: `${type} of ${correlation_id}, redriven in ${service}`,
      since: at,
      why: `not applied: ${why}`,
    })),
  ];
}

async function lagging({ redis, streamPrefix, runs }: System, name: StreamName): Promise<Stuck[]> {
  const stream = streamOf(streamPrefix, name);
  const state = await streamState(redis, stream);
  const found: Stuck[] = [];
  for (const group of state.groups) {
    if (!(consumersOf[name] as readonly string[]).includes(group.group) || isCaughtUp(state, group)) continue;
    const oldest = (await oldestUnfinished(redis, stream, group)) ?? state.last;
    found.push({
      what: `${stream} for ${group.group}`,
      since: new Date(Number(oldest.split('-')[0])),
      why: reasonOf(group, runs(group.group)),
    });
  }
  return found;
}

function reasonOf({ group, pending }: GroupState, runs: boolean): string {
  if (!runs) return `${group} is not running`;
  return pending === 0
    ? `${group} does not read it; see the log of ${group}`
    : `${group} has ${pending} pending entries: they wait for a predecessor or a retry; see the log of ${group}`;
}
