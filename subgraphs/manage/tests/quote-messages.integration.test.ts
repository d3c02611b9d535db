import type { Viewer } from '@movecall/identity';
import { fact } from '@movecall/schema/events';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { customer, type ManageHarness, operator, sharedManage, startManage } from './harness.ts';
import { AT_NOON, DAY, inputFor, NOW, quotingAt } from './quotes.ts';

// All tests send to one phone.
const shared = sharedManage({ QUOTE_MESSAGES_PER_PHONE: '100/hour' }, AT_NOON);

const SEND = `mutation ($id: ID!, $tel: String!) {
  sendQuote(id: $id, tel: $tel) { quote { id version total } userErrors { code field message retryAfterSeconds } }
}`;
const TEL = '010-2345-6789';
const E164 = '+821023456789';

interface Sent {
  readonly quote: { readonly id: string; readonly version: number; readonly total: number } | null;
  readonly userErrors: readonly {
    readonly code: string;
    readonly field: readonly string[] | null;
    readonly message: string;
    readonly retryAfterSeconds: number | null;
  }[];
}

/** Manage, where quotes are made and sent. */
function sendingAt(manage: ManageHarness) {
  return {
    ...quotingAt(manage),
    async send(id: string, tel: string = TEL, viewer: Viewer = operator): Promise<Sent> {
      const { data, codes } = await manage.ask<{ sendQuote: Sent }>(viewer, SEND, { id, tel });
      if (codes.length > 0) throw new Error(codes.join());
      return data.sendQuote;
    },
    sent: () => manage.outbox('QuoteShared'),
  };
}

test('an operator has a quote sent: one event with the sealed phone, and no phone anywhere else', async () => {
  const { make, send, sent, sealer, sql, logged } = sendingAt(await shared());
  const quote = await make(null);
  expect(await send(quote.id)).toEqual({
    quote: { id: quote.id, version: 1, total: 1_770_000 },
    userErrors: [],
  });
  const [event, ...more] = await sent();
  expect(more).toEqual([]);
  expect(event).toMatchObject({ correlationId: quote.id, sequence: 1 });
  const { recipient, ...data } = event!.data as { recipient: { tel: string } };
  expect(data).toEqual({
    version: 1,
    moveType: 'FULL_PACKING',
    address: '마포구',
    movingOn: DAY,
    total: 1_770_000,
    validUntil: quote.validUntil,
  });
  expect(sealer.unseal(recipient.tel)).toBe(E164);
  const stored = JSON.stringify([await sql`select * from quote_shares`, logged]);
  expect(stored).not.toMatch(/2345-?6789|월드컵로/);
});

test('what was typed is sealed where no district is known', async () => {
  const { make, send, sent, sealer } = sendingAt(await shared());
  const typed = '산 속 오두막 12';
  const location = { address: typed, latitude: 37.5665, longitude: 126.978 };
  await send((await make(null, { ...inputFor(DAY), location })).id);
  const [event] = await sent();
  const { address } = event!.data as { address: string | { sealed: string } };
  if (typeof address === 'string') throw new Error(`the address is readable: ${address}`);
  expect(sealer.unseal(address.sealed)).toBe(typed);
});

test('a version goes to a phone once, however often and however written; the next version goes again', async () => {
  const { make, send, sent } = sendingAt(await shared());
  const { id } = await make(null);
  const tels = ['01023456789', '+82 10-2345-6789', TEL, TEL];
  const answers = await Promise.all(tels.map((tel) => send(id, tel)));
  for (const tel of tels) answers.push(await send(id, tel));
  for (const { userErrors } of answers) expect(userErrors).toEqual([]);
  expect(await sent()).toHaveLength(1);
  await send(id, '01055556666');
  expect(await sent()).toHaveLength(2);
  await make(null, inputFor('2026-12-18'), { id });
  expect((await send(id)).quote).toMatchObject({ version: 2, total: 1_970_000 });
  expect((await sent()).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
});

test('what cannot be sent is refused, and nothing is stored', async () => {
  let now = NOW;
  const { make, send, sql } = sendingAt(await startManage({}, { now: () => now }));
  const { id } = await make(null);
  const refused = async (quote: string, tel: string) => {
    const { quote: none, userErrors } = await send(quote, tel);
    expect(none).toBeNull();
    expect(userErrors[0]?.message).toMatch(/[가-힣]/);
    return userErrors.map(({ code, field }) => [code, field?.join('.')]);
  };
  for (const tel of ['', '02-123-4567', '011-234-5678', '010-1234', `${TEL}${TEL}`])
    expect(await refused(id, tel)).toEqual([['INVALID_TEL', 'tel']]);
  for (const absent of [randomUUID(), 'not an id'])
    expect(await refused(absent, TEL)).toEqual([['NOT_FOUND', 'id']]);
  now = new Date('2026-12-09T00:00:00Z');
  expect(await refused(id, TEL)).toEqual([['QUOTE_EXPIRED', 'id']]);
  expect(await sql`select * from quote_shares`).toEqual([]);
  expect(await sql`select * from message_outbox`).toEqual([]);
});

test('only operators send quotes, also not the owner', async () => {
  const { make, ask, sql } = sendingAt(await shared());
  const kim = customer(randomUUID());
  const { id } = await make(kim);
  const asked = async (viewer: Viewer | null) => (await ask(viewer, SEND, { id, tel: TEL })).codes;
  expect(await asked(kim)).toEqual(['FORBIDDEN']);
  expect(await asked(null)).toEqual(['UNAUTHENTICATED']);
  expect(await sql`select * from quote_shares where quote_id = ${id}`).toEqual([]);
});

test('messages to one phone and of one operator are limited; a repetition does not count', async () => {
  const limits = { QUOTE_MESSAGES_PER_PHONE: '2/hour', QUOTE_MESSAGES_PER_OPERATOR: '3/hour' };
  const { make, send, sent } = sendingAt(await startManage(limits, AT_NOON));
  const quotes = [await make(null), await make(null), await make(null)];
  const [first, second, third] = quotes.map(({ id }) => id) as [string, string, string];
  await send(first);
  await send(second);
  await send(second);
  const overPhone = await send(third);
  expect(overPhone.userErrors).toMatchObject([{ code: 'TRY_AGAIN_LATER', field: ['tel'] }]);
  expect(overPhone.userErrors[0]?.retryAfterSeconds).toBeGreaterThan(0);
  const overOperator = await send(third, '01077778888');
  expect(overOperator.userErrors).toMatchObject([{ code: 'TRY_AGAIN_LATER' }]);
  const other: Viewer = { ...operator, id: randomUUID() };
  expect((await send(third, '01077778888', other)).userErrors).toEqual([]);
  expect(await sent()).toHaveLength(3);
});

test('when the owner has their data deleted, the notifier is told of the quotes that were sent', async () => {
  const { make, send, sql, event, deliver, settled, outbox } = sendingAt(await shared());
  const kim = customer(randomUUID());
  const [sent, unsent] = [await make(kim), await make(kim)];
  await send(sent.id);
  const erased = event(fact('PersonErased', kim.id, {}));
  await deliver(erased, erased);
  await settled();
  expect(await sql`select id from quotes where id in (${sent.id}, ${unsent.id})`).toEqual([]);
  expect(await sql`select * from quote_shares where quote_id in (${sent.id}, ${unsent.id})`).toEqual([]);
  const events = await outbox('QuoteErased');
  expect(events.map(({ correlationId, sequence }) => [correlationId, sequence])).toEqual([[sent.id, 2]]);
});
