import { type EventEnvelope, writeEnvelope } from '@movecall/eventlog';
import {
  consumersOf,
  producerOf,
  type Producer,
  type StreamName,
  streamNames,
  streamOf,
} from '@movecall/schema/streams';
import type { Redis } from 'ioredis';
import type { Sql } from 'postgres';
import { apply, type Day, record, type Recorded, voidAttempts } from './day.ts';

type Traffic = Recorded & {
  readonly stream: StreamName;
  readonly count?: (day: Day) => number;
};

/** The events of a day: three changes of each call, one withdrawal in ten, a login each, and what the others answer. */
const traffic: readonly Traffic[] = [
  { stream: 'call', producer: 'call', type: 'MoveCallStatusChanged', about: 'call', times: 3 },
  {
    stream: 'call',
    producer: 'call',
    type: 'CallWithdrawn',
    about: 'attempt',
    times: 1,
    count: voidAttempts,
  },
  {
    stream: 'call-logins',
    producer: 'call',
    type: 'LoginCodeRequested',
    about: 'login',
    times: 1,
    prefix: 'login_',
  },
  { stream: 'manage', producer: 'manage', type: 'AssignmentRequested', about: 'call', times: 1 },
  { stream: 'assign', producer: 'assign', type: 'AssignmentCompleted', about: 'call', times: 1 },
  { stream: 'notifier', producer: 'notifier', type: 'AlertSettled', about: 'call', times: 2 },
];

export interface EventSystem {
  readonly databases: Readonly<Record<Producer, Sql>>;
  readonly redis: Redis;
  readonly prefix: string;
}

export async function createGroups({ redis, prefix }: EventSystem): Promise<void> {
  for (const name of streamNames)
    for (const group of consumersOf[name])
      await redis.xgroup('CREATE', streamOf(prefix, name), group, '0', 'MKSTREAM');
}

/** Writes the events of a day into outboxes, streams and inboxes, as published and finished by all groups. */
export async function writeEvents(system: EventSystem, day: Day): Promise<void> {
  for (const { stream, count, ...events } of traffic) {
    const number = count?.(day);
    const recorded = await record(system.databases[producerOf(stream)], day, events, number);
    await append(system, stream, recorded);
    for (const group of consumersOf[stream]) await apply(system.databases[group], day, events, number);
  }
  for (const name of streamNames)
    for (const group of consumersOf[name])
      await system.redis.xgroup('SETID', streamOf(system.prefix, name), group, '$');
}

/** Appends events with entry ids of the time at which they were recorded. */
async function append(
  { redis, prefix }: EventSystem,
  name: StreamName,
  events: readonly { readonly number: number; readonly event: EventEnvelope }[],
): Promise<void> {
  const pipeline = redis.pipeline();
  const [newest] = await redis.xrevrange(streamOf(prefix, name), '+', '-', 'COUNT', 1);
  let last = Number(newest?.[0].split('-')[0] ?? 0);
  for (const { number, event } of events) {
    // Ids ascend, though the events of one kind are written after all events of another.
    last = Math.max(last, Date.parse(event.time));
    const id = `${last}-*`;
    pipeline.xadd(streamOf(prefix, name), id, 'number', number, 'event', writeEnvelope(event));
  }
  const answers = (await pipeline.exec()) ?? [];
  for (const [error] of answers) if (error) throw error;
}
