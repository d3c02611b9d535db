import { nationalTel } from '@movecall/values/tel';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Replica } from '@movecall/testkit/service-harness';
import type { Mover } from '../src/mover/mover.ts';
import { aRegistration } from './fixtures.ts';
import { type AssignHarness, createAssign, operator, typesOf } from './harness.ts';
import { MOVERS, REGISTER, SWITCH } from './operations.ts';

let assign: AssignHarness;
let ask: Replica['ask'];
beforeAll(async () => {
  assign = await createAssign();
  ({ ask } = await assign.start());
});
afterAll(async () => {
  await assign.close();
});

const input = () => ({ ...aRegistration(), base: { address: '마포' } });

describe('registering', () => {
  test('makes a mover that is available, and publishes MoverRegistered', async () => {
    const { data } = await ask(operator, REGISTER, {
      input: { ...input(), name: '옥준삼', tel: '010-6345-0789', plate: '서울 74마 4567' },
    });
    const { mover, userErrors } = data.registerMover;
    expect(userErrors).toEqual([]);
    expect(mover).toEqual({
      id: expect.any(String),
      name: '옥준삼',
      tel: '01063450789',
      plate: '서울74마4567',
      available: true,
      base: { district: '마포구' },
    });
    expect(await typesOf(assign, mover.id)).toEqual(['MoverRegistered']);
  });

  test.each([
    ['부산 강서구 대저동', { district: '강서구', sido: '부산광역시', sigungu: '강서구' }],
    ['분당구 정자동', { district: '성남시', sido: '경기도', sigungu: '성남시' }],
    ['세종', { district: '세종시', sido: '세종특별자치시', sigungu: null }],
  ])('takes a base anywhere in Korea: %s', async (address, base) => {
    const { data } = await ask(
      operator,
      `mutation ($input: RegisterMoverInput!) {
        registerMover(input: $input) { mover { base { district sido sigungu } } userErrors { code } }
      }`,
      { input: { ...input(), base: { address } } },
    );
    expect(data.registerMover).toEqual({ mover: { base }, userErrors: [] });
  });

  test('answers a base that can mean several places with what it can mean', async () => {
    const { data } = await ask(
      operator,
      `mutation ($input: RegisterMoverInput!) {
        registerMover(input: $input) { mover { id } userErrors { code field candidates } }
      }`,
      { input: { ...input(), base: { address: '강서구' } } },
    );
    const field = ['input', 'base', 'address'];
    const candidates = ['서울 강서구', '부산 강서구'];
    expect(data.registerMover).toEqual({
      mover: null,
      userErrors: [{ code: 'AMBIGUOUS_LOCATION', field, candidates }],
    });
  });

  test('answers all errors together, in Korean, and stores nothing', async () => {
    const count = async () => (await assign.sql`select 1 from movers`).length;
    const before = await count();
    const { data } = await ask(operator, REGISTER, {
      input: { name: ' ', tel: '02-123-4567', plate: '?', base: { address: '달' }, moveTypes: [] },
    });
    expect(data.registerMover).toEqual({
      mover: null,
      userErrors: [
        { code: 'INVALID_NAME', message: expect.stringMatching(/[가-힣]/), field: ['input', 'name'] },
        { code: 'INVALID_TEL', message: expect.stringMatching(/[가-힣]/), field: ['input', 'tel'] },
        { code: 'INVALID_PLATE', message: expect.stringMatching(/[가-힣]/), field: ['input', 'plate'] },
        {
          code: 'UNKNOWN_LOCATION',
          message: expect.stringMatching(/[가-힣]/),
          field: ['input', 'base', 'address'],
        },
        {
          code: 'INVALID_MOVE_TYPES',
          message: expect.stringMatching(/[가-힣]/),
          field: ['input', 'moveTypes'],
        },
      ],
    });
    expect(await count()).toBe(before);
  });

  test('refuses a phone that is registered already, however it is written', async () => {
    const { tel } = await assign.register();
    const { data } = await ask(operator, REGISTER, {
      input: {
        ...input(),
        tel: nationalTel(tel)
          .replace(/^(\d{3})(\d{4})/, '+82 $1-$2-')
          .replace('+82 0', '+82 '),
      },
    });
    expect(data.registerMover).toMatchObject({
      mover: null,
      userErrors: [{ code: 'ALREADY_REGISTERED' }],
    });
  });

  test('answers BAD_USER_INPUT for a move type that does not exist', async () => {
    const { codes } = await ask(operator, REGISTER, {
      input: { ...input(), moveTypes: ['BY_ELEPHANT'] },
    });
    expect(codes).toEqual(['BAD_USER_INPUT']);
  });
});

describe('setting the availability', () => {
  test('stores it and publishes MoverAvailabilityChanged', async () => {
    const { id } = await assign.register();
    const { data } = await ask(operator, SWITCH, { id, available: false });
    expect(data.setMoverAvailability).toEqual({ mover: { id, available: false }, userErrors: [] });
    expect(await typesOf(assign, id)).toEqual(['MoverRegistered', 'MoverAvailabilityChanged']);
  });

  test.each([randomUUID(), 'no id', ''])('answers NOT_FOUND for the mover "%s"', async (id) => {
    const { data } = await ask(operator, SWITCH, { id, available: false });
    expect(data.setMoverAvailability).toEqual({
      mover: null,
      userErrors: [{ code: 'NOT_FOUND', message: expect.stringMatching(/[가-힣]/), field: ['id'] }],
    });
  });
});

describe('the list of movers', () => {
  const page = async (variables: Record<string, unknown>) => {
    const { data, codes } = await ask(operator, MOVERS, variables);
    expect(codes).toEqual([]);
    return data.movers;
  };

  test('is paged, newest first, with each mover once', async () => {
    for (let i = 0; i < 5; i++) await assign.register();
    const expected = await assign.sql<
      { id: string }[]
    >`select id from movers order by registered_at desc, id desc`;
    const ids: string[] = [];
    for (let after: string | null = null; ;) {
      const { edges, nodes, pageInfo } = await page({ first: 2, after });
      expect(edges.map((edge: { node: unknown }) => edge.node)).toMatchObject(
        nodes.map(({ id }: Mover) => ({ id })),
      );
      ids.push(...nodes.map(({ id }: Mover) => id));
      after = pageInfo.endCursor;
      expect(after).toBe(edges.at(-1).cursor);
      if (!pageInfo.hasNextPage) break;
    }
    expect(ids).toEqual(expected.map(({ id }) => id));
  });

  test('loses no mover between pages when several were registered at the same moment', async () => {
    const { sql } = assign;
    await sql`update movers set registered_at = '2026-11-22T00:00:00.123Z' where id in (select id from movers limit 4)`;
    const all = (await page({ first: 100 })).nodes.map(({ id }: Mover) => id);
    const ids: string[] = [];
    for (let after: string | null = null; ;) {
      const { nodes, pageInfo } = await page({ first: 1, after });
      ids.push(...nodes.map(({ id }: Mover) => id));
      after = pageInfo.endCursor;
      if (!pageInfo.hasNextPage) break;
    }
    expect(ids).toEqual(all);
  });

  test('is filtered by availability, and has twenty movers to a page by default', async () => {
    const { id } = await assign.register();
    await ask(operator, SWITCH, { id, available: false });
    const off = (await page({ available: false })).nodes;
    expect(off.map((mover: Mover) => mover.id)).toContain(id);
    expect(off.every((mover: Mover) => !mover.available)).toBe(true);
    expect((await page({ available: true, first: 100 })).nodes.every((mover: Mover) => mover.available)).toBe(
      true,
    );
    for (let i = 0; i < 21; i++) await assign.register();
    expect((await page({})).nodes).toHaveLength(20);
    expect((await page({ first: null })).nodes).toHaveLength(20);
  });

  test('ends with a page that is empty and has no cursor', async () => {
    const { pageInfo } = await page({ first: 100 });
    expect(pageInfo.hasNextPage).toBe(false);
    expect(await page({ after: pageInfo.endCursor })).toMatchObject({
      nodes: [],
      pageInfo: { hasNextPage: false, endCursor: null },
    });
  });

  test.each([0, -1, 101, 2_147_483_647])('answers BAD_USER_INPUT for a page of %i movers', async (first) => {
    expect((await ask(operator, MOVERS, { first })).codes).toEqual(['BAD_USER_INPUT']);
  });

  test('answers BAD_USER_INPUT for a cursor that was changed or made up', async () => {
    const { pageInfo } = await page({ first: 1 });
    const cursor: string = pageInfo.endCursor;
    const tampered = [...cursor].map(
      (c, i) => cursor.slice(0, i) + (c === 'x' ? 'y' : 'x') + cursor.slice(i + 1),
    );
    for (const after of ['', 'x', randomUUID(), '\u0000', ...tampered.slice(0, 100)]) {
      expect((await ask(operator, MOVERS, { after })).codes).toEqual(['BAD_USER_INPUT']);
    }
  });
});
