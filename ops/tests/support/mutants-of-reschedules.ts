import { randomUUID } from 'node:crypto';
import type { Mutant } from './mutants.ts';

export const rescheduleMutants: readonly Mutant[] = [
  {
    breaks: 'every reschedule is settled',
    when: 'an attempt stayed PENDING',
    mutate: ({ sql: { manage } }, { confirmed }) => manage`
      insert into reschedules (id, call_id, status, from_day, from_slot, to_day, to_slot, deadline, started_at)
      select ${randomUUID()}, call_id, 'PENDING', moving_on, slot, moving_on + 1, slot, now() - interval '1 minute', now() - interval '2 minutes'
      from orders where call_id = ${confirmed}`,
  },
  {
    breaks: 'a held time has a pending reschedule',
    when: 'the hold of an unknown attempt stayed',
    mutate: ({ sql: { assign } }, { confirmed }) => assign`
      with held as (
        insert into holds (id, call_id, status, mover_id, moving_on, slot, takes, during, distance_meters, changed_at)
        select ${randomUUID()}, call_id, 'HELD', mover_id, '2036-01-01', 'ALL_DAY', 'ALL_DAY',
          tstzrange('2036-01-01T08:00+09:00', '2036-01-01T18:00+09:00'), 1, now()
        from assignments where call_id = ${confirmed} returning *
      ) insert into bookings (mover_id, during, call_id) select mover_id, during, id from held`,
  },
  {
    breaks: 'a held time is booked',
    when: 'the booking of a hold that is over stayed',
    mutate: ({ sql: { assign } }, { confirmed }) => assign`
      with held as (
        insert into holds (id, call_id, status, mover_id, moving_on, slot, takes, during, distance_meters, changed_at)
        select ${randomUUID()}, call_id, 'OVER', mover_id, '2036-01-01', 'ALL_DAY', 'ALL_DAY',
          tstzrange('2036-01-01T08:00+09:00', '2036-01-01T18:00+09:00'), 1, now()
        from assignments where call_id = ${confirmed} returning *
      ) insert into bookings (mover_id, during, call_id) select mover_id, during, id from held`,
  },
  {
    breaks: 'an assignment takes the time of its request',
    when: 'an assignment and its booking are on another day than the request',
    mutate: ({ sql: { assign } }, { confirmed }) => assign`
      update assignments set during = tstzrange('2036-01-01T08:00+09:00', '2036-01-01T18:00+09:00')
      where call_id = ${confirmed} and status = 'ACTIVE'`,
  },
  {
    breaks: 'a call has one time in all services',
    when: 'only the order has moved to another day',
    mutate: ({ sql: { manage } }, { confirmed }) =>
      manage`update orders set moving_on = moving_on + 1 where call_id = ${confirmed}`,
  },
];
