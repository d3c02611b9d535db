import { type Invariant, KEPT } from './invariant.ts';

/** Invariants of the call service's attempts and calls. */
export const attempts: readonly Invariant[] = [
  {
    invariant: 'an accepted attempt has a call',
    what: 'An attempt is ACCEPTED if and only if a call with its id exists; a call outlives its attempt.',
    find: async ({ databases: { call } }) => call`
      select coalesce(a.id, c.id) as call_id, a.status as attempt, c.status as call
      from attempts a full join calls c on c.id = a.id
      where (a.status is not distinct from 'ACCEPTED') <> (c.id is not null)
        -- The call of a void attempt is another invariant's.
        and a.status is distinct from 'VOID'
        and (a.id is not null or c.requested_at > now() - ${KEPT}::interval)`,
  },
  {
    invariant: 'one call per idempotency key',
    what: 'Of the attempts of one caller with one idempotency key, at most one is not void.',
    find: async ({ databases: { call } }) => call`
      select caller_id, array_agg(id) as attempts, array_agg(status) as statuses from attempts
      where status <> 'VOID' and idempotency_key is not null
      group by caller_id, idempotency_key having count(*) > 1`,
  },
  {
    invariant: 'every attempt is settled',
    what: 'An attempt is accepted or void soon after its deadline.',
    find: async ({ databases: { call } }) => call`
      select id as call_id, created_at, deadline from attempts
      where status = 'PENDING' and deadline < now() - interval '5 seconds'`,
  },
];
