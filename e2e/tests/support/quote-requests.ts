import { askGraphql, type GraphqlError } from '@movecall/testkit/client';
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { System } from '../../support/system.ts';

/** Requests about quotes through the router, as clients send them, whatever the answer is. */

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly field: readonly string[] | null;
}

export interface QuoteAnswer {
  readonly id: string;
  readonly version: number;
  readonly lines: readonly { readonly code: string; readonly amount: number }[];
}

export interface PriceBook {
  readonly trucks: readonly object[];
  readonly options: readonly object[];
}

/** What was answered: the payload of the mutation, or errors. */
interface Answered<T> {
  readonly payload: (T & { readonly userErrors: readonly Refusal[] }) | null;
  readonly errors: readonly GraphqlError[];
}

/** Packed, 5 t, from 마포구 to 구로구. */
export const inputFor = (movingOn: string) => ({
  moveType: 'FULL_PACKING',
  location: { address: '서울 마포구 월드컵로 1' },
  destination: { address: '서울 구로구 구로동 2' },
  movingOn,
  tons: 5,
});

const USER_ERRORS = 'userErrors { code message field }';
const REQUEST_QUOTE = `mutation ($input: QuoteInput!, $id: ID) {
  answer: requestQuote(input: $input, id: $id) { quote { id version lines { code amount } } ${USER_ERRORS} }
}`;
const REQUEST_CALL = `mutation ($input: RequestMoveCallInput!) {
  answer: requestMoveCall(input: $input) { moveCall { id } ${USER_ERRORS} }
}`;
const PRICE_BOOK = `{ priceBook {
  basedOn: version sea halfDayUpToTons
  trucks { tons usable base crewMen crewWomen } moveTypes { moveType percentOfBase } ladder { upToFloor amount }
  distance { roadPercent includedKm perKm } stairs { perFloor highestFloor } deposit { percentOfTotal roundedTo }
  days { code amount } options { code amount }
} }`;
const PUBLISH = `mutation ($input: PriceBookInput!) {
  answer: publishPriceBook(input: $input) { priceBook { version } ${USER_ERRORS} }
}`;
const RECORD = `mutation ($id: ID!, $amount: Int!, $key: String!) {
  answer: recordPayment(id: $id, kind: DEPOSIT, amount: $amount, method: CASH, idempotencyKey: $key) {
    moveCall { id } ${USER_ERRORS}
  }
}`;
const SEND = `mutation ($id: ID!, $tel: String!) {
  answer: sendQuote(id: $id, tel: $tel) { quote { id } ${USER_ERRORS} }
}`;

/** Sends requests to a system; those that need a person are the customer's or the operator's. */
export function quoteRequests(system: () => System) {
  async function answered<T>(query: string, variables: object, token?: string): Promise<Answered<T>> {
    const { data, errors } = await askGraphql<{ answer: Answered<T>['payload'] }>(
      system().addresses,
      query,
      { ...variables },
      token,
    );
    return { payload: data?.answer ?? null, errors };
  }
  const asOperator = <T>(query: string, variables: object) =>
    answered<T>(query, variables, system().operator.token);

  const requestQuote = (input: object, { id, token }: { id?: string; token?: string } = {}) =>
    answered<{ quote: QuoteAnswer | null }>(REQUEST_QUOTE, { input, id }, token);

  return {
    requestQuote,

    /** A quote that must be made, the customer's unless another token is given. */
    async makeQuote(movingOn: string, token = system().customer.token): Promise<QuoteAnswer> {
      const { payload } = await requestQuote(inputFor(movingOn), { token });
      if (!payload?.quote) throw new Error(payload?.userErrors.map(({ code }) => code).join());
      return payload.quote;
    },

    /** The customer calls, with a quote or without one. */
    requestCall(quote: QuoteAnswer | null, changes: object = {}) {
      const { moveType, location } = inputFor('');
      const accepted = quote && { quoteId: quote.id, quoteVersion: quote.version };
      const input = { moveType, location, ...accepted, ...changes };
      return answered<{ moveCall: { id: string } | null }>(REQUEST_CALL, { input }, system().customer.token);
    },

    /** The price book in force, as the input that would publish it. */
    async priceBook(): Promise<PriceBook> {
      const { priceBook } = await system().operator.ask<{ priceBook: PriceBook }>(PRICE_BOOK);
      return priceBook;
    },

    publish: (input: object) => asOperator<{ priceBook: object | null }>(PUBLISH, { input }),
    send: (id: string, tel: string) => asOperator<{ quote: object | null }>(SEND, { id, tel }),
    record: (id: string, amount: number) =>
      asOperator<{ moveCall: object | null }>(RECORD, { id, amount, key: randomUUID() }),
  };
}

/** Expects one refusal, in Korean, and nothing besides it. @param field null when the refusal names none */
export function expectRefused(
  { payload, errors }: Answered<object>,
  code: string,
  field: string | null,
): void {
  expect(errors).toEqual([]);
  const { userErrors, ...made } = payload ?? { userErrors: [] };
  expect(userErrors).toEqual([
    { code, message: expect.stringMatching(/[가-힣]/), field: field?.split('.') ?? null },
  ]);
  expect(Object.values(made)).toEqual([null]);
}

const TABLES = {
  call: ['calls', 'timeline', 'alerts'],
  manage: [
    'quotes',
    'quote_versions',
    'quote_shares',
    'orders',
    'contracts',
    'ledgers',
    'ledger_entries',
    'price_books',
  ],
  assign: ['requests', 'assignments'],
  notifier: ['deliveries'],
} as const;

/** How many rows each service has stored, once nothing is under way. */
export async function stored(system: System): Promise<Record<string, number>> {
  await system.settle();
  const counts: Record<string, number> = {};
  for (const service of ['call', 'manage', 'assign', 'notifier'] as const) {
    const sql = system.sql[service];
    for (const table of TABLES[service]) counts[table] = (await sql`select from ${sql(table)}`).count;
  }
  return counts;
}
