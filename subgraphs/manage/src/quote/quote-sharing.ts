import { type Decider, type Decision, facts, refusal } from '@movecall/decider/decider';
import type { StoredQuote } from './quote.ts';

/**
 * The decisions about sending a quote to a phone. Its newest version is sent, to each phone once: who asks again, after a lost answer
 * or by a second click, causes no second message.
 */
export type SharingState =
  | { readonly status: 'NONE' }
  | {
      readonly status: 'OPEN';
      /** In its newest version. */
      readonly quote: StoredQuote;
      /** The hashes of the phones that have been sent this version. */
      readonly phones: readonly string[];
    };

/** A phone as it is stored, and as it is published. */
export interface Recipient {
  readonly hash: string;
  readonly sealed: string;
}

export interface ShareCommand {
  readonly type: 'share';
  readonly recipient: Recipient;
  readonly now: Date;
}

export interface QuoteSharedFact {
  readonly type: 'Shared';
  readonly quote: StoredQuote;
  readonly recipient: Recipient;
}

export type ShareRefusal = 'NOT_FOUND' | 'QUOTE_EXPIRED';

export const initialSharing: SharingState = { status: 'NONE' };

export const sharingDecider: Decider<SharingState, ShareCommand, QuoteSharedFact, ShareRefusal> = {
  decide,
  evolve,
};

function decide(
  state: SharingState,
  { recipient, now }: ShareCommand,
): Decision<QuoteSharedFact, ShareRefusal> {
  if (state.status === 'NONE') return refusal('NOT_FOUND');
  if (state.phones.includes(recipient.hash)) return facts();
  if (now >= state.quote.validUntil) return refusal('QUOTE_EXPIRED');
  return facts({ type: 'Shared', quote: state.quote, recipient });
}

function evolve(state: SharingState, { recipient }: QuoteSharedFact): SharingState {
  return state.status === 'OPEN' ? { ...state, phones: [...state.phones, recipient.hash] } : state;
}
