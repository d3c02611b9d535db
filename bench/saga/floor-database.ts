import type { Sql, TransactionSql } from 'postgres';

/**
 * The rows that a confirmed call must write, whatever writes them: the states in four databases, and for each effect the inbox row
 * that makes it happen once and the outbox row that reports it. Plain SQL, no HTTP, no Redis, no checks.
 */

export const FLOOR_DATABASES = ['call', 'manage', 'assign', 'notifier'] as const;
export type FloorDatabase = (typeof FLOOR_DATABASES)[number];

const EVENT_LOG = `
  create table outbox (
    position bigint generated always as identity primary key,
    correlation uuid not null, sequence int not null, event jsonb not null, number bigint);
  create table inbox (
    producer text, correlation uuid, sequence int, event uuid not null,
    primary key (producer, correlation, sequence));`;

export const FLOOR_TABLES: Readonly<Record<FloorDatabase, string>> = {
  call: `
    create table attempts (id uuid primary key, status text not null, body jsonb not null, deadline timestamptz not null);
    create table calls (id uuid primary key, status text not null, version int not null, body jsonb not null, mover jsonb);
    create table timeline (call uuid, version int, status text not null, at timestamptz not null default now(),
      primary key (call, version));
    ${EVENT_LOG}`,
  manage: `create table orders (id uuid primary key, status text not null, body jsonb not null); ${EVENT_LOG}`,
  assign: `
    create extension if not exists btree_gist;
    create table requests (call uuid primary key, status text not null, body jsonb not null);
    create table assignments (
      id uuid primary key, call uuid not null, mover int not null, during tsrange not null, status text not null,
      exclude using gist (mover with =, during with &&) where (status = 'ACTIVE'));
    ${EVENT_LOG}`,
  notifier: `
    create table deliveries (
      id uuid primary key, call uuid not null, template text not null, status text not null, body jsonb not null,
      unique (call, template));
    ${EVENT_LOG}`,
};

const BODY = JSON.stringify({
  moveType: 'FULL_PACKING',
  location: {
    address: '서울특별시 마포구 월드컵북로 1',
    district: '마포구',
    latitude: 37.5663,
    longitude: 126.9019,
  },
  movingOn: '2026-12-07',
  cost: 1_500_000,
  ownerId: '00000000-0000-4000-8000-000000000001',
});
const EVENT = JSON.stringify({
  id: '00000000-0000-4000-8000-000000000002',
  version: 1,
  time: '2026-12-01T00:00:00.000Z',
  data: JSON.parse(BODY) as unknown,
});

/** The statements of one effect on some calls. The driver sends them without waiting in between. */
type Statements = (tx: TransactionSql, calls: readonly string[]) => readonly PromiseLike<unknown>[];

/** One transaction of one database. */
export interface Effect {
  readonly database: FloorDatabase;
  readonly statements: Statements;
}

const consumed =
  (producer: FloorDatabase, sequence: number): Statements =>
  (tx, calls) => [
    tx`insert into inbox select ${producer}, call, ${sequence}, gen_random_uuid() from unnest(${[...calls]}::uuid[]) call`,
  ];
const reported =
  (sequence: number): Statements =>
  (tx, calls) => [
    tx`insert into outbox (correlation, sequence, event)
      select call, ${sequence}, ${EVENT}::text::jsonb from unnest(${[...calls]}::uuid[]) call`,
  ];
const dated =
  (version: number, status: string): Statements =>
  (tx, calls) => [
    tx`insert into timeline select call, ${version}, ${status} from unnest(${[...calls]}::uuid[]) call`,
  ];
const all =
  (...parts: readonly Statements[]): Statements =>
  (tx, calls) =>
    parts.flatMap((part) => part(tx, calls));

/** The three commits of an acceptance, one after the other, each of one call. */
export const ACCEPTANCE: readonly Effect[] = [
  {
    database: 'call',
    statements: (tx, calls) => [
      tx`insert into attempts select call, 'PENDING', ${BODY}::text::jsonb, now() from unnest(${[...calls]}::uuid[]) call`,
    ],
  },
  {
    database: 'manage',
    statements: all(
      (tx, calls) => [
        tx`insert into orders select call, 'ACCEPTED', ${BODY}::text::jsonb from unnest(${[...calls]}::uuid[]) call`,
      ],
      reported(1),
    ),
  },
  {
    database: 'call',
    statements: all(
      (tx, calls) => [
        tx`update attempts set status = 'ACCEPTED' where id = any(${[...calls]})`,
        tx`insert into calls select call, 'REQUESTED', 1, ${BODY}::text::jsonb from unnest(${[...calls]}::uuid[]) call`,
      ],
      dated(1, 'REQUESTED'),
      reported(1),
    ),
  },
];

const assigning: Effect = {
  database: 'call',
  statements: all(
    consumed('manage', 1),
    (tx, calls) => [tx`update calls set status = 'ASSIGNING', version = 2 where id = any(${[...calls]})`],
    dated(2, 'ASSIGNING'),
    reported(2),
  ),
};
const confirmed: Effect = {
  database: 'call',
  statements: all(
    consumed('assign', 1),
    (tx, calls) => [
      tx`update calls set status = 'CONFIRMED', version = 3, mover = ${BODY}::text::jsonb where id = any(${[...calls]})`,
    ],
    dated(3, 'CONFIRMED'),
    reported(3),
  ),
};
const ordered: Effect = {
  database: 'manage',
  statements: all(consumed('assign', 1), (tx, calls) => [
    tx`update orders set status = 'ASSIGNED' where id = any(${[...calls]})`,
  ]),
};
const told = (sequence: number, template: string): Effect => ({
  database: 'notifier',
  statements: all(
    consumed('call', sequence),
    (tx, calls) => [
      tx`insert into deliveries
        select gen_random_uuid(), call, ${template}, 'SENT', ${BODY}::text::jsonb from unnest(${[...calls]}::uuid[]) call`,
    ],
    reported(sequence),
  ),
});

/**
 * What follows an acceptance: effects of one step run side by side.
 *
 * @param nextMover gives each call a mover of its own
 */
export const createReactions = (nextMover: () => number): readonly (readonly Effect[])[] => [
  [
    assigning,
    {
      database: 'assign',
      statements: all(
        consumed('manage', 1),
        (tx, calls) => [
          tx`insert into requests select call, 'ASSIGNED', ${BODY}::text::jsonb from unnest(${[...calls]}::uuid[]) call`,
          tx`insert into assignments
            select gen_random_uuid(), call, mover, tsrange('2026-12-07', '2026-12-08'), 'ACTIVE'
            from unnest(${[...calls]}::uuid[], ${calls.map(nextMover)}::int[]) as fresh (call, mover)`,
        ],
        reported(1),
      ),
    },
  ],
  [confirmed, ordered, told(1, 'CALL_ACCEPTED'), told(2, 'MOVER_CONFIRMED')],
];

/** Runs an effect on some calls in one transaction. */
export const perform = (
  databases: Readonly<Record<FloorDatabase, Sql>>,
  { database, statements }: Effect,
  calls: readonly string[],
): Promise<unknown> => databases[database].begin((tx) => Promise.all(statements(tx, calls)));
