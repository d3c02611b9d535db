import type { Check } from './sources.ts';

/** What the call service's own tables must not say about a call's history. */
export const versions: readonly Check[] = [
  {
    invariant: 'versions without a gap',
    what: "A call's timeline has the versions 1, 2, 3 … up to the call's own, each once.",
    find: async ({ databases: { call } }) => call`
      select c.id as call_id, c.version, array_agg(t.version order by t.version) as timeline
      from calls c left join timeline t on t.call_id = c.id group by c.id
      having count(t.version) <> c.version or min(t.version) <> 1 or max(t.version) <> c.version`,
  },
  {
    invariant: 'the last version is the call',
    what: "A call's status and waiting reason are those of its last version.",
    find: async ({ databases: { call } }) => call`
      select c.id as call_id, c.version, c.status, t.status as last_status,
        c.waiting_reason, t.waiting_reason as last_waiting_reason
      from calls c join timeline t on t.call_id = c.id and t.version = c.version
      where (t.status, t.waiting_reason) is distinct from (c.status, c.waiting_reason)`,
  },
  {
    invariant: 'legal edges only',
    what: 'A call begins REQUESTED and then only takes steps that its state machine knows.',
    find: async ({ databases: { call } }) => call`
      select call_id, version, before, status from (
        select call_id, version, status, waiting_reason,
          lag(status) over history as before, lag(waiting_reason) over history as reason_before,
          lag(version, 1, 0) over history as version_before
        from timeline window history as (partition by call_id order by version)
      ) as steps
      -- What lies in a gap is not known, and the gap has a sentence of its own.
      where version = version_before + 1 and not case coalesce(before::text, 'NONE')
        when 'NONE' then status = 'REQUESTED'
        when 'REQUESTED' then status in ('ASSIGNING', 'CANCELLED')
        when 'ASSIGNING' then status in ('CONFIRMED', 'CANCELLED')
          or (status = 'ASSIGNING' and waiting_reason is distinct from reason_before)
        when 'CONFIRMED' then status in ('IN_PROGRESS', 'CANCELLED')
        when 'IN_PROGRESS' then status = 'COMPLETED'
        else false
      end`,
  },
];
