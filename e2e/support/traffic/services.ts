import type { Producer } from '@movecall/schema/streams';
import type { Sql } from 'postgres';
import { type Day, each, idOf, voidAttempts } from './day.ts';

/** What a day leaves in call besides its event log. */
export async function writeCall(sql: Sql, day: Day): Promise<void> {
  const owner = idOf('owner', day);
  const calls = each('call', day);
  await sql.unsafe(`
    insert into people (id, tel, created_at)
    select ${owner}, '+8210' || lpad((nextval('simulated_tels'))::text, 8, '0'), at from ${calls}`);
  await sql.unsafe(`
    insert into attempts (id, status, caller_id, owner_id, idempotency_key, fingerprint, created_at, deadline, settled_at)
    select id, 'ACCEPTED', ${owner}, ${owner}, 'key', repeat('f', 64), at, at, at from ${calls}
    union all
    select id, 'VOID', ${owner}, ${owner}, 'key', repeat('f', 64), at, at, at
    from ${each('attempt', day, voidAttempts(day))}`);
  await sql.unsafe(`
    insert into calls (id, owner_id, tel, move_type, location, moving_on, cost, requested_at, updated_at, version, status,
      mover_id, mover_name, mover_tel, mover_plate)
    select id, ${owner}, '+821012345678', 'FULL_PACKING', '{"address": "마포구"}', at::date + 7, 2500000, at, at, 3, 'CONFIRMED',
      gen_random_uuid(), '백영곤', '+821023456789', '34가4567' from ${calls}`);
  await sql.unsafe(`
    insert into timeline (call_id, version, status, at)
    select id, version, (array['REQUESTED', 'ASSIGNING', 'CONFIRMED'])[version]::move_call_status, at
    from ${calls} cross join generate_series(1, 3) as version`);
  await sql.unsafe(`
    insert into alerts (id, call_id, template, channel, outcome, at)
    select gen_random_uuid(), id, template, 'ALIMTALK', 'DELIVERED', at
    from ${calls} cross join unnest(array['CALL_ACCEPTED', 'MOVER_CONFIRMED']) as template`);
  await sql.unsafe(`
    insert into sign_ins (id, tel, code_hash, expires_at)
    select id, '+821012345678', repeat('c', 64), at + interval '5 minutes' from ${each('login', day)}`);
}

/** What a day leaves in manage besides its event log. */
export async function writeManage(sql: Sql, day: Day): Promise<void> {
  await sql.unsafe(`
    insert into orders (call_id, owner_id, status, move_type, location, moving_on, cost, mover_id, requested_at, updated_at)
    select id, ${idOf('owner', day)}, 'ASSIGNED', 'FULL_PACKING', '{"address": "마포구"}', at::date + 7, 2500000,
      gen_random_uuid(), at, at from ${each('call', day)}`);
  await sql.unsafe(
    `insert into tombstones (call_id, at) select id, at from ${each('attempt', day, voidAttempts(day))}`,
  );
}

/** What a day leaves in assign besides its event log. */
export async function writeAssign(sql: Sql, day: Day): Promise<void> {
  const during = `tstzrange(date_trunc('day', at), date_trunc('day', at) + interval '1 day')`;
  await sql.unsafe(`
    insert into requests (call_id, status, owner_id, move_type, address, latitude, longitude, moving_on, during, cost,
      requested_at, stored_at)
    select id, 'CANCELLED', ${idOf('owner', day)}, 'FULL_PACKING', '마포구', 37.5, 126.9, at::date, ${during}, 2500000, at, at
    from ${each('call', day)}`);
  await sql.unsafe(`
    insert into requests (call_id, status, stored_at) select id, 'CANCELLED', at
    from ${each('tombstone', day, 1)}`);
}

/** What a day leaves in notifier besides its event log. */
export async function writeNotifier(sql: Sql, day: Day): Promise<void> {
  const rows = (about: string, templates: readonly string[]): string => `
    select gen_random_uuid(), id, version, template, gen_random_uuid(), 'k1.aa.bb', '{}'::jsonb, at, at, 'DELIVERED', 1, 0, at, null::timestamptz
    from ${each(about, day)}
    cross join unnest(array[${templates.map((name) => `'${name}'`).join()}]) with ordinality as t (template, version)`;
  await sql.unsafe(`
    insert into deliveries (id, correlation_id, version, template, event_id, recipient, variables, created_at, expires_at, status,
      attempt, lookups, since, due_at)
    ${rows('call', ['CALL_ACCEPTED', 'MOVER_CONFIRMED'])} union all ${rows('login', ['LOGIN_CODE'])}`);
}

export const writers: Readonly<Record<Producer, (sql: Sql, day: Day) => Promise<void>>> = {
  call: writeCall,
  manage: writeManage,
  assign: writeAssign,
  notifier: writeNotifier,
};
