import type { Invariant } from './invariant.ts';

/** Invariants of a call's timeline. */
export const callVersions: readonly Invariant[] = [
  {
    invariant: 'call versions have no gaps',
    what: "A call's timeline has each version from 1 to the call's own exactly once.",
    find: async ({ databases: { call } }) => call`
      select c.id as call_id, c.version, array_agg(t.version order by t.version) as timeline
      from calls c left join timeline t on t.call_id = c.id group by c.id
      having count(t.version) <> c.version or min(t.version) <> 1 or max(t.version) <> c.version`,
  },
  {
    invariant: 'the timeline ends with the call',
    what: 'A call has the status and waiting reason of its last version.',
    find: async ({ databases: { call } }) => call`
      select c.id as call_id, c.version, c.status, t.status as last_status,
        c.waiting_reason, t.waiting_reason as last_waiting_reason
      from calls c join timeline t on t.call_id = c.id and t.version = c.version
      where (t.status, t.waiting_reason) is distinct from (c.status, c.waiting_reason)`,
  },
  {
    invariant: 'only legal status changes',
    what: 'A call begins as REQUESTED and changes only as its state machine allows.',
    find: async ({ databases: { call } }) => call`
      select call_id, version, before, status from (
        select call_id, version, status, waiting_reason, rescheduled_to,
          lag(status) over history as before, lag(waiting_reason) over history as reason_before,
          lag(version, 1, 0) over history as version_before
        from timeline window history as (partition by call_id order by version)
      ) as steps
      -- A step over a gap cannot be checked; the gap itself violates another invariant.
      where version = version_before + 1 and not case coalesce(before::text, 'NONE')
        when 'NONE' then status = 'REQUESTED'
        when 'REQUESTED' then status in ('ASSIGNING', 'CANCELLED')
        when 'ASSIGNING' then status in ('CONFIRMED', 'CANCELLED')
          or (status = 'ASSIGNING' and waiting_reason is distinct from reason_before)
        -- A mover that is gone has another one as successor, or none.
        when 'CONFIRMED' then status in ('CONFIRMED', 'ASSIGNING', 'IN_PROGRESS', 'CANCELLED')
        when 'IN_PROGRESS' then status = 'COMPLETED'
        else false
      end`,
  },
];
