import { addDays, seoulDay } from '@movecall/values/days';
import { fact } from '@movecall/schema/events';
import { PATIENCE } from '@movecall/testkit/patience';
import { randomUUID } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { customer, operator, sharedManage, startManage } from './harness.ts';
import { AT_NOON, DAY, inputFor, NOW, quotingAt } from './quotes.ts';

const shared = sharedManage({}, AT_NOON);
const sharedQuoting = async () => quotingAt(await shared());

test('a visitor asks for a quote and reads it again', async () => {
  const { make, read, outbox, logged } = await sharedQuoting();
  const quote = await make(null);
  expect(quote).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    version: 1,
    validUntil: '2026-12-07T15:00:00.000Z',
    total: 1_770_000,
    deposit: 177_000,
    lines: [
      { code: 'BASE', label: '포장이사 5톤', amount: 1_200_000 },
      { code: 'LADDER_TRUCK', label: '사다리차 (출발지 7층)', amount: 160_000 },
      { code: 'LADDER_TRUCK', label: '사다리차 (도착지 15층)', amount: 210_000 },
      { code: 'SON_EOPNEUN_NAL', label: '손없는날', amount: 200_000 },
    ],
    volume: null,
    tons: 5,
    crewMen: 3,
    crewWomen: 1,
    distanceKm: 11,
    priceBook: 'default-1',
    terms: '10035',
    moveType: 'FULL_PACKING',
    location: {
      address: '서울 마포구 월드컵로 1',
      district: '마포구',
      sido: '서울특별시',
      sigungu: '마포구',
      latitude: 37.5663,
      longitude: 126.9019,
    },
    destination: { address: '구로', sigungu: '구로구' },
    movingOn: DAY,
    slot: 'ALL_DAY',
    items: null,
    access: { floor: 7, elevator: true, ladderTruck: true },
    destinationAccess: { floor: 15, elevator: false, ladderTruck: true },
    options: [],
    companies: [],
  });
  expect(await read(null, quote.id)).toEqual(quote);
  expect(await read(null, quote.id.toUpperCase())).toEqual(quote);
  expect(await outbox()).toEqual([]);
  expect(logged.join('\n')).not.toContain('월드컵로');
});

test('a quote of a list of things shows their volume and names them in Korean', async () => {
  const { make } = await sharedQuoting();
  const { tons: _tons, ...input } = inputFor('2026-12-20');
  const items = [
    { code: 'QUEEN_BED', count: 2 },
    { code: 'LARGE_BOX', count: 10 },
  ];
  expect(
    await make(null, { ...input, items, slot: 'MORNING', options: [{ code: 'WALL_TV', count: 1 }] }),
  ).toMatchObject({
    volume: 4,
    tons: 1,
    slot: 'MORNING',
    validUntil: '2026-12-08T03:00:00.000Z',
    items: [
      { code: 'QUEEN_BED', label: '퀸 침대', count: 2 },
      { code: 'LARGE_BOX', label: '큰 상자', count: 10 },
    ],
    options: [{ code: 'WALL_TV', label: '벽걸이 TV 설치', count: 1 }],
  });
});

test('loadItems lists the catalogue, room by room', async () => {
  const { ask } = await sharedQuoting();
  const { data } = await ask(null, '{ loadItems { code label room volume weight } }');
  expect(data.loadItems[0]).toEqual({
    code: 'QUEEN_BED',
    label: '퀸 침대',
    room: '침실',
    volume: 1.5,
    weight: 90,
  });
  const rooms = data.loadItems.map(({ room }: { room: string }) => room);
  expect([...new Set(rooms)]).toEqual(['침실', '거실', '주방', '서재·아이 방', '세탁실·그 밖']);
});

test('loadPresets lists what homes have, and a quote can be made of each list', async () => {
  const { ask, make } = await sharedQuoting();
  const { data } = await ask<{
    loadPresets: readonly { readonly label: string; readonly items: readonly object[] }[];
  }>(null, '{ loadPresets { code label items { code count } } }');
  expect(data.loadPresets.map(({ label }) => label)).toEqual([
    '원룸',
    '투룸',
    '20평',
    '25평',
    '30평',
    '40평',
  ]);
  const { tons: _tons, ...input } = inputFor(DAY);
  for (const { items } of data.loadPresets)
    expect((await make(null, { ...input, items })).total).toBeGreaterThan(400_000);
});

describe('a quote', () => {
  test('is claimed by the first customer who reads it, and is absent to others from then on', async () => {
    const { make, read } = await sharedQuoting();
    const [kim, lee] = [customer(randomUUID()), customer(randomUUID())];
    const quote = await make(null);
    expect(await read(kim, quote.id)).toEqual(quote);
    for (const viewer of [lee, null]) expect(await read(viewer, quote.id)).toBeNull();
    for (const viewer of [kim, operator]) expect(await read(viewer, quote.id)).toEqual(quote);
  });

  test('that several customers read at once is claimed by one of them', async () => {
    const { make, read, sql } = await sharedQuoting();
    const readers = Array.from({ length: 12 }, () => customer(randomUUID()));
    const { id } = await make(null);
    const seen = await Promise.all(readers.map((reader) => read(reader, id)));
    const winners = readers.filter((_reader, nth) => seen[nth] !== null);
    expect(winners).toHaveLength(1);
    expect(await sql`select owner_id from quotes where id = ${id}`).toEqual([{ owner_id: winners[0]?.id }]);
  });

  test('of somebody who has signed in is theirs from the beginning', async () => {
    const { make, read } = await sharedQuoting();
    const kim = customer(randomUUID());
    const quote = await make(kim);
    expect(await read(null, quote.id)).toBeNull();
    expect(await read(kim, quote.id)).toEqual(quote);
  });

  test('that an operator makes or reads stays free for its customer', async () => {
    const { make, read } = await sharedQuoting();
    const kim = customer(randomUUID());
    const quote = await make(operator);
    await read(operator, quote.id);
    expect(await read(kim, quote.id)).toEqual(quote);
  });

  test('gets its next version by its id; the version before stays as it was', async () => {
    const { make, read, sql } = await sharedQuoting();
    const kim = customer(randomUUID());
    const first = await make(null);
    const second = await make(kim, inputFor('2026-12-18'), { id: first.id });
    expect(second).toMatchObject({ id: first.id, version: 2, total: 1_970_000 });
    expect(await read(kim, first.id)).toEqual(second);
    const kept = await sql`
      select version, price -> 'total' as total from quote_versions where quote_id = ${first.id} order by version`;
    expect(kept).toEqual([
      { version: 1, total: 1_770_000 },
      { version: 2, total: 1_970_000 },
    ]);
    // The customer who revised it has claimed it.
    expect(await read(null, first.id)).toBeNull();
  });

  test('that is revised many times at once has as many versions', async () => {
    const { make, sql } = await sharedQuoting();
    const { id } = await make(null);
    const versions = await Promise.all(Array.from({ length: 10 }, () => make(null, inputFor(DAY), { id })));
    expect(versions.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual([
      2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ]);
    expect(await sql`select version from quotes where id = ${id}`).toEqual([{ version: 11 }]);
  });

  test('of another customer cannot be revised, and answers as one that does not exist', async () => {
    const { make, refusals } = await sharedQuoting();
    const { id } = await make(customer(randomUUID()));
    const answers = await Promise.all(
      [id, randomUUID(), 'not an id'].map((each) => refusals(inputFor(DAY), { id: each })),
    );
    for (const errors of answers) expect(errors).toEqual(answers[0]);
    expect(answers[0]).toMatchObject([
      { code: 'NOT_FOUND', field: ['id'], message: '견적을 찾지 못했어요.' },
    ]);
  });

  test('that does not exist is null, also for a malformed id', async () => {
    const { read } = await sharedQuoting();
    for (const id of [randomUUID(), '', 'not an id']) expect(await read(operator, id)).toBeNull();
  });
});

test('quotes for one address are limited; another address goes on', async () => {
  const { make, refusals } = quotingAt(await startManage({ QUOTES_PER_ADDRESS: '3/minute' }, AT_NOON));
  for (let nth = 0; nth < 3; nth += 1) await make(null);
  const [error] = await refusals(inputFor(DAY));
  expect(error).toMatchObject({ code: 'TRY_AGAIN_LATER', field: null });
  expect(error?.retryAfterSeconds).toBeGreaterThanOrEqual(1);
  expect(error?.retryAfterSeconds).toBeLessThanOrEqual(60);
  await make(null, inputFor(DAY), { address: '198.51.100.7' });
});

test('a quote is valid for seven days and can then be renewed', async () => {
  let now = NOW;
  const { make } = quotingAt(await startManage({}, { now: () => now }));
  const day = addDays(seoulDay(NOW), 60);
  const first = await make(null, inputFor(day));
  expect(first.validUntil).toBe('2026-12-08T03:00:00.000Z');
  now = new Date('2026-12-15T00:00:00Z');
  const renewed = await make(null, inputFor(day), { id: first.id });
  expect(renewed).toMatchObject({ version: 2, validUntil: '2026-12-22T00:00:00.000Z' });
});

test('the quotes of a person whose data is erased are deleted with all versions; others stay', async () => {
  const { make, sql, event, deliver, settled } = await sharedQuoting();
  const [kim, lee] = [customer(randomUUID()), customer(randomUUID())];
  const { id } = await make(kim);
  await make(kim, inputFor('2026-12-18'), { id });
  const kept = [await make(lee), await make(null)].map((quote) => quote.id).toSorted();
  const erased = event(fact('PersonErased', kim.id, {}));
  await deliver(erased, erased);
  await settled();
  const rest = await sql`
    select quote_id as id from quote_versions where quote_id in ${sql([id, ...kept])} order by quote_id`;
  expect(rest.map((row) => row['id'])).toEqual(kept);
});

test('a quote and its versions are deleted 30 days after its last change, claimed or not', async () => {
  const { make, read, sql } = quotingAt(await startManage({ RETENTION_EVERY_MS: '20' }));
  const input = inputFor(addDays(seoulDay(new Date()), 30));
  const kept = await make(null, input);
  const [old, claimed] = [await make(null, input), await make(customer(randomUUID()), input)];
  await sql`update quotes set changed_at = now() - interval '31 days' where id in (${old.id}, ${claimed.id})`;
  await vi.waitFor(async () => expect(await sql`select id from quotes`).toEqual([{ id: kept.id }]), PATIENCE);
  expect(await sql`select quote_id from quote_versions`).toEqual([{ quote_id: kept.id }]);
  expect(await read(null, old.id)).toBeNull();
});
