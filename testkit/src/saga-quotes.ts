import type { Viewer } from '@movecall/identity';
import { addDays, type Day } from '@movecall/values/days';
import { type Ask, dataOf } from './service-client.ts';

/** A quote as far as a customer needs it to accept it. */
export interface SagaQuote {
  readonly id: string;
  readonly version: number;
  readonly total: number;
  readonly input: { readonly moveType: string; readonly location: { readonly address: string } };
}

export interface QuotedMove {
  readonly moveType?: 'FULL_PACKING' | 'HALF_PACKING';
  readonly daysAhead?: number;
}

const REQUEST_QUOTE =
  'mutation ($input: QuoteInput!) { requestQuote(input: $input) { quote { id version total } userErrors { code } } }';
const SEND_QUOTE =
  'mutation ($id: ID!, $tel: String!) { sendQuote(id: $id, tel: $tel) { userErrors { code } } }';
const REQUEST =
  'mutation ($input: RequestMoveCallInput!) { requestMoveCall(input: $input) { moveCall { id } userErrors { code } } }';

const RESCHEDULE = `mutation ($id: ID!, $movingOn: Date!, $slot: MovingSlot, $agreedTotal: Int) {
  rescheduleMoveCall(id: $id, movingOn: $movingOn, slot: $slot, agreedTotal: $agreedTotal) {
    moveCall { id movingOn slot cost } quote { version total } userErrors { code }
  }
}`;

const REASSIGN = `mutation (
  $id: ID!, $moverId: ID!, $movingOn: Date, $slot: MovingSlot, $reason: String!, $assignmentId: ID, $agreedTotal: Int
) {
  reassignMoveCall(
    id: $id, moverId: $moverId, movingOn: $movingOn, slot: $slot, reason: $reason, assignmentId: $assignmentId
    agreedTotal: $agreedTotal
  ) { moveCall { id movingOn slot cost } quote { version total } userErrors { code } }
}`;

/** The answer to a reschedule, or to a reassignment. */
export interface Rescheduled {
  readonly moveCall: { readonly movingOn: Day; readonly slot: string; readonly cost: number } | null;
  readonly quote: { readonly version: number; readonly total: number } | null;
  readonly userErrors: readonly { readonly code: string }[];
}

/** Where a call is to be moved. */
export interface AskedTime {
  readonly daysAhead: number;
  readonly slot?: 'MORNING' | 'AFTERNOON' | 'ALL_DAY';
  readonly agreedTotal?: number;
}

/** A team, and the time at which it is to have a call; that of the call when absent. */
export interface AskedTeam extends Partial<AskedTime> {
  readonly moverId: string;
  readonly reason?: string;
  readonly assignmentId?: string;
}

export interface QuoteActionsOptions {
  readonly today: Day;
  readonly operator: Viewer;
  readonly customer: Viewer;
  /** Clients of a replica of call and of one of manage. */
  readonly call: Ask;
  readonly manage: Ask;
}

/** What customers and operators do with quotes. */
export function createQuoteActions({ today, operator, customer, call, manage }: QuoteActionsOptions) {
  /** Asks for a quote of a small move from an address. */
  async function requestQuote(
    by: Viewer,
    address: string,
    { moveType = 'FULL_PACKING', daysAhead = 10 }: QuotedMove = {},
  ): Promise<SagaQuote> {
    const input = { moveType, location: { address } };
    const { requestQuote: asked } = dataOf(
      await manage<{ requestQuote: { quote: Omit<SagaQuote, 'input'> } }>(by, REQUEST_QUOTE, {
        input: { ...input, movingOn: addDays(today, daysAhead), tons: 1 },
      }),
    );
    return { ...asked.quote, input };
  }

  /** Calls with a quote. @returns the call's id, or the code with which it was refused */
  async function accept(
    { id: quoteId, version: quoteVersion, input }: SagaQuote,
    by: Viewer = customer,
  ): Promise<string> {
    const { requestMoveCall } = dataOf(
      await call<{ requestMoveCall: { moveCall: { id: string } | null; userErrors: { code: string }[] } }>(
        by,
        REQUEST,
        { input: { ...input, quoteId, quoteVersion } },
      ),
    );
    return requestMoveCall.moveCall?.id ?? requestMoveCall.userErrors.map(({ code }) => code).join();
  }

  return {
    requestQuote,
    accept,

    /** Moves a call to another time. */
    async reschedule(
      id: string,
      { daysAhead, ...asked }: AskedTime,
      by: Viewer = customer,
    ): Promise<Rescheduled> {
      const variables = { id, movingOn: addDays(today, daysAhead), ...asked };
      const answer = dataOf(await manage<{ rescheduleMoveCall: Rescheduled }>(by, RESCHEDULE, variables));
      return answer.rescheduleMoveCall;
    },

    /** Gives a call to a team, at another time if one is asked for. */
    async reassign(
      id: string,
      { daysAhead, reason = '운영자 판단', ...asked }: AskedTeam,
      by: Viewer = operator,
    ): Promise<Rescheduled> {
      const time = daysAhead === undefined ? {} : { movingOn: addDays(today, daysAhead) };
      const answer = await manage<{ reassignMoveCall: Rescheduled }>(by, REASSIGN, {
        id,
        reason,
        ...time,
        ...asked,
      });
      return dataOf(answer).reassignMoveCall;
    },

    /** Has a quote sent to a phone by an operator. */
    async sendQuote({ id }: SagaQuote, tel: string): Promise<void> {
      dataOf(await manage(operator, SEND_QUOTE, { id, tel }));
    },
  };
}
