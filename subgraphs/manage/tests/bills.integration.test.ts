import { fact } from '@movecall/schema/events';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { agreementTo } from './agreements.ts';
import { type BillAnswer, billingAt, mover } from './bills.ts';
import { customer, operator, sharedManage, startManage } from './harness.ts';
import { AT_NOON, NOW } from './quotes.ts';

const shared = sharedManage({}, AT_NOON);
const sharedBilling = async () => billingAt(await shared());

const kindsOf = (bill: BillAnswer | null) => bill?.lines.map(({ kind, amount }) => [kind, amount]);
const sumsOf = (bill: BillAnswer | null) => bill && [bill.total, bill.paid, bill.due];

test('the bill of a call with a quote is shown to its owner, its team and operators, and to nobody else', async () => {
  const { agreed, seen } = await sharedBilling();
  const { callId, owner, team } = await agreed();
  for (const viewer of [owner, team, operator]) {
    const { bill } = await seen(callId, viewer);
    expect(bill).toMatchObject({
      lines: [
        { number: 1, kind: 'DEPOSIT_DUE', label: '계약금', amount: 177_000, method: null, recordedBy: null },
        { number: 2, kind: 'BALANCE_DUE', label: '잔금', amount: 1_593_000 },
      ],
      total: 1_770_000,
      paid: 0,
      due: 1_770_000,
    });
  }
  const nothing = { bill: null, cancelPreview: null };
  for (const viewer of [customer(randomUUID()), mover(randomUUID()), null])
    expect(await seen(callId, viewer)).toEqual(nothing);
  expect(await seen(randomUUID())).toEqual(nothing);
  expect(await seen('not an id')).toEqual(nothing);
});

test('a call without a quote has no bill, takes no payment, and costs nothing to cancel', async () => {
  const manage = await sharedBilling();
  const callId = randomUUID();
  await manage.requestAssignment(callId);
  expect(await manage.seen(callId)).toMatchObject({
    bill: null,
    cancelPreview: { terms: null, penalty: 0, refund: 0, compensation: 0, due: 0 },
  });
  expect((await manage.record(callId)).errors).toMatchObject([{ code: 'NO_CONTRACT' }]);
  await manage.cancel(callId, { day: '2026-12-07', moverId: randomUUID() });
  expect((await manage.seen(callId)).bill).toBeNull();
  expect(await manage.sql`select from ledgers where call_id = ${callId}`).toHaveLength(0);
});

test('operators and the team record payments, and the bill says who did', async () => {
  const { agreed, record } = await sharedBilling();
  const { callId, team } = await agreed();
  expect(sumsOf((await record(callId)).bill)).toEqual([1_770_000, 177_000, 1_593_000]);
  const balance = { kind: 'BALANCE', amount: 1_593_000, method: 'CASH' };
  const { bill } = await record(callId, balance, team);
  expect(sumsOf(bill)).toEqual([1_770_000, 1_770_000, 0]);
  expect(bill?.lines.slice(2)).toEqual([
    {
      number: 3,
      kind: 'DEPOSIT',
      label: '계약금 결제',
      amount: -177_000,
      method: 'TRANSFER',
      recordedBy: 'OPERATOR',
    },
    {
      number: 4,
      kind: 'BALANCE',
      label: '잔금 결제',
      amount: -1_593_000,
      method: 'CASH',
      recordedBy: 'TEAM',
    },
  ]);
});

test('who may not record a payment is refused, and another’s call is as absent', async () => {
  const { agreed, record, sql } = await sharedBilling();
  const { callId, owner } = await agreed();
  for (const id of [callId, randomUUID()]) {
    expect((await record(id, {}, owner)).codes).toEqual(['FORBIDDEN']);
    expect((await record(id, {}, null)).codes).toEqual(['UNAUTHENTICATED']);
  }
  // A mover made the call: it sees it, and does not carry it out.
  expect((await record(callId, {}, { ...mover(randomUUID()), id: owner.id })).codes).toEqual(['FORBIDDEN']);
  const absent = [{ code: 'NOT_FOUND', message: '호출을 찾지 못했어요.', field: ['id'] }];
  for (const id of [callId, randomUUID(), 'not an id'])
    expect((await record(id, {}, mover(randomUUID()))).errors).toEqual(absent);
  expect((await record(randomUUID())).errors).toEqual(absent);
  expect(await sql`select from ledger_entries where call_id = ${callId} and method is not null`).toHaveLength(
    0,
  );
});

test('an amount that is no payment is refused in Korean, and nothing is stored', async () => {
  const { agreed, record, sql } = await sharedBilling();
  const { callId } = await agreed({ team: false });
  const amounts = [{ amount: 0 }, { amount: -1 }, { amount: -5, kind: 'REFUND' }, { amount: 2_000_000_000 }];
  for (const payment of amounts) {
    const { errors, bill } = await record(callId, payment);
    expect(bill).toBeNull();
    expect(errors).toMatchObject([{ code: 'INVALID_AMOUNT', field: ['amount'] }]);
    expect(errors[0]?.message).toMatch(/[가-힣]/);
  }
  expect(await sql`select from ledger_entries where call_id = ${callId}`).toHaveLength(2);
});

test('what the schema does not allow is no input, and neither is a bad key', async () => {
  const { agreed, record, sql } = await sharedBilling();
  const { callId } = await agreed({ team: false });
  const amounts = [{ amount: 2 ** 31 }, { amount: 0.5 }];
  const keys = [{ key: '' }, { key: 'k'.repeat(201) }, { key: 'a\nb' }];
  for (const payment of [...amounts, { method: 'BITCOIN' }, ...keys])
    expect((await record(callId, payment)).codes).toEqual(['BAD_USER_INPUT']);
  expect(await sql`select from ledger_entries where call_id = ${callId}`).toHaveLength(2);
});

test('a payment that is recorded many times at once is one entry; its key stands for no other', async () => {
  const { agreed, record } = await sharedBilling();
  const { callId } = await agreed({ team: false });
  const answers = await Promise.all(Array.from({ length: 8 }, () => record(callId, { key: 'once' })));
  for (const { bill } of answers) expect(sumsOf(bill)).toEqual([1_770_000, 177_000, 1_593_000]);
  expect((await record(callId, { key: 'once', amount: 1 })).errors).toMatchObject([
    { code: 'IDEMPOTENCY_KEY_REUSED', field: ['idempotencyKey'] },
  ]);
});

test('a cancel writes what the terms say, by the day on which it was made', async () => {
  const { agreed, record, cancel, seen } = await sharedBilling();
  const cases = [
    { day: '2026-12-04', by: 'CUSTOMER', entry: ['PENALTY', 177_000], due: 0 },
    { day: '2026-12-07', by: 'CUSTOMER', entry: ['PENALTY', 354_000], due: 177_000 },
    { day: '2026-12-07', by: 'OPERATOR_FOR_CUSTOMER', entry: ['PENALTY', 354_000], due: 177_000 },
    { day: '2026-12-06', by: 'OPERATOR', entry: ['COMPENSATION', -708_000], due: -885_000 },
  ] as const;
  for (const { day, by, entry, due } of cases) {
    const { callId, moverId } = await agreed();
    await record(callId);
    await cancel(callId, { day, by, moverId });
    const { bill, cancelPreview } = await seen(callId);
    expect(kindsOf(bill)?.slice(3)).toEqual([['FARE_WAIVED', -1_770_000], entry]);
    expect(bill?.due).toBe(due);
    expect(cancelPreview).toBeNull();
  }
});

test('a cancel costs nothing when no team was announced, though assign had one', async () => {
  const { agreed, record, cancel, seen } = await sharedBilling();
  const { callId } = await agreed();
  await record(callId);
  await cancel(callId, { day: '2026-12-07', moverId: null });
  expect(sumsOf((await seen(callId)).bill)).toEqual([0, 177_000, -177_000]);
});

test('a cancel that is delivered twice is billed once', async () => {
  const { agreed, cancel, seen, deliver, settled, event } = await sharedBilling();
  const { callId, moverId } = await agreed();
  await cancel(callId, { day: '2026-12-04', moverId });
  const again = event(fact('CallCancelled', callId, { reason: null, announcedMoverId: moverId }));
  await deliver(again, again);
  await settled();
  expect((await seen(callId)).bill?.due).toBe(177_000);
});

test('a withdrawn acceptance leaves nothing owed, and one that comes too late no ledger', async () => {
  const manage = await sharedBilling();
  const { callId } = await manage.agreed({ team: false });
  await manage.deliver(fact('CallWithdrawn', callId, {}));
  await manage.reaches(callId, 'CANCELLED');
  expect(sumsOf((await manage.seen(callId)).bill)).toEqual([0, 0, 0]);
  const late = agreementTo(await manage.make(null));
  await manage.deliver(fact('CallWithdrawn', late.callId, {}));
  await manage.settled();
  expect(await manage.accept(late)).toMatchObject({ outcome: 'WITHDRAWN' });
  expect(await manage.sql`select from ledgers where call_id in (${callId}, ${late.callId})`).toHaveLength(1);
});

test('payments that race a cancel are all in the bill, without a gap', async () => {
  const { agreed, record, cancel, seen } = await sharedBilling();
  const { callId, moverId } = await agreed();
  const paid = Array.from({ length: 20 }, () => record(callId, { amount: 10_000 }));
  await Promise.all([...paid, cancel(callId, { day: '2026-12-04', moverId })]);
  const { bill } = await seen(callId);
  expect(bill?.lines.map(({ number }) => number)).toEqual(Array.from({ length: 24 }, (_, nth) => nth + 1));
  expect(sumsOf(bill)).toEqual([177_000, 200_000, -23_000]);
});

test('a preview shows each viewer their own case, and nobody else any', async () => {
  let now = NOW;
  const { agreed, record, seen } = await billingAt(await startManage({}, { now: () => now }));
  const { callId, owner, team } = await agreed();
  await record(callId);
  now = new Date('2026-12-07T07:00:00+09:00');
  const asCustomer = { terms: '10035', penalty: 354_000, refund: 0, compensation: 0, due: 177_000 };
  const asCompany = { terms: '10035', penalty: 0, refund: 177_000, compensation: 1_062_000, due: 0 };
  expect((await seen(callId, owner)).cancelPreview).toMatchObject(asCustomer);
  expect((await seen(callId, operator, true)).cancelPreview).toMatchObject(asCustomer);
  expect((await seen(callId, operator)).cancelPreview).toMatchObject(asCompany);
  expect((await seen(callId, team)).cancelPreview).toMatchObject(asCompany);
  expect((await seen(callId, owner)).cancelPreview?.text).toContain('이사 당일');
  now = new Date('2026-12-08T00:00:00+09:00');
  expect((await seen(callId, owner)).cancelPreview).toBeNull();
  expect((await seen(callId, operator)).cancelPreview).toMatchObject({ compensation: 1_770_000 });
});

test('while no team is confirmed, the preview says that a cancel is free', async () => {
  const { agreed, seen } = await sharedBilling();
  const { callId, owner } = await agreed({ team: false });
  expect((await seen(callId, owner)).cancelPreview).toMatchObject({ penalty: 0, refund: 0, due: 0 });
});

test('the ledger of an erased call stays: it holds no personal data', async () => {
  const { agreed, record, cancel, seen, deliver, settled, sql } = await sharedBilling();
  const { callId, moverId } = await agreed();
  await record(callId);
  await cancel(callId, { day: '2026-12-04', moverId });
  const before = await seen(callId);
  await deliver(fact('CallErased', callId, {}));
  await settled();
  expect(await seen(callId)).toEqual(before);
  const rows = await sql`select * from ledger_entries`;
  expect(JSON.stringify(rows)).not.toMatch(/[가-힣]/);
});

test('a team that drops a call owes nD once and the customer who cancels owes nothing, in either order of arrival', async () => {
  const manage = await sharedBilling();
  const dropped = (callId: string, moverId: string) => ({
    ...manage.event(
      fact('AssignmentCancelled', callId, {
        assignmentId: randomUUID(),
        cause: 'DROPPED',
        moverId,
        companyId: randomUUID(),
      }),
    ),
    time: '2026-12-06T03:00:00.000Z',
  });
  const cancelled = { day: '2026-12-07' } as const;
  const owed = ['COMPENSATION', -708_000];

  const first = await manage.agreed();
  await manage.record(first.callId);
  await manage.deliver(
    dropped(first.callId, first.moverId),
    fact('AssignmentFailed', first.callId, { reason: 'NO_MOVER_FREE' }),
  );
  await manage.reaches(first.callId, 'WAITING');
  const waiting = await manage.seen(first.callId, first.owner);
  expect(sumsOf(waiting.bill)).toEqual([1_062_000, 177_000, 885_000]);
  expect(waiting.cancelPreview).toMatchObject({ penalty: 0, refund: 177_000, compensation: 0, due: 0 });
  expect(waiting.cancelPreview?.text).toContain('이사팀이 약속을 지키지 못해');
  await manage.cancel(first.callId, { ...cancelled, moverId: first.moverId });

  const second = await manage.agreed();
  await manage.record(second.callId);
  await manage.cancel(second.callId, { ...cancelled, moverId: second.moverId });
  await manage.deliver(dropped(second.callId, second.moverId));
  await manage.settled();

  for (const { callId } of [first, second]) {
    const { bill } = await manage.seen(callId);
    expect(sumsOf(bill)).toEqual([-708_000, 177_000, -885_000]);
    expect(kindsOf(bill)).toContainEqual(owed);
  }
});
