import { describe, expect, test } from 'vitest';
import { startCall } from './harness.ts';
import { codes, listed, readPage } from './queries.ts';

describe('moveCalls', () => {
  test('pages through a customer’s own calls, newest first, none twice and none left out', async () => {
    // All at the same moment: the id decides then.
    const call = await startCall({}, { now: () => new Date('2026-11-22T03:00:00Z') });
    const [customer, other] = [await call.person(), await call.person()];
    const own: string[] = [];
    for (let count = 0; count < 7; count += 1) {
      own.push(await call.accepted(customer));
      await call.accepted(other);
    }
    const seen: string[] = [];
    let after: string | null = null;
    for (let page = 1; page <= 4; page += 1) {
      const { data } = await readPage(call, customer, { first: 2, after });
      const { nodes, edges, pageInfo } = data?.moveCalls ?? expect.fail('no page');
      expect(edges.map(({ node }) => node.id)).toEqual(nodes.map(({ id }) => id));
      expect(pageInfo).toEqual({ hasNextPage: page < 4, endCursor: edges.at(-1)?.cursor });
      seen.push(...nodes.map(({ id }) => id));
      after = pageInfo.endCursor;
    }
    expect(seen).toEqual(own.toSorted().toReversed());
    const operator = await call.person('OPERATOR');
    expect(await listed(call, operator)).toHaveLength(14);
  });

  test('filters by status', async () => {
    const call = await startCall();
    const customer = await call.person();
    const kept = await call.accepted(customer);
    const cancelled = await call.accepted(customer);
    await call.cancel(customer, cancelled);
    expect(await listed(call, customer)).toEqual([cancelled, kept]);
    expect(await listed(call, customer, { status: ['CANCELLED'] })).toEqual([cancelled]);
    expect(await listed(call, customer, { status: ['REQUESTED', 'ASSIGNING'] })).toEqual([kept]);
    expect(await listed(call, customer, { status: [] })).toEqual([]);
  });

  test('is empty, and says so, for somebody without calls', async () => {
    const call = await startCall();
    const { data } = await readPage(call, await call.person());
    expect(data?.moveCalls).toEqual({
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, endCursor: null },
    });
  });

  test('refuses a page of 0, of 101 and a cursor that is none of its own', async () => {
    const call = await startCall();
    const customer = await call.person();
    for (let count = 0; count < 2; count += 1) await call.accepted(customer);
    const { data } = await readPage(call, customer, { first: 1 });
    const cursor = data?.moveCalls.pageInfo.endCursor ?? '';
    const tampered = [...cursor].map(
      (character, at) => cursor.slice(0, at) + (character === 'A' ? 'B' : 'A') + cursor.slice(at + 1),
    );
    for (const args of [
      { first: 0 },
      { first: -1 },
      { first: 101 },
      ...['', 'x', ...tampered].map((after) => ({ after })),
    ]) {
      expect(codes(await readPage(call, customer, args))).toEqual(['BAD_USER_INPUT']);
    }
  });
});
