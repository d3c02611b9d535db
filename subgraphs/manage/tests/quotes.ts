import type { Viewer } from '@movecall/identity';
import type { Replica } from '@movecall/testkit/service-harness';
import { expect } from 'vitest';
import type { ManageHarness } from './harness.ts';

interface QuoteAnswer {
  readonly id: string;
  readonly version: number;
  readonly validUntil: string;
  readonly total: number;
  readonly deposit: number;
}

interface UserErrorAnswer {
  readonly code: string;
  readonly message: string;
  readonly field: readonly string[] | null;
  readonly retryAfterSeconds: number | null;
  readonly candidates: readonly string[] | null;
}

interface QuoteOptions {
  /** Of the quote that gets its next version. */
  readonly id?: string | null;
  /** The client's. */
  readonly address?: string;
}

/** Every field of a quote. */
const ALL_FIELDS = `
  id version validUntil total deposit lines { code label amount } volume tons crewMen crewWomen distanceKm priceBook terms
  moveType location { address district sido sigungu latitude longitude } destination { address sigungu } movingOn slot
  items { code label count } access { floor elevator ladderTruck } destinationAccess { floor elevator ladderTruck }
  options { code label count }
  companies { id name representative registrationNumber permitNumber insuredUntil }`;

const REQUEST_QUOTE = `mutation ($input: QuoteInput!, $id: ID) {
  requestQuote(input: $input, id: $id) {
    quote { ${ALL_FIELDS} } userErrors { code message field retryAfterSeconds candidates }
  }
}`;
const QUOTE = `query ($id: ID!) { quote(id: $id) { ${ALL_FIELDS} } }`;

/** Packed, 5 t, ladder trucks at the 7th and at the 15th floor, from 마포구 to 구로구. */
export const inputFor = (movingOn: string) => ({
  moveType: 'FULL_PACKING',
  location: { address: '서울 마포구 월드컵로 1' },
  destination: { address: '구로' },
  movingOn,
  tons: 5,
  access: { floor: 7, elevator: true, ladderTruck: true },
  destinationAccess: { floor: 15, elevator: false, ladderTruck: true },
});

type Ask = Replica['ask'];

/** Asks for a quote as a viewer, or for the next version of one. */
async function requestQuote(
  ask: Ask,
  viewer: Viewer | null,
  input: object,
  { id = null, address = '203.0.113.9' }: QuoteOptions = {},
) {
  const { data } = await ask<{
    requestQuote: { quote: QuoteAnswer | null; userErrors: readonly UserErrorAnswer[] };
  }>(viewer, REQUEST_QUOTE, { input, id }, { 'x-movecall-client-address': address });
  return data.requestQuote;
}

/** Reads a quote as a viewer. */
async function readQuote(ask: Ask, viewer: Viewer | null, id: string): Promise<QuoteAnswer | null> {
  const { data, codes } = await ask<{ quote: QuoteAnswer | null }>(viewer, QUOTE, { id });
  if (codes.length > 0) throw new Error(codes.join(', '));
  return data.quote;
}

/** Noon in Seoul on 2026-12-01. */
export const NOW = new Date('2026-12-01T12:00:00+09:00');
/** 손없는날, a Monday. */
export const DAY = '2026-12-07';

/** A clock that stands still. */
export const AT_NOON = { now: () => NOW };

/** Manage, as those use it who ask for quotes. */
export function quotingAt(manage: ManageHarness) {
  const { ask } = manage;
  /** Makes a quote that must be made. */
  const make = async (viewer: Viewer | null, input?: object, options?: QuoteOptions) => {
    const { quote, userErrors } = await requestQuote(ask, viewer, input ?? inputFor(DAY), options);
    if (!quote) throw new Error(userErrors.map(({ code }) => code).join(', '));
    return quote;
  };
  return {
    ...manage,
    make,
    read: (viewer: Viewer | null, id: string) => readQuote(ask, viewer, id),
    /** Asks for what is refused. @returns the refusals; nothing may be stored */
    async refusals(input: object, options?: QuoteOptions) {
      const before = await manage.sql`select from quote_versions`;
      const { quote, userErrors } = await requestQuote(ask, null, input, options);
      expect(quote).toBeNull();
      expect(await manage.sql`select from quote_versions`).toHaveLength(before.length);
      return userErrors;
    },
  };
}
