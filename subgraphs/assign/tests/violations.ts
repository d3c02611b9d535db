import type { AssignHarness } from './harness.ts';

/** The invariants of assign that do not hold while no command is under way, one line per violation. */
export const violations = async ({ sql }: AssignHarness): Promise<string[]> => {
  const rows = await sql<{ violation: string }[]>`
    select 'assigned without an active assignment: ' || call_id as violation
    from requests r where status = 'ASSIGNED'
      and not exists (select from assignments a where a.call_id = r.call_id and a.status = 'ACTIVE')
    union all
    select 'active assignment of a call that is not assigned: ' || a.call_id
    from assignments a join requests r using (call_id) where a.status = 'ACTIVE' and r.status <> 'ASSIGNED'
    union all
    select 'offered without an open offer, or the other way round: ' || call_id
    from requests r where (status = 'OFFERED') <> exists (
      select from assignments a where a.call_id = r.call_id and a.status = 'OFFERED')
    union all
    select 'offer without its timer: ' || a.id
    from assignments a where status = 'OFFERED' and not exists (
      select from timers t where (t.kind, t.key) = ('OFFER_ENDS', a.id) and t.due_at = a.expires_at)
    union all
    select 'team that must be there without its timer, or with a wrong one: ' || a.id
    from assignments a left join timers t on (t.kind, t.key) = ('ARRIVAL_OVERDUE', a.id)
    join requests r using (call_id) where case
      when a.status <> 'ACTIVE' or exists (select from progress_steps p where p.assignment_id = a.id and p.step = 'ARRIVED')
        then t.key is not null
      when t.key is null then greatest(lower(r.during), a.assigned_at) + interval '30 minutes' < upper(r.during)
        and a.expires_at is null
      else t.due_at < greatest(lower(r.during), a.assigned_at) + interval '30 minutes'
        or t.due_at >= upper(r.during) end
    union all
    select 'mover booked twice: ' || a.mover_id
    from assignments a join assignments b on a.mover_id = b.mover_id and a.id < b.id and a.during && b.during
    where a.status <> 'RELEASED' and b.status <> 'RELEASED'
    union all
    select 'waits although a mover is free: ' || r.call_id
    from requests r where status = 'WAITING' and exists (
      select from movers m where m.available and r.move_type = any (m.move_types)
        and (m.tons is null or r.tons is null or m.tons >= r.tons)
        and case when m.sigungu is null then earth_distance(m.base_earth, ll_to_earth(r.latitude, r.longitude)) < m.reach_m
          else r.region = any (m.sigungu) end
        and not exists (
          select from bookings b where b.mover_id = m.id and case m.slots_per_day when 2 then b.during && r.during
            else (lower(b.during) at time zone 'Asia/Seoul')::date = r.moving_on end)
        and not exists (select from assignments a where a.call_id = r.call_id and a.mover_id = m.id
          and a.released_cause in ('DROPPED', 'NO_SHOW', 'DECLINED', 'EXPIRED')))
    union all
    select 'active assignment without its booking: ' || a.call_id
    from assignments a where status <> 'RELEASED' and not exists (
      select from bookings b where (b.call_id, b.mover_id, b.during) = (a.call_id, a.mover_id, a.during))
    union all
    select 'booking without an assignment: ' || b.call_id
    from bookings b where call_id is not null and not exists (
      select from assignments a where a.call_id = b.call_id and a.status <> 'RELEASED')
    union all
    select 'waits without an AssignmentFailed: ' || r.call_id
    from requests r where status = 'WAITING' and 'AssignmentFailed' is distinct from (
      select event->>'type' from outbox where event->>'correlationId' = r.call_id::text
      order by (event->>'sequence')::int desc limit 1)
    union all
    select 'two AssignmentFailed without anything between: ' || call_id from (
      select event->>'correlationId' as call_id, event->>'type' as type, lag(event->>'type') over (
        partition by event->>'correlationId' order by (event->>'sequence')::int) as before from outbox) as told
    where type = 'AssignmentFailed' and before = type
    union all
    select 'assignment without exactly one AssignmentCompleted: ' || a.id
    from assignments a where (a.expires_at is null or status = 'ACTIVE') and 1 <> (
      select count(*) from outbox where event->>'type' = 'AssignmentCompleted' and event->'data'->>'assignmentId' = a.id::text)
    union all
    select 'AssignmentOffered does not match the offer: ' || a.id
    from assignments a where (a.expires_at is not null)::int <> (
      select count(*) from outbox where event->>'type' = 'AssignmentOffered' and event->'data'->>'assignmentId' = a.id::text)
    union all
    select 'AssignmentCancelled does not match the release: ' || a.id
    from assignments a where (a.status = 'RELEASED')::int <> (
      select count(*) from outbox where event->>'type' = 'AssignmentCancelled' and event->'data'->>'assignmentId' = a.id::text)
    union all
    select 'AssignmentCompleted without its assignment: ' || (event->>'id')
    from outbox where event->>'type' = 'AssignmentCompleted'
      and not exists (select from assignments a where a.id::text = event->'data'->>'assignmentId')`;
  return rows.map(({ violation }) => violation);
};
