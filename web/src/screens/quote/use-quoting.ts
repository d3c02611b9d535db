import type { Day } from '@movecall/values/days';
import { useEffect, useMemo, useRef, useState } from 'react';
import { type Client, type CombinedError, useClient } from 'urql';
import type { UserError } from '../../parts/user-errors.ts';
import { createAsking } from './asking.ts';
import { inputOf, type Quote, type QuoteInput, RequestQuote } from './request-quote.ts';
import type { KeptQuoteDraft } from './use-quote-draft.ts';

/** How long a draft rests before its price is asked for, ms. */
const REST_MS = 400;

interface Question {
  readonly input: QuoteInput;
  /** The quote whose next version is asked for. */
  readonly id: string | null;
}

export interface Answer {
  readonly quote: Quote | null;
  readonly errors: readonly UserError[];
  /** Why there is no answer. */
  readonly error: CombinedError | undefined;
}

export interface Quoting {
  /** The last price that is known. */
  readonly quote: Quote | null;
  /** Whether that is the price of the draft as it is now. */
  readonly isCurrent: boolean;
  /** Why the draft has no quote, once someone has tried to go on with it. */
  readonly errors: readonly UserError[];
  readonly error: CombinedError | undefined;
  readonly busy: boolean;
  /** Asks for the draft's quote. @returns null when something is missing, or the draft has changed meanwhile */
  readonly ask: () => Promise<Answer | null>;
}

/** The quote of a draft. Each change of the draft asks for the quote's next version, once the draft rests. */
export function useQuoting({ draft, keep }: KeptQuoteDraft, today: Day): Quoting {
  const client = useClient();
  const send = useMemo(() => createAsking((question: Question) => request(client, question)), [client]);
  const [answered, setAnswered] = useState<{ readonly key: string; readonly answer: Answer } | null>(null);
  const [attempted, setAttempted] = useState<string | null>(null);
  const [awaited, setAwaited] = useState<string | null>(null);
  const [quote, setQuote] = useState<Quote | null>(null);
  const asking = useRef<string | null>(null);
  const input = inputOf(draft, today);
  const key = JSON.stringify(input);
  const answer = answered?.key === key ? answered.answer : null;

  async function askNow(): Promise<Answer | null> {
    if (input === null) return null;
    asking.current = key;
    const newest = await send({ input, id: draft.quoteId });
    if (newest === null) return null;
    asking.current = null;
    setAnswered({ key, answer: newest });
    if (newest.quote) {
      setQuote(newest.quote);
      keep({ quoteId: newest.quote.id });
    }
    return newest;
  }
  const latest = useRef(askNow);
  useEffect(() => {
    latest.current = askNow;
  });

  const isComplete = input !== null;
  useEffect(() => {
    if (!isComplete) return undefined;
    const timer = setTimeout(() => {
      if (asking.current !== key) void latest.current();
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [isComplete, key]);

  const isAttempt = attempted === key;
  return {
    quote,
    isCurrent: answer?.quote === quote,
    errors: isAttempt && answer ? answer.errors : [],
    error: isAttempt && answer ? answer.error : undefined,
    busy: awaited === key,
    async ask() {
      setAttempted(key);
      if (answer?.quote) return answer;
      setAwaited(key);
      const newest = await askNow();
      setAwaited(null);
      return newest;
    },
  };
}

/** A quote that is another person's by now, or was deleted, is replaced by a new one. */
async function request(client: Client, { input, id }: Question): Promise<Answer> {
  const { data, error } = await client.mutation(RequestQuote, { input, id }).toPromise();
  const { quote = null, userErrors = [] } = data?.requestQuote ?? {};
  if (id !== null && userErrors.some(({ code }) => code === 'NOT_FOUND'))
    return request(client, { input, id: null });
  return { quote, errors: userErrors, error };
}
