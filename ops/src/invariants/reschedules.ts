import type { CallInvariant } from './call-snapshots.ts';
import type { Invariant } from './invariant.ts';

/** Invariants of the times to which calls are moved. */
export const reschedules: readonly Invariant[] = [
  {
    invariant: 'every reschedule is settled',
    what: 'An attempt to reschedule is committed or void soon after its deadline.',
    find: async ({ databases: { manage } }) => manage`
      select id as attempt, call_id, deadline from reschedules
      where status = 'PENDING' and deadline < now() - interval '5 seconds'`,
  },
  {
    invariant: 'a held time has a pending reschedule',
    what: 'Assign holds a time for a call only while the attempt of manage is PENDING.',
    async find({ databases: { assign, manage } }) {
      const held = await assign<{ id: string; callId: string }[]>`
        select id, call_id as "callId" from holds where status = 'HELD'`;
      const pending = await manage<{ id: string }[]>`
        select id from reschedules where status = 'PENDING' and id = any(${held.map(({ id }) => id)}::uuid[])`;
      const known = new Set(pending.map(({ id }) => id));
      return held.filter(({ id }) => !known.has(id));
    },
  },
  {
    invariant: 'an assignment takes the time of its request',
    what: 'The time of an active assignment holds the slot of its request, on its day.',
    find: async ({ databases: { assign } }) => assign`
      select call_id, moving_on::text, r.during::text as wanted, a.during::text as taken
      from requests r join assignments a using (call_id)
      where a.status = 'ACTIVE' and not (a.during @> r.during and a.during <@ tstzrange(
        moving_on::timestamp at time zone 'Asia/Seoul', (moving_on + 1)::timestamp at time zone 'Asia/Seoul'))`,
  },
];

/** Invariants of the time of a call, across the services. */
export const callTimes: readonly CallInvariant[] = [
  {
    invariant: 'a call has one time in all services',
    what: 'A call that is not cancelled, its order and its request have the same day and slot.',
    contradiction({ callId, call, order, request }) {
      if (call === null || call.status === 'CANCELLED' || order?.status === 'CANCELLED') return null;
      const times = {
        call: timeOf(call),
        order: order && timeOf(order),
        request: request?.movingOn == null ? null : timeOf(request),
      };
      return new Set(Object.values(times).filter((time) => time !== null)).size <= 1
        ? null
        : { callId, ...times };
    },
  },
];

const timeOf = ({ movingOn, slot }: { readonly movingOn: string | null; readonly slot: string }): string =>
  `${movingOn} ${slot}`;
