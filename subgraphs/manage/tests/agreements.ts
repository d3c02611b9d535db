import type { Replica } from '@movecall/testkit/service-harness';
import { randomUUID } from 'node:crypto';
import { callService, type ManageHarness } from './harness.ts';
import { DAY, inputFor, quotingAt } from './quotes.ts';

export interface AgreementAnswer {
  readonly outcome: string;
  readonly field: string | null;
  readonly move: { readonly cost: number; readonly [field: string]: unknown } | null;
}

const ACCEPT = `mutation ($input: AcceptQuoteInput!) {
  acceptQuote(input: $input) {
    outcome field move { moveType location { address district } destination { address } movingOn slot cost }
  }
}`;

/** What call says when a customer accepts a quote that was made for `inputFor(DAY)`. */
export const agreementTo = (
  quote: { readonly id: string; readonly version: number },
  changes: object = {},
) => {
  const { moveType, location } = inputFor(DAY);
  const about = { callId: randomUUID(), ownerId: randomUUID(), ownerTel: 'k1.aa.bb', byPhone: false };
  return { ...about, quoteId: quote.id, quoteVersion: quote.version, moveType, location, ...changes };
};

export type AskedAgreement = ReturnType<typeof agreementTo>;

/** Accepts a quote as the call service does. */
export async function acceptQuote(ask: Replica['ask'], input: object): Promise<AgreementAnswer> {
  const { data, codes } = await ask<{ acceptQuote: AgreementAnswer }>(callService, ACCEPT, { input });
  if (codes.length > 0) throw new Error(codes.join(', '));
  return data.acceptQuote;
}

/** Manage, where quotes are accepted. */
export async function agreeingAt(manage: ManageHarness) {
  const { sql } = manage;
  const counts = async () => {
    const [rows = { orders: 0, contracts: 0, claimed: 0 }] = await sql<
      { orders: number; contracts: number; claimed: number }[]
    >`
      select (select count(*)::int from orders) as orders, (select count(*)::int from contracts) as contracts,
        (select count(*)::int from quotes where owner_id is not null) as claimed`;
    return rows;
  };
  const earlier = await counts();
  return {
    ...quotingAt(manage),
    accept: (input: object) => acceptQuote(manage.ask, input),
    /** How many rows and events acceptances have left since then. */
    async leftovers() {
      const { orders, contracts, claimed } = await counts();
      return {
        orders: orders - earlier.orders,
        contracts: contracts - earlier.contracts,
        claimed: claimed - earlier.claimed,
        events: await manage.outboxTypes(),
      };
    },
  };
}
