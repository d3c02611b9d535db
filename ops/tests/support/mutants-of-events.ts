import { randomUUID } from 'node:crypto';
import { unsay } from './mutants-of-calls.ts';
import type { Mutant } from './mutants.ts';
import type { Mutable } from './mutation.ts';

const GROUPS = { call: ['manage', 'notifier'], manage: ['call', 'assign'] } as const;

/** Puts an entry on a stream, and lets its groups be past it. */
async function put(
  { redis, stream }: Mutable,
  producer: keyof typeof GROUPS,
  payload: string,
): Promise<void> {
  await redis.xadd(stream(producer), '*', 'event', payload);
  for (const group of GROUPS[producer]) await redis.xgroup('SETID', stream(producer), group, '$');
}

/** The entry of an event. */
async function entryOf({ redis, stream }: Mutable, producer: keyof typeof GROUPS, eventId: string) {
  const entries = await redis.xrange(stream(producer), '-', '+');
  return entries.find(([, fields]) => fields.join().includes(eventId))!;
}

const silences = [
  ['call', 'MoveCallStatusChanged', 'confirmed'],
  ['call', 'CallCancelled', 'cancelled'],
  ['call', 'CallWithdrawn', 'refused'],
  ['manage', 'AssignmentRequested', 'waiting'],
  ['manage', 'AssignmentCancelRequested', 'cancelled'],
  ['assign', 'AssignmentCompleted', 'confirmed'],
  ['assign', 'AssignmentCancelled', 'cancelled'],
  ['notifier', 'AlertSettled', 'waiting'],
] as const;

/** What was stated, published and applied. */
export const publicationMutants: readonly Mutant[] = [
  ...silences.map(([service, type, which]): Mutant => ({
    breaks: 'a change and its event come together',
    when: `a change was made without ${type}`,
    mutate: ({ sql }, played) => unsay(sql[service], type, played[which]),
  })),
  {
    breaks: 'a change and its event come together',
    when: 'an event tells of an assignment that was never made',
    mutate: ({ sql: { assign } }, { waiting }) => assign`
      update outbox set event = event || ${assign.json({ type: 'AssignmentCompleted', data: { assignmentId: randomUUID() } })}
      where event ->> 'type' = 'AssignmentFailed' and event ->> 'correlationId' = ${waiting}`,
  },
  {
    breaks: 'a change and its event come together',
    when: 'a change is told twice',
    mutate: ({ sql: { assign } }, { waiting, confirmed }) => assign`
      update outbox set event = event || jsonb_build_object('type', 'AssignmentCompleted', 'data', (
        select event -> 'data' from outbox
        where event ->> 'type' = 'AssignmentCompleted' and event ->> 'correlationId' = ${confirmed}))
      where event ->> 'type' = 'AssignmentFailed' and event ->> 'correlationId' = ${waiting}`,
  },
  {
    breaks: 'stated without a gap',
    when: 'a sequence was given and its event is not there',
    mutate: ({ sql: { manage } }, { confirmed }) =>
      manage`update outbox_sequences set last = last + 1 where correlation_id = ${confirmed}`,
  },
  {
    breaks: 'stated without a gap',
    when: 'an event in the middle vanished, from the stream too',
    async mutate(world, { confirmed }) {
      const { call } = world.sql;
      const [gone] = await call<{ id: string }[]>`
        delete from outbox where event ->> 'correlationId' = ${confirmed} and event ->> 'sequence' = '2'
        returning event ->> 'id' as id`;
      await call`update timeline set at = '2025-01-01' where call_id = ${confirmed} and version = 2`;
      await world.redis.xdel(world.stream('call'), (await entryOf(world, 'call', gone!.id))[0]);
    },
  },
  {
    breaks: 'applied without a gap',
    when: 'an event had its effect before its predecessor',
    mutate: ({ sql: { notifier } }) => notifier`
      insert into inbox (producer, correlation_id, sequence, event_id, type, outcome)
      values ('call', ${randomUUID()}, 2, ${randomUUID()}, 'MoveCallStatusChanged', 'APPLIED')`,
  },
  {
    breaks: 'nothing given up',
    when: 'there is a dead letter',
    mutate: ({ sql: { assign } }) => assign`
      insert into dead_letters (stream, entry_id, payload, error, attempts)
      values ('movecall:manage', '1-1', '{}', 'Error: broken', 5)`,
  },
  {
    breaks: 'nothing given up',
    when: 'a dead letter was driven again and not applied yet',
    mutate: ({ sql: { manage } }, { cancelled }) => manage`
      update inbox set outcome = 'REDRIVE' where type = 'CallCancelled' and correlation_id = ${cancelled}`,
  },
  {
    breaks: 'stated means published',
    when: 'an entry was deleted from a stream',
    async mutate(world, { confirmed }) {
      const [id] = await entryOf(world, 'manage', confirmed);
      await world.redis.xdel(world.stream('manage'), id);
    },
  },
  {
    breaks: ['it comes to rest', 'stated means published'],
    when: 'Redis was emptied and not filled again',
    mutate: ({ redis, stream }) => redis.del(stream('assign')),
  },
  {
    breaks: 'published means stated',
    when: 'an event was published that nobody stated',
    async mutate(world, { confirmed }) {
      const [, fields] = await entryOf(world, 'manage', confirmed);
      const event = JSON.parse(fields[fields.indexOf('event') + 1]!) as object;
      await put(world, 'manage', JSON.stringify({ ...event, id: randomUUID() }));
    },
  },
  {
    breaks: 'published means applied',
    when: 'a consumer never had the last event of a call',
    mutate: ({ sql: { notifier } }, { cancelled }) => notifier`
      delete from inbox where producer = 'call' and correlation_id = ${cancelled} and sequence = (
        select max(sequence) from inbox where producer = 'call' and correlation_id = ${cancelled})`,
  },
  {
    breaks: 'published means applied',
    when: 'a consumer had another event in its place',
    mutate: ({ sql: { assign } }, { confirmed }) =>
      assign`update inbox set event_id = ${randomUUID()} where correlation_id = ${confirmed}`,
  },
  {
    breaks: 'an announced mover was assigned',
    when: 'a call was confirmed with a mover who does not have it',
    mutate: ({ sql: { call } }, { confirmed }) => call`
      update outbox set event = jsonb_set(event, '{data, mover, id}', to_jsonb(${randomUUID()}::text))
      where event ->> 'correlationId' = ${confirmed} and event -> 'data' ->> 'status' = 'CONFIRMED'`,
  },
  {
    breaks: 'no readable phone or code',
    when: 'an event shows a phone',
    mutate: ({ sql: { manage } }, { confirmed }) => manage`
      update outbox set event = jsonb_set(event, '{data, memo}', '"call 010-1234-5678 before"')
      where event ->> 'correlationId' = ${confirmed}`,
  },
  {
    breaks: 'no readable phone or code',
    when: 'an event shows a login code',
    mutate: ({ sql: { call } }) => call`
      update outbox set event = jsonb_set(event, '{data, code}', '"123456"')
      where event ->> 'type' = 'LoginCodeRequested'`,
  },
  {
    breaks: 'no readable phone or code',
    when: 'a stream shows a phone',
    mutate: (world) => put(world, 'call', JSON.stringify({ to: '+82 10 1234 5678' })),
  },
  {
    breaks: ['nothing given up', 'no readable phone or code'],
    when: 'the error of a dead letter shows a phone',
    mutate: ({ sql: { notifier } }) => notifier`
      insert into dead_letters (stream, entry_id, payload, error, attempts)
      values ('movecall:call', '1-1', 'no JSON', 'Error: cannot tell 01012345678', 5)`,
  },
  {
    breaks: 'no readable phone or code',
    when: 'the ledger shows a phone',
    mutate: ({ sql: { notifier } }, { confirmed }) =>
      notifier`update deliveries set recipient = '+821012345678' where correlation_id = ${confirmed}`,
  },
  {
    breaks: 'it comes to rest',
    when: 'a group has not read its stream',
    mutate: ({ redis, stream }) => redis.xgroup('SETID', stream('call'), 'notifier', '0'),
  },
  {
    breaks: 'it comes to rest',
    when: 'a group is gone',
    mutate: ({ redis, stream }) => redis.xgroup('DESTROY', stream('manage'), 'assign'),
  },
  {
    breaks: 'it comes to rest',
    when: 'a relay has not published what was stated',
    mutate: ({ sql: { assign } }) => assign`update relay_state set published = published - 1`,
  },
];
