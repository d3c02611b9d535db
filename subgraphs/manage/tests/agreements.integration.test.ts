import { fact } from '@movecall/schema/events';
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { agreeingAt, agreementTo } from './agreements.ts';
import { callService, customer, operator, sharedManage, startManage } from './harness.ts';
import { AT_NOON, DAY, inputFor, NOW } from './quotes.ts';

const shared = sharedManage({}, AT_NOON);
const sharedAgreeing = async () => agreeingAt(await shared());

const nothing = { orders: 0, contracts: 0, claimed: 0, events: [] };

test('a quote, its order and its contract are accepted together, and the quote becomes the caller’s', async () => {
  const manage = await sharedAgreeing();
  const quote = await manage.make(null);
  const asked = agreementTo(quote);
  expect(await manage.accept(asked)).toEqual({
    outcome: 'ACCEPTED',
    field: null,
    move: {
      moveType: 'FULL_PACKING',
      location: { address: '서울 마포구 월드컵로 1', district: '마포구' },
      destination: { address: '구로' },
      movingOn: DAY,
      slot: 'ALL_DAY',
      cost: 1_770_000,
    },
  });
  expect(await manage.leftovers()).toEqual({
    orders: 1,
    contracts: 1,
    claimed: 1,
    events: ['AssignmentRequested'],
  });
  // Assign is told where the home is, and not what was typed.
  expect((await manage.outbox())[0]?.data).toMatchObject({
    ownerId: asked.ownerId,
    ownerTel: 'k1.aa.bb',
    location: { address: '마포구', district: '마포구' },
    movingOn: DAY,
    slot: 'ALL_DAY',
    cost: 1_770_000,
  });
  expect(await manage.read(customer(randomUUID()), quote.id)).toBeNull();
  expect((await manage.read(customer(asked.ownerId), quote.id))?.id).toBe(quote.id);
  const [order] = await manage.sql`
    select quote_id, quote_version, cost, deposit, slot from orders where call_id = ${asked.callId}`;
  expect(order).toEqual({
    quote_id: quote.id,
    quote_version: 1,
    cost: 1_770_000,
    deposit: 177_000,
    slot: 'ALL_DAY',
  });
});

test('half a day is accepted as half a day', async () => {
  const manage = await sharedAgreeing();
  const quote = await manage.make(null, { ...inputFor(DAY), tons: 2.5, slot: 'AFTERNOON' });
  const { move } = await manage.accept(agreementTo(quote));
  expect(move?.['slot']).toBe('AFTERNOON');
  expect((await manage.outbox('AssignmentRequested'))[0]?.data).toMatchObject({ slot: 'AFTERNOON' });
});

test('whatever is given must be the quote’s, and what is equal is accepted', async () => {
  const manage = await sharedAgreeing();
  const quote = await manage.make(null);
  const differences = {
    moveType: 'HALF_PACKING',
    location: { address: '서울 마포구 월드컵로 2' },
    destination: { address: '구로구' },
    movingOn: '2026-12-08',
    slot: 'MORNING',
    cost: 1_770_001,
  };
  for (const [field, value] of Object.entries(differences))
    expect(await manage.accept(agreementTo(quote, { [field]: value }))).toEqual({
      outcome: 'QUOTE_MISMATCH',
      field,
      move: null,
    });
  const elsewhere = { address: '서울 마포구 월드컵로 1', latitude: 37.55, longitude: 126.9 };
  expect(await manage.accept(agreementTo(quote, { location: elsewhere }))).toMatchObject({
    outcome: 'QUOTE_MISMATCH',
    field: 'location',
  });
  expect(await manage.leftovers()).toEqual(nothing);
  const equal = {
    location: { address: ' 서울 마포구 월드컵로 1 ' },
    destination: { address: '구로' },
    movingOn: DAY,
    slot: 'ALL_DAY',
    cost: 1_770_000,
  };
  expect((await manage.accept(agreementTo(quote, equal))).outcome).toBe('ACCEPTED');
});

test('a destination that the quote does not have differs from it', async () => {
  const manage = await sharedAgreeing();
  const quote = await manage.make(null, { ...inputFor(DAY), destination: null });
  expect(await manage.accept(agreementTo(quote, { destination: { address: '구로' } }))).toMatchObject({
    outcome: 'QUOTE_MISMATCH',
    field: 'destination',
  });
  expect((await manage.accept(agreementTo(quote))).move).toMatchObject({ destination: null });
});

test('an absent quote and another person’s are the same answer', async () => {
  const manage = await sharedAgreeing();
  const own = await manage.make(customer(randomUUID()));
  for (const quote of [own, { id: randomUUID(), version: 1 }])
    expect(await manage.accept(agreementTo(quote))).toEqual({
      outcome: 'QUOTE_NOT_FOUND',
      field: null,
      move: null,
    });
  expect(await manage.leftovers()).toEqual({ ...nothing, claimed: 1 });
});

test('a quote is accepted by phone for the customer who owns it, and for no other', async () => {
  const manage = await sharedAgreeing();
  const ownerId = randomUUID();
  const quote = await manage.make(customer(ownerId));
  expect((await manage.accept(agreementTo(quote, { byPhone: true }))).outcome).toBe('QUOTE_NOT_FOUND');
  expect((await manage.accept(agreementTo(quote, { byPhone: true, ownerId }))).outcome).toBe('ACCEPTED');
  expect(await manage.sql`select consented_by from contracts where quote->>'id' = ${quote.id}`).toEqual([
    { consented_by: 'PHONE' },
  ]);
});

test('the contract says which operator made its quote, or that the customer did', async () => {
  const manage = await sharedAgreeing();
  for (const [maker, operatorId] of [
    [operator, operator.id],
    [customer(randomUUID()), null],
  ] as const) {
    const quote = await manage.make(maker);
    const agreement = agreementTo(quote, maker === operator ? {} : { ownerId: maker.id });
    expect((await manage.accept(agreement)).outcome).toBe('ACCEPTED');
    expect(
      await manage.sql`select quote->'operatorId' as maker from contracts where quote->>'id' = ${quote.id}`,
    ).toEqual([{ maker: operatorId }]);
  }
});

test('an acceptance holds for the newest version only', async () => {
  const manage = await sharedAgreeing();
  const first = await manage.make(null);
  const second = await manage.make(null, { ...inputFor(DAY), tons: 3.5 }, { id: first.id });
  for (const version of [1, 3, 0, -1, 2_147_483_647])
    expect((await manage.accept(agreementTo({ id: first.id, version }))).outcome).toBe('QUOTE_CHANGED');
  expect(await manage.leftovers()).toEqual(nothing);
  expect((await manage.accept(agreementTo(second))).move?.cost).toBe(second.total);
});

test('a quote is accepted until it expires', async () => {
  let now = NOW;
  const manage = await agreeingAt(await startManage({}, { now: () => now }));
  const quote = await manage.make(null);
  now = new Date(quote.validUntil);
  expect((await manage.accept(agreementTo(quote))).outcome).toBe('QUOTE_EXPIRED');
  expect(await manage.leftovers()).toEqual(nothing);
  now = new Date(now.getTime() - 1);
  expect((await manage.accept(agreementTo(quote))).outcome).toBe('ACCEPTED');
});

test('a contract stays as it was accepted when its quote gets its next version', async () => {
  const manage = await sharedAgreeing();
  const quote = await manage.make(null);
  const asked = agreementTo(quote);
  await manage.accept(asked);
  await manage.make(customer(asked.ownerId), { ...inputFor(DAY), tons: 10 }, { id: quote.id });
  const [contract] = await manage.sql<{ total: number; version: number }[]>`
    select (quote -> 'price' ->> 'total')::int as total, (quote ->> 'version')::int as version from contracts
    where call_id = ${asked.callId}`;
  expect(contract).toEqual({ total: 1_770_000, version: 1 });
});

test('one quote serves one call, however many ask for it at once', async () => {
  const manage = await sharedAgreeing();
  const quote = await manage.make(null);
  const ownerId = randomUUID();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => manage.accept(agreementTo(quote, { ownerId }))),
  );
  const outcomes = answers.map(({ outcome }) => outcome).toSorted();
  expect(outcomes).toEqual(['ACCEPTED', ...Array.from({ length: 19 }, () => 'QUOTE_IN_USE')]);
  expect(await manage.leftovers()).toMatchObject({ orders: 1, contracts: 1 });
});

test('of several customers who accept an unclaimed quote at once, one gets it; on two replicas, too', async () => {
  const manage = await sharedAgreeing();
  const replica = await manage.start({}, AT_NOON);
  onTestFinished(replica.close);
  const quote = await manage.make(null);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, nth) =>
      nth % 2 === 0
        ? manage.accept(agreementTo(quote))
        : replica
            .ask<{ acceptQuote: { outcome: string } }>(
              callService,
              'mutation ($input: AcceptQuoteInput!) { acceptQuote(input: $input) { outcome } }',
              { input: agreementTo(quote) },
            )
            .then(({ data }) => data.acceptQuote),
    ),
  );
  const outcomes = answers.map(({ outcome }) => outcome).toSorted();
  expect(outcomes).toEqual(['ACCEPTED', ...Array.from({ length: 19 }, () => 'QUOTE_NOT_FOUND')]);
  expect(await manage.leftovers()).toMatchObject({ orders: 1, contracts: 1, claimed: 1 });
});

test('a repeated acceptance of one call changes nothing', async () => {
  const manage = await sharedAgreeing();
  const asked = agreementTo(await manage.make(null));
  const answers = await Promise.all([manage.accept(asked), manage.accept(asked), manage.accept(asked)]);
  answers.push(await manage.accept(asked));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]?.outcome).toBe('ACCEPTED');
  expect(await manage.leftovers()).toMatchObject({
    orders: 1,
    contracts: 1,
    events: ['AssignmentRequested'],
  });
});

test('an acceptance that arrives after its withdrawal leaves nothing, and the quote stays free', async () => {
  const manage = await sharedAgreeing();
  const quote = await manage.make(null);
  const asked = agreementTo(quote);
  await manage.deliver(fact('CallWithdrawn', asked.callId, {}));
  await manage.settled();
  expect((await manage.accept(asked)).outcome).toBe('WITHDRAWN');
  expect(await manage.leftovers()).toEqual(nothing);
  expect((await manage.accept(agreementTo(quote))).outcome).toBe('ACCEPTED');
});

test('a quote is free again once its call is withdrawn or cancelled', async () => {
  const manage = await sharedAgreeing();
  const ownerId = randomUUID();
  const quote = await manage.make(customer(ownerId));
  const [withdrawn, cancelled, third] = [1, 2, 3].map(() => agreementTo(quote, { ownerId }));
  await manage.accept(withdrawn as object);
  await manage.deliver(fact('CallWithdrawn', withdrawn?.callId ?? '', {}));
  await manage.reaches(withdrawn?.callId ?? '', 'CANCELLED');
  expect((await manage.accept(cancelled as object)).outcome).toBe('ACCEPTED');
  await manage.deliver(fact('CallCancelled', cancelled?.callId ?? '', { reason: null }));
  await manage.reaches(cancelled?.callId ?? '', 'CANCELLED');
  expect((await manage.accept(third as object)).outcome).toBe('ACCEPTED');
  expect(await manage.leftovers()).toMatchObject({ orders: 3, contracts: 3 });
});

test('acceptances that race their withdrawals never leave an open order', async () => {
  const manage = await sharedAgreeing();
  const asked = await Promise.all(
    Array.from({ length: 20 }, async () => agreementTo(await manage.make(null))),
  );
  await Promise.all(
    asked.flatMap((one) => [manage.accept(one), manage.deliver(fact('CallWithdrawn', one.callId, {}))]),
  );
  await manage.settled();
  const callIds = asked.map(({ callId }) => callId);
  expect(
    await manage.sql`select from orders where status <> 'CANCELLED' and call_id in ${manage.sql(callIds)}`,
  ).toHaveLength(0);
});

test('only services accept quotes', async () => {
  const manage = await sharedAgreeing();
  const input = agreementTo(await manage.make(null));
  const mutation = 'mutation ($input: AcceptQuoteInput!) { acceptQuote(input: $input) { outcome } }';
  expect((await manage.ask(operator, mutation, { input })).codes).toEqual(['FORBIDDEN']);
  expect((await manage.ask(null, mutation, { input })).codes).toEqual(['UNAUTHENTICATED']);
  expect(await manage.leftovers()).toEqual(nothing);
});

test('with too many acceptances in flight, manage answers "try again" and stores nothing', async () => {
  const manage = await sharedAgreeing();
  const full = await manage.start({ MAX_ACCEPTANCES_IN_FLIGHT: '0' }, AT_NOON);
  onTestFinished(full.close);
  const input = agreementTo(await manage.make(null));
  const { data } = await full.ask<{ acceptQuote: object }>(
    callService,
    'mutation ($input: AcceptQuoteInput!) { acceptQuote(input: $input) { outcome retryAfterSeconds } }',
    { input },
  );
  expect(data.acceptQuote).toEqual({ outcome: 'OVERLOADED', retryAfterSeconds: 2 });
  expect(await manage.leftovers()).toEqual(nothing);
});
