import { openDatabase } from '@movecall/database';
import type { EventEnvelope } from '@movecall/eventlog';
import { watchStatements } from '@movecall/testkit/statements';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Task } from '../src/claims.ts';
import { createLedger, type Ledger } from '../src/ledger.ts';
import { statusChanged, statusData } from './facts.ts';
import { createWorld, hasty, reactionOf, type World } from './world.ts';

/** Few enough that the statements about them fit into one packet each, which `watchStatements` reads. */
const MANY = 30;

let world: World;
let statements: Awaited<ReturnType<typeof watchStatements>>;
let database: Awaited<ReturnType<typeof openDatabase>>;
let ledger: Ledger;
beforeEach(async () => {
  world = await createWorld({ reports: false });
  statements = await watchStatements(world.config.databaseUrl);
  database = await openDatabase({
    url: statements.url,
    applicationName: 'test',
    migrations: fileURLToPath(new URL('../migrations', import.meta.url)),
  });
  ledger = createLedger({
    db: database.db,
    policy: hasty,
    now: () => new Date(),
    newId: randomUUID,
    random: Math.random,
    replica: 'test',
    onSettled: () => undefined,
    onDue: () => undefined,
    onFreed: () => undefined,
  });
});
afterEach(async () => {
  await database.close();
  await statements.close();
  await world.close();
});

const eventsOf = (version: number, status: 'REQUESTED' | 'CONFIRMED' | 'CANCELLED', ids: readonly string[]) =>
  ids.map((id) => statusChanged(statusData(world.sealer.seal, { version, status }), id));
const newCalls = (count: number): string[] => Array.from({ length: count }, () => randomUUID());

const apply = (events: readonly EventEnvelope[]): Promise<void> =>
  database.db.transaction((tx) => reactionOf(ledger)(tx, events));

/** How many statements are sent while work is done. */
async function sentBy(work: () => Promise<unknown>): Promise<number> {
  const before = statements.sent();
  await work();
  return statements.sent() - before;
}

/** Applies the events of some calls, claims their first messages and notes that those were accepted. */
async function goThrough(calls: readonly string[]) {
  await world.sql`delete from deliveries`;
  const requested = await sentBy(() => apply(eventsOf(1, 'REQUESTED', calls)));
  const confirmed = await sentBy(() => apply(eventsOf(2, 'CONFIRMED', calls)));
  const cancelled = await sentBy(() => apply(eventsOf(3, 'CANCELLED', calls)));
  let tasks: readonly Task[] = [];
  const claimed = await sentBy(async () => (tasks = await ledger.claimDue('CALLS', MANY)));
  const answerOf = ({ row }: Task) => ({ kind: 'ACCEPTED', providerId: `M-${row.id}` }) as const;
  const noted = await sentBy(() =>
    Promise.all(
      tasks.map((task) =>
        ledger.note(task.row.id, { type: 'noteAnswer', attempt: task.attempt, answer: answerOf(task) }),
      ),
    ),
  );
  const rows = await world.sql<{ template: string; status: string; count: number }[]>`
    select template, status, count(*)::int from deliveries group by 1, 2 order by 1`;
  return {
    statements: [requested, confirmed, cancelled, claimed, noted],
    rows: rows.map(({ template, status, count }) => [template, status, count]),
  };
}

it('the events and messages of many calls take as many statements as those of one', async () => {
  // The first statement of a connection asks for the types of the database.
  await goThrough(newCalls(1));
  const [one, many] = [await goThrough(newCalls(1)), await goThrough(newCalls(MANY))];
  expect(one.statements.every((count) => count > 0)).toBe(true);
  expect(many.statements).toEqual(one.statements);
  expect(many.rows).toEqual([
    ['CALL_ACCEPTED', 'ACCEPTED', MANY],
    ['CALL_CANCELLED', 'PENDING', MANY],
    ['MOVER_CONFIRMED', 'SUPERSEDED', MANY],
  ]);
});

it('a message that is recorded and made wrong by one batch is never sent', async () => {
  const [call = ''] = newCalls(1);
  await apply([...eventsOf(1, 'CONFIRMED', [call]), ...eventsOf(2, 'CANCELLED', [call])]);
  const rows =
    await world.sql`select template, status from deliveries where correlation_id = ${call} order by version`;
  expect(rows).toEqual([
    { template: 'MOVER_CONFIRMED', status: 'SUPERSEDED' },
    { template: 'CALL_CANCELLED', status: 'PENDING' },
  ]);
  expect((await world.outbox('AlertSettled')).map(({ data }) => data)).toMatchObject([
    { template: 'MOVER_CONFIRMED', outcome: 'SUPERSEDED' },
  ]);
});
