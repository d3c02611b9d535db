import type { Invariant } from './invariant.ts';

/** Invariants of assign's own tables. */
export const assignments: readonly Invariant[] = [
  {
    invariant: 'one active assignment',
    what: 'A call has at most one active assignment.',
    find: async ({ databases: { assign } }) => assign`
      select call_id, array_agg(id order by assigned_at) as assignments
      from assignments where status = 'ACTIVE' group by call_id having count(*) > 1`,
  },
  {
    invariant: 'no double booking',
    what: 'The active assignments of a mover do not overlap in time.',
    find: async ({ databases: { assign } }) => assign`
      select a.mover_id, a.call_id, b.call_id as other_call_id, a.during::text, b.during::text as other_during
      from assignments a join assignments b on a.mover_id = b.mover_id and a.id < b.id and a.during && b.during
      where a.status = 'ACTIVE' and b.status = 'ACTIVE' and a.call_id <> b.call_id`,
  },
  {
    invariant: 'an assigned request has an active assignment',
    what: 'A request is ASSIGNED if and only if it has an active assignment.',
    find: async ({ databases: { assign } }) => assign`
      select call_id, r.status, a.id as assignment from requests r
      left join assignments a using (call_id) where (r.status = 'ASSIGNED') <> exists (
        select from assignments active where active.call_id = r.call_id and active.status = 'ACTIVE')`,
  },
];
