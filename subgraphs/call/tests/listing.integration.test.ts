import { decodeFeedCursor } from '@movecall/values/cursor';
import type { Viewer } from '@movecall/identity';
import { nationalTel } from '@movecall/values/tel';
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { assignmentCompleted } from './foreign-events.ts';
import { sharedCall, startCall, until } from './harness.ts';
import { listed, readPage } from './queries.ts';

const shared = sharedCall();

describe('moveCalls', () => {
  test('pages through a customer’s own calls, newest first, each call once', async () => {
    // All calls have the same time: the id decides their order.
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
    const call = await shared();
    const customer = await call.person();
    const kept = await call.accepted(customer);
    const cancelled = await call.accepted(customer);
    await call.cancel(customer, cancelled);
    expect(await listed(call, customer)).toEqual([cancelled, kept]);
    expect(await listed(call, customer, { status: ['CANCELLED'] })).toEqual([cancelled]);
    expect(await listed(call, customer, { status: ['REQUESTED', 'ASSIGNING'] })).toEqual([kept]);
    expect(await listed(call, customer, { status: [] })).toEqual([]);
  });

  test('is empty for a customer without calls', async () => {
    const call = await shared();
    const { data } = await readPage(call, await call.person());
    expect(data?.moveCalls).toEqual({
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, endCursor: null },
      feedCursor: null,
    });
  });

  test('can be searched by the end of a phone and by a part of an address', async () => {
    const call = await startCall();
    const [one, two] = [await call.person(), await call.person()];
    const operator = await call.person('OPERATOR');
    const mapo = await call.accepted(one, { location: { address: '마포구 성산동 100%_1' } });
    const guro = await call.accepted(two, { location: { address: 'guro' } });
    const found = (search: string, viewer = operator) => listed(call, viewer, { search });

    const national = nationalTel(one.tel);
    expect(await found(national.slice(-4))).toContain(mapo);
    expect(await found(national)).toEqual([mapo]);
    expect(await found(`${national.slice(0, 3)}-${national.slice(3, 7)}-${national.slice(7)}`)).toEqual([
      mapo,
    ]);
    expect(await found(`9${national.slice(1)}`)).toEqual([]);
    expect(await found('구로')).toEqual([guro]);
    expect(await found('성산동')).toEqual([mapo]);
    expect(await found('100%_')).toEqual([mapo]);
    expect(await found('1%1')).toEqual([]);
    expect(await found('  ')).toEqual([guro, mapo]);
    // A search finds only calls that the viewer may see.
    expect(await found('구로', one)).toEqual([]);
    for (const search of ['가'.repeat(201), 'a\u0000b']) {
      expect((await readPage(call, operator, { search })).codes).toEqual(['BAD_USER_INPUT']);
    }
  });

  test('is searched after both texts are cleaned: Unicode forms, dashes and marks do not matter', async () => {
    const call = await startCall();
    const customer = await call.person();
    const operator = await call.person('OPERATOR');
    const address = '마포구 성산동 각';
    const typed = [address.normalize('NFD'), `\u2067${address}\u2069`, address.normalize('NFC')];
    const ids: string[] = [];
    for (const text of typed) ids.unshift(await call.accepted(customer, { location: { address: text } }));
    const found = (search: string) => listed(call, operator, { search });

    for (const search of ['성산동 각', '성산동 각'.normalize('NFD'), '\u200b성산동\u00a0각'])
      expect(await found(search)).toEqual(ids);
    const [head, middle, end] = [/^.{3}/, /(?<=^.{3}).{4}/, /.{4}$/].map(
      (part) => part.exec(nationalTel(customer.tel))?.[0],
    );
    for (const search of [
      `\u202d${head}-${middle}-${end}\u202c`,
      `${head}\u2012${middle}\u2012${end}`,
      `(${head}) ${middle}-${end}`,
      `${head}.${middle}.${end}`,
      `+82 10-${middle}-${end}`,
    ])
      expect(await found(search)).toEqual(ids);
  });

  test('has, for a mover, the calls assigned to it and those it made itself, newest first', async () => {
    const call = await shared();
    const [customer, mover] = [await call.person(), await call.person('MOVER', randomUUID())];
    const own = [await call.accepted(mover), await call.accepted(mover)];
    const assigned = await call.accepted(customer);
    await call.accepted(customer);
    await call.deliver(
      call.foreignEvent('AssignmentCompleted', assigned, assignmentCompleted(call, mover.moverId ?? '')),
    );
    await call.settled();
    const mine = [assigned, ...own.toReversed()];
    expect(await listed(call, mover)).toEqual(mine);
    expect(await listed(call, mover, { status: ['CONFIRMED'] })).toEqual([assigned]);
    const { data } = await readPage(call, mover, { first: 2 });
    const { nodes, pageInfo } = data?.moveCalls ?? expect.fail('no page');
    expect([nodes.map(({ id }) => id), pageInfo.hasNextPage]).toEqual([mine.slice(0, 2), true]);
    expect(await listed(call, mover, { after: pageInfo.endCursor })).toEqual(mine.slice(2));
  });

  test('does not let a mover guess a phone by searching for it', async () => {
    const call = await shared();
    const customer = await call.person();
    const mover = await call.person('MOVER', randomUUID());
    const id = await call.accepted(customer);
    await call.deliver(
      call.foreignEvent('AssignmentCompleted', id, assignmentCompleted(call, mover.moverId ?? '')),
    );
    await call.settled();
    expect(await listed(call, mover)).toEqual([id]);
    expect(await listed(call, mover, { search: nationalTel(customer.tel) })).toEqual([]);
  });

  test('has the position of the feed for viewers who have a feed', async () => {
    const call = await startCall();
    const customer = await call.person();
    const operator = await call.person('OPERATOR');
    const position = async (viewer: Viewer, args: object = {}): Promise<number | null> => {
      const { data } = await readPage(call, viewer, args);
      const cursor = data?.moveCalls.feedCursor ?? null;
      return cursor === null ? null : Number(decodeFeedCursor(cursor));
    };
    expect(await position(operator)).toBe(0);
    await call.accepted(customer);
    await until(async () => expect(await position(operator)).toBe((await call.outbox()).length));
    const { data } = await readPage(call, operator, { first: 1 });
    expect(await position(operator, { after: data?.moveCalls.pageInfo.endCursor })).toBeNull();
    expect(await position(customer)).toBeNull();
  });

  test('refuses a page of 0 or 101 calls and a cursor that was changed', async () => {
    const call = await shared();
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
      expect((await readPage(call, customer, args)).codes).toEqual(['BAD_USER_INPUT']);
    }
  });
});
