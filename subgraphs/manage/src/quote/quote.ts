import { type Decider, type Decision, facts, refusal } from '@movecall/decider/decider';
import { addDays, type Day, startOfDay } from '@movecall/values/days';
import type { PublicCompany } from '../company/company.ts';
import type { Price } from './pricing.ts';
import type { QuoteRequest } from './quote-request.ts';

/**
 * The decisions about a quote.
 *
 *   NONE ──open──▶ OPEN, version 1 ──revise──▶ version 2 ──revise──▶ …
 *
 * Whoever holds the random id of a quote without an owner may read and revise it. The first person who signs in and asks for it becomes
 * its owner; from then on it is as absent to everyone else. An operator reads and revises every quote and becomes the owner of none: the
 * customer claims it. A version never changes.
 */
export type QuoteState =
  | { readonly status: 'NONE' }
  | {
      readonly status: 'OPEN';
      readonly version: number;
      /** Null until somebody claims it. */
      readonly ownerId: string | null;
    };

/** Who asks about a quote. */
export type Asker =
  | { readonly kind: 'VISITOR' }
  | { readonly kind: 'PERSON'; readonly id: string }
  | { readonly kind: 'OPERATOR'; readonly id: string };

/** One version: what was asked for, and what it costs. */
export interface QuoteVersion {
  readonly request: QuoteRequest;
  readonly price: Price;
  /** The version of the standard terms. */
  readonly terms: string;
  /** The companies that may come: the customer consents to these. */
  readonly companies: readonly PublicCompany[];
  readonly madeAt: Date;
  /** Opaque id of the operator who made it for a customer; null for one that a customer made. */
  readonly operatorId: string | null;
  readonly validUntil: Date;
}

/** A quote in its newest version. */
export interface StoredQuote extends QuoteVersion {
  readonly id: string;
  readonly version: number;
}

/** A quote as it is kept: with the person who has claimed it. */
export interface OwnedQuote extends StoredQuote {
  readonly ownerId: string | null;
}

export type QuoteCommand =
  /** Makes a quote with a new random id. */
  | { readonly type: 'open'; readonly asker: Asker; readonly made: QuoteVersion }
  /** Makes the next version of a quote. */
  | { readonly type: 'revise'; readonly asker: Asker; readonly made: QuoteVersion }
  /** Somebody asks for it. */
  | { readonly type: 'claim'; readonly asker: Asker };

export type QuoteFact =
  | { readonly type: 'Made'; readonly version: number; readonly made: QuoteVersion }
  | { readonly type: 'Claimed'; readonly ownerId: string };

/** There is no such quote, or it is another person's. */
export type QuoteRefusal = 'NOT_FOUND';

export const initialQuote: QuoteState = { status: 'NONE' };

export const quoteDecider: Decider<QuoteState, QuoteCommand, QuoteFact, QuoteRefusal> = { decide, evolve };

function decide(state: QuoteState, command: QuoteCommand): Decision<QuoteFact, QuoteRefusal> {
  if (command.type === 'open') {
    if (state.status !== 'NONE') throw new Error('a new quote needs an id of its own');
    return facts({ type: 'Made', version: 1, made: command.made }, ...claimed(null, command.asker));
  }
  if (state.status === 'NONE' || !mayUse(state.ownerId, command.asker)) return refusal('NOT_FOUND');
  const claim = claimed(state.ownerId, command.asker);
  switch (command.type) {
    case 'revise':
      return facts({ type: 'Made', version: state.version + 1, made: command.made }, ...claim);
    case 'claim':
      return facts(...claim);
    default:
      return command satisfies never;
  }
}

/** Whether somebody may read and revise a quote. */
export const mayUse = (ownerId: string | null, asker: Asker): boolean =>
  ownerId === null || asker.kind === 'OPERATOR' || (asker.kind === 'PERSON' && asker.id === ownerId);

const claimed = (ownerId: string | null, asker: Asker): readonly QuoteFact[] =>
  ownerId === null && asker.kind === 'PERSON' ? [{ type: 'Claimed', ownerId: asker.id }] : [];

function evolve(state: QuoteState, fact: QuoteFact): QuoteState {
  const ownerId = state.status === 'OPEN' ? state.ownerId : null;
  switch (fact.type) {
    case 'Made':
      return { status: 'OPEN', version: fact.version, ownerId };
    case 'Claimed':
      return state.status === 'OPEN' ? { ...state, ownerId: fact.ownerId } : state;
    default:
      return fact satisfies never;
  }
}

const DAYS_VALID = 7;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The end of a quote's validity: seven days after it was made, but not beyond the end of the moving day in Seoul. */
export function validUntil(madeAt: Date, movingOn: Day): Date {
  const endOfMovingDay = startOfDay(addDays(movingOn, 1));
  return new Date(Math.min(madeAt.getTime() + DAYS_VALID * DAY_MS, endOfMovingDay.getTime()));
}
