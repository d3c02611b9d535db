import type { Logger } from '@movecall/telemetry/logger';
import { inSpan } from '@movecall/telemetry/trace';
import { LRUCache } from 'lru-cache';
import { Counter, type Registry } from 'prom-client';
import { createPeerPolicy } from '@movecall/service/peer-policy';
import type { AddressProvider, FoundAddress } from './address-provider.ts';

/**
 * Asks the provider for an address.
 *
 * @param client the address of the client that it is asked for: the limits count it
 * @returns null when the provider is not asked or has no usable answer. Never rejects because of the provider
 */
export type AskProvider = (query: string, client: string) => Promise<readonly FoundAddress[] | null>;

/** Without a provider, the table of regions answers everything. */
export const askNobody: AskProvider = async () => null;

export interface AskProviderOptions {
  readonly provider: AddressProvider;
  /** Counts a question. @returns null when it may be asked */
  readonly takeQuestion: (client: string) => Promise<number | null>;
  /** How long an answer may take, ms. */
  readonly timeoutMs: number;
  readonly logger: Logger;
  readonly metrics: Registry;
}

/** How many questions may be in flight. */
const CONCURRENCY = 32;
/** How many failures in a row open the circuit. */
const FAILURES_TO_OPEN = 5;
/** How long it stays open, ms. */
const HALF_OPEN_AFTER_MS = 5_000;
/** Addresses hardly change, and the provider's terms forbid to keep them. */
const CACHED_MS = 10 * 60_000;
const MAX_CACHED = 5_000;

/** Answers in the memory of this process, equal questions asked once, limits, and behind them the provider. */
export function createAskProvider(options: AskProviderOptions): AskProvider {
  const { provider, takeQuestion, timeoutMs, logger, metrics } = options;
  const cache = new LRUCache<string, Promise<readonly FoundAddress[] | null>>({
    max: MAX_CACHED,
    ttl: CACHED_MS,
  });
  const count = createAnswerCounter(metrics);
  const policy = createPeerPolicy<readonly FoundAddress[] | null>(
    {
      service: 'call',
      peer: 'addresses',
      timeoutMs,
      concurrency: CONCURRENCY,
      failuresToOpen: FAILURES_TO_OPEN,
      halfOpenAfterMs: HALF_OPEN_AFTER_MS,
    },
    () => null,
    logger,
    metrics,
  );

  /** The span has no query: it is what somebody typed. */
  const ask = (query: string): Promise<readonly FoundAddress[] | null> =>
    inSpan(
      'search addresses',
      { kind: 'CLIENT', attributes: { 'peer.service': 'addresses' } },
      async (span) => {
        const answer = await policy.execute((signal) => provider.search(query, signal));
        const outcome = outcomeOf(answer);
        span?.set({ 'movecall.outcome': outcome });
        if (outcome === 'UNAVAILABLE') span?.fail(outcome);
        count(outcome);
        if (answer === null) cache.delete(query);
        return answer;
      },
    );

  return async (query, client) => {
    const known = cache.get(query);
    if (known) return await known;
    if ((await takeQuestion(client)) !== null) {
      count('LIMITED');
      return null;
    }
    // Somebody may have asked the same in the meantime.
    const asked = cache.get(query);
    if (asked) return await asked;
    const answer = ask(query);
    cache.set(query, answer);
    return await answer;
  };
}

const outcomes = ['FOUND', 'NOTHING', 'UNAVAILABLE', 'LIMITED'] as const;
type Outcome = (typeof outcomes)[number];

function outcomeOf(answer: readonly FoundAddress[] | null): Outcome {
  if (answer === null) return 'UNAVAILABLE';
  return answer.length > 0 ? 'FOUND' : 'NOTHING';
}

function createAnswerCounter(registry: Registry): (outcome: Outcome) => void {
  const answers = new Counter({
    name: 'movecall_call_address_answers_total',
    help: 'Searches that the cache did not answer; UNAVAILABLE: no usable answer, LIMITED: not asked',
    labelNames: ['outcome'],
    registers: [registry],
  });
  for (const outcome of outcomes) answers.inc({ outcome }, 0);
  return (outcome) => answers.inc({ outcome });
}
