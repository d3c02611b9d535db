import { randomUUID } from 'node:crypto';
import type { Message } from '@movecall/sandbox/message';
import type { Mutant } from './mutants.ts';

const about = (messages: readonly Message[], callId: string, template: string): Message =>
  messages.find(
    ({ templateId, buttons }) => templateId === template && buttons.some(({ url }) => url.endsWith(callId)),
  )!;

/** Mutants of deliveries, alerts and messages. */
export const alertMutants: readonly Mutant[] = [
  {
    breaks: 'nothing is left under way',
    when: 'a delivery is not settled',
    mutate: ({ sql: { notifier } }) => notifier`
      update deliveries set status = 'ACCEPTED', due_at = now() where template = 'LOGIN_CODE'`,
  },
  {
    breaks: 'one delivery per transition',
    when: 'a delivery has the version of another transition',
    mutate: ({ sql: { notifier } }, { confirmed }) => notifier`
      update deliveries set version = 2 where correlation_id = ${confirmed} and template = 'CALL_ACCEPTED'`,
  },
  {
    breaks: 'one delivery per transition',
    when: 'a transition has two deliveries',
    async mutate({ sql: { notifier, call } }, { confirmed }) {
      await notifier`drop index deliveries_once`;
      const [copy] = await notifier<{ id: string }[]>`
        insert into deliveries (id, correlation_id, version, template, event_id, recipient, variables, created_at,
          expires_at, status, attempt, lookups, since)
        select ${randomUUID()}, correlation_id, version, template, event_id, recipient, variables, created_at,
          expires_at, 'SUPERSEDED', 0, 0, '2025-01-01'
        from deliveries where correlation_id = ${confirmed} and template = 'MOVER_CONFIRMED' returning id`;
      await call`
        insert into alerts (id, call_id, template, channel, outcome, at)
        values (${copy!.id}, ${confirmed}, 'MOVER_CONFIRMED', 'ALIMTALK', 'SUPERSEDED', now())`;
    },
  },
  {
    breaks: 'teams and operators are told of each fact once',
    when: 'another team is told of a job',
    mutate: ({ sql: { notifier } }, { confirmed }) => notifier`
      update deliveries set recipient_id = gen_random_uuid()
      where correlation_id = ${confirmed} and template = 'JOB_ASSIGNED'`,
  },
  {
    breaks: 'teams and operators are told of each fact once',
    when: 'a team is not told that it has lost a job',
    mutate: ({ sql: { assign } }, { cancelled }) => assign`
      update outbox set event = jsonb_set(event, '{data, wasOffer}', 'true')
      where event ->> 'type' = 'AssignmentCancelled' and event ->> 'correlationId' = ${cancelled}`,
  },
  {
    breaks: 'one message per alert to a team or an operator',
    when: 'a team was told twice that it has lost a job',
    async mutate({ messages }) {
      messages.push({ ...messages.find(({ templateId }) => templateId === 'JOB_RELEASED')!, id: 'another' });
    },
  },
  {
    breaks: "a call's alerts show its deliveries' outcomes",
    when: 'an alert has another outcome than its delivery',
    mutate: ({ sql: { call } }, { confirmed }) =>
      call`update alerts set outcome = 'FAILED' where call_id = ${confirmed}`,
  },
  {
    breaks: "a call's alerts show its deliveries' outcomes",
    when: 'a settled delivery has no alert',
    mutate: ({ sql: { call } }, { confirmed }) => call`delete from alerts where call_id = ${confirmed}`,
  },
  {
    breaks: 'one message per delivery',
    when: 'a message was sent twice',
    async mutate({ messages }, { confirmed }) {
      messages.push({ ...about(messages, confirmed, 'MOVER_CONFIRMED'), id: 'another' });
    },
  },
  {
    breaks: 'one message per delivery',
    when: 'a message announces a cancellation that did not happen',
    async mutate({ messages }, { confirmed, cancelled }) {
      const { buttons } = about(messages, confirmed, 'CALL_ACCEPTED');
      messages.push({ ...about(messages, cancelled, 'CALL_CANCELLED'), id: 'another', buttons });
    },
  },
  {
    breaks: 'a quote is sent to each phone once',
    when: 'a quote was sent to a phone without an event',
    mutate: ({ sql: { manage } }) => manage`
      insert into quote_shares (quote_id, version, phone, at)
      select quote_id, version, 'another', at from quote_shares`,
  },
  {
    breaks: 'a quote is sent to each phone once',
    when: 'a quote that was sent has no delivery',
    mutate: ({ sql: { notifier } }) => notifier`delete from deliveries where template = 'QUOTE_READY'`,
  },
  {
    breaks: 'a quote is sent to each phone once',
    when: 'the provider accepted the message with a quote twice',
    async mutate({ messages }) {
      const sent = messages.find(({ templateId }) => templateId === 'QUOTE_READY')!;
      messages.push({ ...sent, id: 'another' });
    },
  },
  {
    breaks: 'one message per login code',
    when: 'a login code was sent twice',
    async mutate({ messages }) {
      messages.push({ ...messages.find(({ templateId }) => templateId === 'LOGIN_CODE')!, id: 'another' });
    },
  },
  {
    breaks: 'every message is about a known call',
    when: 'a message names a call that does not exist',
    async mutate({ messages }, { confirmed }) {
      const buttons = [{ name: '호출 상태 보기', url: `http://movecall.example/calls/${randomUUID()}` }];
      messages.push({ ...about(messages, confirmed, 'CALL_ACCEPTED'), id: 'another', buttons });
    },
  },
  {
    breaks: 'no mover announced without a confirmation',
    when: 'a message announces a mover for a waiting call',
    async mutate({ messages }, { confirmed, waiting }) {
      const { buttons } = about(messages, waiting, 'CALL_ACCEPTED');
      messages.push({ ...about(messages, confirmed, 'MOVER_CONFIRMED'), id: 'another', buttons });
    },
  },
  {
    breaks: 'a late report never downgrades a delivery',
    when: 'a late report marked a delivered message as failed',
    async mutate({ sql: { notifier, call } }, { waiting }) {
      await notifier`
        update deliveries set status = 'FAILED', failure_code = '3104' where correlation_id = ${waiting}`;
      await notifier`
        update outbox set event = jsonb_set(event, '{data, outcome}', '"FAILED"')
        where event ->> 'correlationId' = ${waiting}`;
      await call`update alerts set outcome = 'FAILED' where call_id = ${waiting}`;
    },
  },
  {
    breaks: 'a delivered message was accepted by the provider',
    when: 'a delivered message is unknown to the provider',
    async mutate({ messages }, { waiting }) {
      messages.splice(messages.indexOf(about(messages, waiting, 'CALL_ACCEPTED')), 1);
    },
  },
];
