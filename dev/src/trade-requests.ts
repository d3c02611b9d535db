import { randomUUID } from 'node:crypto';
import { until } from '@movecall/service/until';
import type { Session } from '@movecall/testkit/client';
import { addDays, type Day, seoulDay } from '@movecall/values/days';

/** What the trade scenario asks the public API. Each request throws an Error when it is refused. */

export interface Quote {
  readonly id: string;
  readonly version: number;
  readonly total: number;
  readonly deposit: number;
  readonly priceBook: string;
  readonly lines: readonly { readonly label: string; readonly amount: number }[];
  readonly companies: readonly { readonly id: string }[];
}

export interface Contract {
  readonly version: number;
  readonly quote: { readonly total: number };
  readonly company: { readonly id: string; readonly name: string; readonly registrationNumber: string };
}

export interface CancelPreview {
  readonly penalty: number;
  readonly refund: number;
  readonly compensation: number;
  readonly due: number;
  readonly text: string;
}

export interface Bill {
  readonly lines: readonly { readonly kind: string; readonly label: string; readonly amount: number }[];
  readonly total: number;
  readonly paid: number;
  readonly due: number;
}

type UserErrors = readonly { readonly code: string }[];

/** Packed, 5 t, ladder trucks at the 7th and at the 15th floor, less than 20 km. */
const move = {
  moveType: 'FULL_PACKING',
  location: { address: '서울 마포구 월드컵로 1' },
  destination: { address: '서울 구로구 구로동 2' },
  tons: 5,
  access: { floor: 7, elevator: true, ladderTruck: true },
  destinationAccess: { floor: 15, elevator: true, ladderTruck: true },
};

const LONGEST_RANGE_DAYS = 62;
const MOVING_DAYS = `query ($from: Date!, $to: Date!, $quote: QuoteInput!) {
  movingDays(from: $from, to: $to, quote: $quote) { date sonEopneunNal holiday slots { slot availability } }
}`;

interface MovingDay {
  readonly date: Day;
  readonly sonEopneunNal: boolean;
  readonly holiday: string | null;
  readonly slots: readonly { readonly slot: string; readonly availability: string | null }[];
}

/** The next Monday, three days ahead or more, that is 손없는날 and nothing else, and on which a team is free. */
export async function freeMonday(session: Session, now: Date): Promise<Day> {
  const last = addDays(seoulDay(now), 365);
  for (let from = addDays(seoulDay(now), 3); from <= last; from = addDays(from, LONGEST_RANGE_DAYS)) {
    const end = addDays(from, LONGEST_RANGE_DAYS - 1);
    const { movingDays } = await session.ask<{ movingDays: readonly MovingDay[] }>(MOVING_DAYS, {
      from,
      to: end < last ? end : last,
      quote: { ...move, movingOn: from },
    });
    const day = movingDays.find(isFreeMonday);
    if (day) return day.date;
  }
  throw new Error('no Monday that is 손없는날 has a free team; delete all data with: npm start -- --fresh');
}

function isFreeMonday({ date, sonEopneunNal, holiday, slots }: MovingDay): boolean {
  const isMonday = new Date(date).getUTCDay() === 1;
  const isMonthEnd = addDays(date, 3).slice(0, 7) !== date.slice(0, 7);
  const room = slots.find(({ slot }) => slot === 'ALL_DAY')?.availability;
  return isMonday && sonEopneunNal && holiday === null && !isMonthEnd && room !== 'FULL';
}

const REQUEST_QUOTE = `mutation ($input: QuoteInput!) {
  requestQuote(input: $input) {
    quote { id version total deposit priceBook lines { label amount } companies { id } } userErrors { code }
  }
}`;

export async function requestQuote(session: Session, movingOn: Day): Promise<Quote> {
  const { requestQuote: payload } = await session.ask<{
    requestQuote: { quote: Quote | null; userErrors: UserErrors };
  }>(REQUEST_QUOTE, { input: { ...move, movingOn } });
  return unlessRefused('the quote', payload.quote, payload.userErrors);
}

const REQUEST_CALL = `mutation ($input: RequestMoveCallInput!) {
  requestMoveCall(input: $input) { moveCall { id cost } userErrors { code } }
}`;

/** Calls with a quote. @returns the call's id, and its cost in won */
export async function acceptQuote(session: Session, quote: Quote): Promise<{ id: string; cost: number }> {
  const { moveType, location } = move;
  const accepted = { quoteId: quote.id, quoteVersion: quote.version, idempotencyKey: randomUUID() };
  const { requestMoveCall } = await session.ask<{
    requestMoveCall: { moveCall: { id: string; cost: number } | null; userErrors: UserErrors };
  }>(REQUEST_CALL, { input: { moveType, location, ...accepted } });
  return unlessRefused('the call', requestMoveCall.moveCall, requestMoveCall.userErrors);
}

/** The contract of a call, once its company is written down: that follows the confirmation. */
export const completedContract = (session: Session, callId: string): Promise<Contract> =>
  until('the company of the contract', async () => {
    const { contract } = await readCall<{ contract: Contract | null }>(
      session,
      callId,
      'contract { version quote { total } company { id name registrationNumber } }',
    );
    return contract?.company ? contract : undefined;
  });

export async function previewCancel(session: Session, callId: string): Promise<CancelPreview> {
  const fields = 'cancelPreview { penalty refund compensation due text }';
  const { cancelPreview } = await readCall<{ cancelPreview: CancelPreview | null }>(session, callId, fields);
  return unlessRefused('the preview', cancelPreview, []);
}

const RECORD_DEPOSIT = `mutation ($id: ID!, $amount: Int!, $key: String!) {
  recordPayment(id: $id, kind: DEPOSIT, amount: $amount, method: TRANSFER, idempotencyKey: $key) {
    moveCall { bill { lines { kind label amount } total paid due } } userErrors { code }
  }
}`;

/** @param amount in won */
export async function recordDeposit(operator: Session, callId: string, amount: number): Promise<Bill> {
  const { recordPayment } = await operator.ask<{
    recordPayment: { moveCall: { bill: Bill } | null; userErrors: UserErrors };
  }>(RECORD_DEPOSIT, { id: callId, amount, key: randomUUID() });
  return unlessRefused('the payment', recordPayment.moveCall, recordPayment.userErrors).bill;
}

/** The bill of a cancelled call, once manage has heard of the cancel. */
export const billAfterCancel = (session: Session, callId: string): Promise<Bill> =>
  until('the bill of the cancel', async () => {
    const fields = 'bill { lines { kind label amount } total paid due }';
    const { bill } = await readCall<{ bill: Bill | null }>(session, callId, fields);
    return bill?.lines.some(({ kind }) => kind === 'FARE_WAIVED') ? bill : undefined;
  });

async function readCall<T>(session: Session, callId: string, fields: string): Promise<T> {
  const query = `query ($id: ID!) { moveCall(id: $id) { ${fields} } }`;
  const { moveCall } = await session.ask<{ moveCall: T | null }>(query, { id: callId });
  return unlessRefused('the call', moveCall, []);
}

function unlessRefused<T>(what: string, answer: T | null, errors: UserErrors): T {
  if (answer !== null) return answer;
  throw new Error(`${what} was refused: ${errors.map(({ code }) => code).join() || 'it is absent'}`);
}
