import { lockIds } from '@movecall/database/id-locks';
import type { Execute } from '@movecall/decider';
import type { Cause, Transaction } from '@movecall/eventlog';
import { agreementOf } from '../contract/agreement.ts';
import type { Consenter } from '../contract/contract.ts';
import type { OrderRequest } from './order.ts';
import type { ExecuteOnOrders } from './ordering.ts';
import {
  type AgreementRefusal,
  type AskedAgreement,
  type Offer,
  refusalOf,
} from '../quote/asked-agreement.ts';
import { loadOffers } from '../quote/offer-store.ts';
import type { OwnedQuote, QuoteCommand, QuoteFact, QuoteRefusal, StoredQuote } from '../quote/quote.ts';

/** The acceptance of a quote together with the order of its call. */
export interface AskedOrder {
  readonly asked: AskedAgreement;
  readonly quoteId: string;
  /** The owner's phone as call has sealed it. */
  readonly ownerTel: string;
  readonly consentedBy: Consenter;
  readonly cause: Cause;
}

/** The quote that was accepted, or why it was not. WITHDRAWN: the call was withdrawn or cancelled before. */
export type Agreed = { readonly accepted: StoredQuote } | AgreementRefusal | { readonly why: 'WITHDRAWN' };

export interface AgreeingDeps {
  readonly orders: ExecuteOnOrders;
  readonly quotes: Execute<QuoteCommand, QuoteFact, QuoteRefusal>;
  readonly now: () => Date;
}

type Judged = AskedOrder & ({ readonly quote: OwnedQuote } | { readonly refusal: AgreementRefusal });
type Accepted = Extract<Judged, { quote: OwnedQuote }>;

/**
 * Accepts quotes with the orders of their calls: quote, order and contract change together, or nothing does. Acceptances that arrive
 * together share a transaction, in which the first one of a quote gets it.
 */
export const createAgreeing =
  ({ orders, quotes, now }: AgreeingDeps) =>
  async (tx: Transaction, items: readonly AskedOrder[]): Promise<readonly Agreed[]> => {
    const at = now();
    const callIds = items.map(({ asked }) => asked.callId);
    const quoteIds = items.map(({ quoteId }) => quoteId);
    // Orders are locked before quotes, as by the events that are about both.
    const [, offers] = await Promise.all([lockIds(tx, callIds), loadOffers(tx, quoteIds)]);
    const judged = judgeAll(offers, items, at);
    const accepted = judged.filter((one): one is Accepted => 'quote' in one);
    const decisions = await orders(
      tx,
      accepted.map((one) => {
        const command = { type: 'accept', request: orderOf(one, at) } as const;
        return { id: one.asked.callId, command, cause: one.cause };
      }),
    );
    const withdrawn = new Set(
      accepted.flatMap((one, nth) => ('refusal' in (decisions[nth] ?? {}) ? [one] : [])),
    );
    await claim(
      quotes,
      tx,
      accepted.filter((one) => !withdrawn.has(one)),
    );
    return judged.map((one) => {
      if ('refusal' in one) return one.refusal;
      return withdrawn.has(one) ? { why: 'WITHDRAWN' } : { accepted: one.quote };
    });
  };

/** Judges acceptances one after the other: a quote that one gets is in use for those after it. */
function judgeAll(
  offers: ReadonlyMap<string, Offer>,
  items: readonly AskedOrder[],
  at: Date,
): readonly Judged[] {
  const left = new Map(offers);
  return items.map((item) => {
    const offer = left.get(item.quoteId);
    const { ownerId, callId } = item.asked;
    const refusal = refusalOf(offer ?? null, item.asked, at);
    if (refusal !== null || !offer) return { ...item, refusal: refusal ?? { why: 'QUOTE_NOT_FOUND' } };
    left.set(item.quoteId, { quote: { ...offer.quote, ownerId }, usedBy: callId });
    return { ...item, quote: offer.quote };
  });
}

function orderOf({ asked, quote, ownerTel, consentedBy }: Accepted, at: Date): OrderRequest {
  const { moveType, location, movingOn, slot } = quote.request;
  const { callId, ownerId } = asked;
  return {
    callId,
    ownerId,
    ownerTel,
    moveType,
    // The contract has the address. An order is passed on to assign.
    location: { ...location, address: location.district ?? '' },
    movingOn,
    slot,
    cost: quote.price.total,
    agreement: agreementOf(quote, { ownerId, ownerTel, consentedBy, consentedAt: at }),
  };
}

/** The owner of the call becomes the owner of a quote that nobody has claimed. */
async function claim(
  quotes: AgreeingDeps['quotes'],
  tx: Transaction,
  accepted: readonly Accepted[],
): Promise<void> {
  const unclaimed = accepted.filter(({ quote }) => quote.ownerId === null);
  if (unclaimed.length === 0) return;
  await quotes(
    tx,
    unclaimed.map(({ quoteId: id, asked, cause }) => {
      const asker = { kind: 'PERSON', id: asked.ownerId } as const;
      return { id, command: { type: 'claim', asker }, cause };
    }),
  );
}
