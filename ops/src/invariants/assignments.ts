import type { Invariant } from './invariant.ts';

/** Invariants of assign's own tables. */
export const assignments: readonly Invariant[] = [
  {
    invariant: 'one active assignment',
    what: 'A call has at most one assignment that is offered or active.',
    find: async ({ databases: { assign } }) => assign`
      select call_id, array_agg(id order by assigned_at) as assignments
      from assignments where status <> 'RELEASED' group by call_id having count(*) > 1`,
  },
  {
    invariant: 'no double booking',
    what: 'The offered and active assignments of a mover do not overlap in time.',
    find: async ({ databases: { assign } }) => assign`
      select a.mover_id, a.call_id, b.call_id as other_call_id, a.during::text, b.during::text as other_during
      from assignments a join assignments b on a.mover_id = b.mover_id and a.id < b.id and a.during && b.during
      where a.status <> 'RELEASED' and b.status <> 'RELEASED' and a.call_id <> b.call_id`,
  },
  {
    invariant: 'an active assignment has its booking',
    what: 'The bookings of jobs are those of the offered and active assignments, with their movers and times.',
    find: async ({ databases: { assign } }) => assign`
      select coalesce(a.call_id, b.call_id) as call_id, a.id as assignment, b.during::text as booked
      from (select * from assignments where status <> 'RELEASED') a
      full join (
        select * from bookings where call_id is not null and not exists (select from holds where id = bookings.call_id)
      ) b
        on (a.call_id, a.mover_id, a.during) = (b.call_id, b.mover_id, b.during)
      where a.call_id is null or b.call_id is null`,
  },
  {
    invariant: 'a team is waited for',
    what: 'The timer of an arrival is about an assignment that is not over, whose team has not arrived, and is due half an hour after the slot began or later.',
    find: async ({ databases: { assign } }) => assign`
      select a.call_id, a.id as assignment, a.status, a.during::text, timers.due_at from timers
      left join assignments a on a.id = timers.key
      left join progress_steps arrived on arrived.assignment_id = a.id and arrived.step = 'ARRIVED'
      left join requests using (call_id)
      where timers.kind = 'ARRIVAL_OVERDUE' and (coalesce(a.status, 'RELEASED') = 'RELEASED' or arrived.step is not null
        or timers.due_at < greatest(lower(requests.during), a.assigned_at) + interval '30 minutes')`,
  },
  {
    invariant: 'a held time is booked',
    what: "A hold is booked, together with the call's own job of the same mover, and its booking goes with it.",
    find: async ({ databases: { assign } }) => assign`
      select holds.id as hold, holds.call_id, holds.status, b.during::text as booked from holds
      left join bookings b on b.call_id = holds.id
      left join bookings own on (own.call_id, own.mover_id) = (holds.call_id, holds.mover_id) and own.during && holds.during
      where case status when 'HELD'
        then holds.during - coalesce(own.during, 'empty') <> coalesce(b.during, 'empty') else b.during is not null end`,
  },
  {
    invariant: 'an assigned request has an active assignment',
    what: 'A request is ASSIGNED if and only if it has an active assignment, and OFFERED if and only if it has an offered one.',
    find: async ({ databases: { assign } }) => assign`
      select call_id, r.status, a.id as assignment from requests r
      left join assignments a using (call_id) where (r.status = 'ASSIGNED') <> exists (
        select from assignments active where active.call_id = r.call_id and active.status = 'ACTIVE')
      or (r.status = 'OFFERED') <> exists (
        select from assignments offered where offered.call_id = r.call_id and offered.status = 'OFFERED')`,
  },
];
