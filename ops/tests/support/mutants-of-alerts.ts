import { randomUUID } from 'node:crypto';
import type { Message } from '@movecall/sandbox/message';
import type { Mutant } from './mutants.ts';

const about = (messages: readonly Message[], callId: string, template: string): Message =>
  messages.find(
    ({ templateId, buttons }) => templateId === template && buttons.some(({ url }) => url.endsWith(callId)),
  )!;

/** What customers were told. */
export const alertMutants: readonly Mutant[] = [
  {
    breaks: 'it comes to rest',
    when: 'a delivery is not settled',
    mutate: ({ sql: { notifier } }) => notifier`
      update deliveries set status = 'ACCEPTED', due_at = now() where template = 'LOGIN_CODE'`,
  },
  {
    breaks: 'one alert for each transition',
    when: 'an alert tells of another transition than happened',
    mutate: ({ sql: { notifier } }, { confirmed }) => notifier`
      update deliveries set version = 2 where correlation_id = ${confirmed} and template = 'CALL_ACCEPTED'`,
  },
  {
    breaks: 'one alert for each transition',
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
    breaks: 'alerts show how it ended',
    when: 'the call shows another end than the ledger',
    mutate: ({ sql: { call } }, { confirmed }) =>
      call`update alerts set outcome = 'FAILED' where call_id = ${confirmed}`,
  },
  {
    breaks: 'alerts show how it ended',
    when: 'the call has not heard of an end',
    mutate: ({ sql: { call } }, { confirmed }) => call`delete from alerts where call_id = ${confirmed}`,
  },
  {
    breaks: 'one message for an alert',
    when: 'the same message was sent twice',
    async mutate({ messages }, { confirmed }) {
      messages.push({ ...about(messages, confirmed, 'MOVER_CONFIRMED'), id: 'another' });
    },
  },
  {
    breaks: 'one message for an alert',
    when: 'somebody was told of a cancel that never was',
    async mutate({ messages }, { confirmed, cancelled }) {
      const { buttons } = about(messages, confirmed, 'CALL_ACCEPTED');
      messages.push({ ...about(messages, cancelled, 'CALL_CANCELLED'), id: 'another', buttons });
    },
  },
  {
    breaks: 'one message for a login code',
    when: 'a login code was sent twice',
    async mutate({ messages }) {
      messages.push({ ...messages.find(({ templateId }) => templateId === 'LOGIN_CODE')!, id: 'another' });
    },
  },
  {
    breaks: 'no message out of nowhere',
    when: 'a message is about a call that nobody made',
    async mutate({ messages }, { confirmed }) {
      const buttons = [{ name: '호출 상태 보기', url: `http://movecall.example/calls/${randomUUID()}` }];
      messages.push({ ...about(messages, confirmed, 'CALL_ACCEPTED'), id: 'another', buttons });
    },
  },
  {
    breaks: 'no mover announced without a confirmation',
    when: 'the customer of a waiting call was told of a mover',
    async mutate({ messages }, { confirmed, waiting }) {
      const { buttons } = about(messages, waiting, 'CALL_ACCEPTED');
      messages.push({ ...about(messages, confirmed, 'MOVER_CONFIRMED'), id: 'another', buttons });
    },
  },
  {
    breaks: 'what is delivered stays delivered',
    when: 'a late report made a failure of what had arrived',
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
    breaks: 'what is delivered was sent',
    when: 'the provider never had a message that is said to be delivered',
    async mutate({ messages }, { waiting }) {
      messages.splice(messages.indexOf(about(messages, waiting, 'CALL_ACCEPTED')), 1);
    },
  },
];
