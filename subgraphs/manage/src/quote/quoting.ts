import { createExecutor, createTogether, type Execute } from '@movecall/decider';
import type { Cause, Database } from '@movecall/eventlog';
import type { RateLimit } from '@movecall/redis/rate-limit';
import type { FindFittingCompanies } from '../company/fitting-companies.ts';
import type { MovingCalendar } from './calendar.ts';
import type { PriceBook } from './price-book.ts';
import { priceOf, type Unpriced } from './pricing.ts';
import { parseQuoteInput, type QuoteInput } from './quote-input.ts';
import { type QuoteProblem, quoteProblem } from './quote-problem.ts';
import { createQuoteStore, findQuote } from './quote-store.ts';
import {
  type Asker,
  mayUse,
  type QuoteCommand,
  quoteDecider,
  type QuoteFact,
  type QuoteRefusal,
  type StoredQuote,
  validUntil,
} from './quote.ts';
import { standardTerms } from '../terms/standard-terms.ts';

/** Who wants a quote, and what led to it. */
export interface QuoteClient {
  readonly asker: Asker;
  /** The client's address, as the router counts it. */
  readonly address: string;
  readonly cause: Cause;
}

export type Quoted = { readonly quote: StoredQuote } | { readonly problems: readonly QuoteProblem[] };

export interface Quoting {
  /**
   * Makes a quote, or the next version of one.
   *
   * @param id of the quote that gets its next version; null for a new quote
   */
  request(input: QuoteInput, id: string | null, client: QuoteClient): Promise<Quoted>;
  /** Reads a quote, which its first reader who has signed in claims. @returns null when the asker may not read it */
  read(id: string, client: Pick<QuoteClient, 'asker' | 'cause'>): Promise<StoredQuote | null>;
}

export interface QuotingOptions {
  readonly db: Database;
  /** For queries. */
  readonly reads: Database;
  /** The newest price book. */
  readonly findBook: () => Promise<PriceBook>;
  readonly calendar: MovingCalendar;
  readonly findCompanies: FindFittingCompanies;
  /** How many quotes one address may ask for. */
  readonly limit: RateLimit;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** Quotes, from a request to its stored price. */
export function createQuoting(options: QuotingOptions): Quoting {
  const { db, reads, limit, now } = options;
  const executeTogether = createTogether({ db, work: createQuoteExecutor(now) });

  return {
    async request(input, id, { asker, address, cause }) {
      const retryAfterSeconds = await limit.take(address);
      if (retryAfterSeconds !== null)
        return { problems: [quoteProblem('TRY_AGAIN_LATER', null, { retryAfterSeconds })] };
      const made = await makeVersion(input, await options.findBook(), asker, options);
      if ('problems' in made) return made;
      const type = id === null ? 'open' : 'revise';
      const quoteId = id ?? options.newId();
      const decision = await executeTogether({
        id: quoteId,
        command: { type, asker, made: made.version },
        cause,
      });
      if ('refusal' in decision) return { problems: [quoteProblem(decision.refusal, ['id'])] };
      return { quote: storedBy(decision.facts, quoteId) };
    },

    async read(id, { asker, cause }) {
      const quote = await findQuote(reads, id);
      if (!quote || !mayUse(quote.ownerId, asker)) return null;
      if (quote.ownerId !== null || asker.kind !== 'PERSON') return quote;
      const decision = await executeTogether({ id, command: { type: 'claim', asker }, cause });
      return 'refusal' in decision ? null : quote;
    },
  };
}

/** Executes commands on quotes. Quotes publish no events: nobody would read them. */
export const createQuoteExecutor = (now: () => Date): Execute<QuoteCommand, QuoteFact, QuoteRefusal> =>
  createExecutor({
    decider: quoteDecider,
    store: createQuoteStore(now),
    publish: () => [],
    append: async () => undefined,
  });

async function makeVersion(
  input: QuoteInput,
  book: PriceBook,
  asker: Asker,
  { calendar, findCompanies, now }: Pick<QuotingOptions, 'calendar' | 'findCompanies' | 'now'>,
) {
  const madeAt = now();
  const parsed = parseQuoteInput(input, book, madeAt);
  if ('problems' in parsed) return parsed;
  const { request } = parsed;
  const reckoned = priceOf(book, request, calendar);
  if ('unpriced' in reckoned) return { problems: [problemOf(reckoned.unpriced)] };
  return {
    version: {
      request,
      price: reckoned.price,
      terms: standardTerms.version,
      companies: await findCompanies({ ...request, tons: reckoned.price.truck.tons }),
      madeAt,
      operatorId: asker.kind === 'OPERATOR' ? asker.id : null,
      validUntil: validUntil(madeAt, request.movingOn),
    },
  };
}

function problemOf(unpriced: Unpriced): QuoteProblem {
  if (unpriced.code === 'INVALID_SLOT') return quoteProblem('INVALID_SLOT', ['input', 'slot']);
  const fields = {
    LOAD: ['input', 'items'],
    ACCESS: ['input', 'access', 'floor'],
    DESTINATION_ACCESS: ['input', 'destinationAccess', 'floor'],
  };
  return quoteProblem('NEEDS_VISIT', fields[unpriced.because]);
}

/** The version that a command has made. */
function storedBy(facts: readonly QuoteFact[], id: string): StoredQuote {
  const fact = facts.find(({ type }) => type === 'Made');
  if (fact?.type !== 'Made') throw new Error(`the command made no version of quote ${id}`);
  return { id, version: fact.version, ...fact.made };
}
