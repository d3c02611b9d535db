import type { Check } from './sources.ts';

/** What the call service's own tables must not say about how calls come to be. */
export const acceptance: readonly Check[] = [
  {
    invariant: 'accepted means there is a call',
    what: 'An attempt is ACCEPTED if and only if there is a call of its id.',
    find: async ({ databases: { call } }) => call`
      select coalesce(a.id, c.id) as call_id, a.status as attempt, c.status as call
      from attempts a full join calls c on c.id = a.id
      where (a.status is not distinct from 'ACCEPTED') <> (c.id is not null)
        -- A void attempt's call has a sentence of its own.
        and a.status is distinct from 'VOID'`,
  },
  {
    invariant: 'one call for an idempotency key',
    what: 'Of the attempts with one key of one caller at most one is not void.',
    find: async ({ databases: { call } }) => call`
      select caller_id, array_agg(id) as attempts, array_agg(status) as statuses from attempts
      where status <> 'VOID' and idempotency_key is not null
      group by caller_id, idempotency_key having count(*) > 1`,
  },
  {
    invariant: 'every attempt is settled',
    what: 'An attempt that nobody settled is void soon after its deadline.',
    find: async ({ databases: { call } }) => call`
      select id as call_id, created_at, deadline from attempts
      where status = 'PENDING' and deadline < now() - interval '5 seconds'`,
  },
];
