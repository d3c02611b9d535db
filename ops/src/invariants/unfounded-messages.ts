import { audienceOf } from '@movecall/schema/templates';
import { mayBeGone } from './age.ts';
import { inOutboxes } from './outbox-reader.ts';
import { type Invariant, LOGINS_KEPT } from './invariant.ts';
import { callOf } from './call-snapshots.ts';

interface ChangeData {
  readonly version: number;
  readonly mover: { readonly id: string } | null;
}

/** Invariants about messages and events that have no cause. */
export const unfoundedMessages: readonly Invariant[] = [
  {
    invariant: 'an announced mover was assigned',
    what: 'Assign has assigned each mover that the call service announces to that call.',
    find: (sources) =>
      inOutboxes(sources, async (name, batch) => {
        if (name !== 'call') return [];
        const announced = batch.flatMap(({ event }) => {
          if (event.type !== 'MoveCallStatusChanged') return [];
          const { version, mover } = event.data as ChangeData;
          return mover ? [{ callId: event.correlationId, version, moverId: mover.id }] : [];
        });
        const assigned = await sources.databases.assign<{ key: string }[]>`
          select concat_ws(' ', call_id, mover_id) as key from assignments
          where call_id = any(${announced.map(({ callId }) => callId)}::uuid[])`;
        const keys = new Set(assigned.map(({ key }) => key));
        return announced.filter(({ callId, moverId }) => !keys.has(`${callId} ${moverId}`));
      }),
  },
  {
    invariant: 'one message per login code',
    what: 'The provider accepted at most one recent message for each requested login code.',
    async find({ databases: { notifier }, sandboxMessages }) {
      const codes = sandboxMessages.filter(
        ({ templateId, at }) => templateId === 'LOGIN_CODE' && !mayBeGone(at, LOGINS_KEPT),
      );
      const deliveries = await notifier<{ provider_id: string | null }[]>`
        select provider_id from deliveries where template = 'LOGIN_CODE' and attempt > 0`;
      const known = new Set(deliveries.map(({ provider_id }) => provider_id));
      const surplus = codes.filter(({ id }) => !known.has(id));
      // A delivery that failed without an answer has no provider id.
      const unknown = deliveries.filter(({ provider_id }) => provider_id === null).length;
      return surplus.length > unknown ? surplus.map(({ id, to, at }) => ({ message: id, to, at })) : [];
    },
  },
  {
    invariant: 'every message is about a known call',
    what: 'Every message about a call names a call that the call service knows.',
    async find({ databases: { call }, sandboxMessages }) {
      const about = sandboxMessages.flatMap((message) => {
        const callId = callOf(message);
        // Of an attempt that was withdrawn, a team may have heard, and the attempt is deleted some day.
        const mayBeUnknown = audienceOf(message.templateId) !== 'CUSTOMER' && mayBeGone(message.at);
        return callId === null || mayBeUnknown
          ? []
          : [{ callId, message: message.id, templateId: message.templateId }];
      });
      const known = await call<{ id: string }[]>`
        select asked.id from unnest(${[...new Set(about.map(({ callId }) => callId))]}::uuid[]) as asked (id)
        where exists (select from attempts a where a.id = asked.id) or exists (select from calls c where c.id = asked.id)`;
      const ids = new Set(known.map(({ id }) => id));
      return about.filter(({ callId }) => !ids.has(callId));
    },
  },
];
