import { randomUUID } from 'node:crypto';
import { relabelEvent } from './mutants-of-calls.ts';
import type { Mutant } from './mutants.ts';
import type { MutableSystem } from './violations-after.ts';

const GROUPS = { call: ['manage', 'notifier'], manage: ['call', 'assign'] } as const;

/** Appends an entry to a stream, and moves the consumer groups past it. */
async function appendEntry(
  { redis, stream }: MutableSystem,
  producer: keyof typeof GROUPS,
  payload: string,
): Promise<void> {
  await redis.xadd(stream(producer), '*', 'event', payload);
  for (const group of GROUPS[producer]) await redis.xgroup('SETID', stream(producer), group, '$');
}

/** The entry of an event. */
async function entryOf({ redis, stream }: MutableSystem, producer: keyof typeof GROUPS, eventId: string) {
  const entries = await redis.xrange(stream(producer), '-', '+');
  return entries.find(([, fields]) => fields.join().includes(eventId))!;
}

const hiddenEvents = [
  ['call', 'MoveCallStatusChanged', 'confirmed'],
  ['call', 'CallCancelled', 'cancelled'],
  ['call', 'CallWithdrawn', 'refused'],
  ['manage', 'AssignmentRequested', 'waiting'],
  ['manage', 'AssignmentCancelRequested', 'cancelled'],
  ['assign', 'AssignmentCompleted', 'confirmed'],
  ['assign', 'AssignmentCancelled', 'cancelled'],
  ['notifier', 'AlertSettled', 'waiting'],
] as const;

/** Mutants of outboxes, streams, inboxes and dead letters. */
export const publicationMutants: readonly Mutant[] = [
  ...hiddenEvents.map(([service, type, which]): Mutant => ({
    breaks: 'a state change and its event are committed together',
    when: `a state change has no ${type}`,
    mutate: ({ sql }, calls) => relabelEvent(sql[service], type, calls[which]),
  })),
  {
    breaks: 'a state change and its event are committed together',
    when: 'an event is about an assignment that does not exist',
    mutate: ({ sql: { assign } }, { waiting }) => assign`
      update outbox set event = event || ${assign.json({ type: 'AssignmentCompleted', data: { assignmentId: randomUUID() } })}
      where event ->> 'type' = 'AssignmentFailed' and event ->> 'correlationId' = ${waiting}`,
  },
  {
    breaks: [
      'a state change and its event are committed together',
      'teams and operators are told of each fact once',
    ],
    when: 'a state change has two events',
    mutate: ({ sql: { assign } }, { waiting, confirmed }) => assign`
      update outbox set event = event || jsonb_build_object('type', 'AssignmentCompleted', 'data', (
        select event -> 'data' from outbox
        where event ->> 'type' = 'AssignmentCompleted' and event ->> 'correlationId' = ${confirmed}))
      where event ->> 'type' = 'AssignmentFailed' and event ->> 'correlationId' = ${waiting}`,
  },
  {
    breaks: 'outbox sequences have no gaps',
    when: 'the event of the last sequence is missing',
    mutate: ({ sql: { manage } }, { confirmed }) =>
      manage`update outbox_sequences set last = last + 1 where correlation_id = ${confirmed}`,
  },
  {
    breaks: 'outbox sequences have no gaps',
    when: 'an event in the middle is missing, from the stream too',
    async mutate(system, { confirmed }) {
      const { call } = system.sql;
      const [gone] = await call<{ id: string }[]>`
        delete from outbox where event ->> 'correlationId' = ${confirmed} and event ->> 'sequence' = '2'
        returning event ->> 'id' as id`;
      await call`update timeline set at = '2025-01-01' where call_id = ${confirmed} and version = 2`;
      await system.redis.xdel(system.stream('call'), (await entryOf(system, 'call', gone!.id))[0]);
    },
  },
  {
    breaks: 'inbox sequences have no gaps',
    when: 'an event was applied before its predecessor',
    mutate: ({ sql: { notifier } }) => notifier`
      insert into inbox (producer, correlation_id, sequence, event_id, type, outcome)
      values ('call', ${randomUUID()}, 2, ${randomUUID()}, 'MoveCallStatusChanged', 'APPLIED')`,
  },
  {
    breaks: 'no dead letters',
    when: 'there is a dead letter',
    mutate: ({ sql: { assign } }) => assign`
      insert into dead_letters (stream, entry_id, payload, error, attempts)
      values ('movecall:manage', '1-1', '{}', 'Error: broken', 5)`,
  },
  {
    breaks: 'no dead letters',
    when: 'a redriven dead letter is not applied yet',
    mutate: ({ sql: { manage } }, { cancelled }) => manage`
      update inbox set outcome = 'REDRIVE' where type = 'CallCancelled' and correlation_id = ${cancelled}`,
  },
  {
    breaks: 'every outbox event is published',
    when: 'an entry was deleted from a stream',
    async mutate(system, { confirmed }) {
      const [id] = await entryOf(system, 'manage', confirmed);
      await system.redis.xdel(system.stream('manage'), id);
    },
  },
  {
    breaks: ['nothing is left under way', 'every outbox event is published'],
    when: 'Redis was emptied and the relay has not published again',
    mutate: ({ redis, stream }) => redis.del(stream('assign')),
  },
  {
    breaks: 'every published event is in its outbox',
    when: 'a published event is in no outbox',
    async mutate(system, { confirmed }) {
      const [, fields] = await entryOf(system, 'manage', confirmed);
      const event = JSON.parse(fields[fields.indexOf('event') + 1]!) as object;
      await appendEntry(system, 'manage', JSON.stringify({ ...event, id: randomUUID() }));
    },
  },
  {
    breaks: 'every event is applied by every consumer',
    when: 'a consumer has not applied the last event of a call',
    mutate: ({ sql: { notifier } }, { cancelled }) => notifier`
      delete from inbox where producer = 'call' and correlation_id = ${cancelled} and sequence = (
        select max(sequence) from inbox where producer = 'call' and correlation_id = ${cancelled})`,
  },
  {
    breaks: 'every event is applied by every consumer',
    when: 'a consumer has applied another event in its place',
    mutate: ({ sql: { assign } }, { confirmed }) =>
      assign`update inbox set event_id = ${randomUUID()} where correlation_id = ${confirmed}`,
  },
  {
    breaks: 'an announced mover was assigned',
    when: 'a call was confirmed with a mover to whom it is not assigned',
    mutate: ({ sql: { call } }, { confirmed }) => call`
      update outbox set event = jsonb_set(event, '{data, mover, id}', to_jsonb(${randomUUID()}::text))
      where event ->> 'correlationId' = ${confirmed} and event -> 'data' ->> 'status' = 'CONFIRMED'`,
  },
  {
    breaks: 'no plaintext phone or login code',
    when: 'an event contains a phone',
    mutate: ({ sql: { manage } }, { confirmed }) => manage`
      update outbox set event = jsonb_set(event, '{data, memo}', '"call 010-1234-5678 before"')
      where event ->> 'correlationId' = ${confirmed}`,
  },
  {
    breaks: 'no plaintext phone or login code',
    when: 'an event contains a login code',
    mutate: ({ sql: { call } }) => call`
      update login_outbox set event = jsonb_set(event, '{data, code}', '"123456"')`,
  },
  {
    breaks: 'no plaintext phone or login code',
    when: 'a stream contains a phone',
    mutate: (system) => appendEntry(system, 'call', JSON.stringify({ to: '+82 10 1234 5678' })),
  },
  {
    breaks: ['no dead letters', 'no plaintext phone or login code'],
    when: 'the error of a dead letter contains a phone',
    mutate: ({ sql: { notifier } }) => notifier`
      insert into dead_letters (stream, entry_id, payload, error, attempts)
      values ('movecall:call', '1-1', 'no JSON', 'Error: cannot tell 01012345678', 5)`,
  },
  {
    breaks: 'no plaintext phone or login code',
    when: 'a delivery contains a phone',
    mutate: ({ sql: { notifier } }, { confirmed }) =>
      notifier`update deliveries set recipient = '+821012345678' where correlation_id = ${confirmed}`,
  },
  {
    breaks: 'nothing is left under way',
    when: 'a consumer group has not read its stream',
    mutate: ({ redis, stream }) => redis.xgroup('SETID', stream('call'), 'notifier', '0'),
  },
  {
    breaks: 'nothing is left under way',
    when: 'a consumer group is missing',
    mutate: ({ redis, stream }) => redis.xgroup('DESTROY', stream('manage'), 'assign'),
  },
  {
    breaks: 'nothing is left under way',
    when: 'a relay has not published all outbox events',
    mutate: ({ sql: { assign } }) => assign`update relay_state set published = published - 1`,
  },
];
