import type { Viewer } from '@movecall/identity';
import { forbidden } from '@movecall/graphql';
import type { Sink, SubscriptionEnd } from './channel-member.ts';
import type { OfferReader } from './offer-reader.ts';

/** The fields of the GraphQL type of the same name that the router knows; assign resolves the rest of `team`. */
export interface OffersChanged {
  readonly team: { readonly id: string };
}

export interface FollowOffersOptions {
  readonly sink: Sink;
  readonly end: SubscriptionEnd;
  /** Reads the offers. @returns the payload as JSON */
  readonly execute: (event: OffersChanged) => Promise<string>;
}

/**
 * The events of `offersChanged`: the offers as they are now, and again after each change. What is sent is the state, so several changes
 * that come while one is read or sent lead to one payload, and a lost event to none that is wrong.
 *
 * @returns leaves: nothing more is sent
 * @throws CodedError FORBIDDEN for whoever is no team, SERVICE_UNAVAILABLE before the reader has reached Redis
 */
export function followOffers(
  viewer: Viewer | null,
  offers: Pick<OfferReader, 'listen'>,
  { sink, end, execute }: FollowOffersOptions,
): () => void {
  if (viewer?.role !== 'MOVER' || viewer.moverId === null) throw forbidden();
  const event: OffersChanged = { team: { id: viewer.moverId } };
  let [isStale, isSending, hasLeft] = [false, false, false];

  async function sendState(): Promise<void> {
    isSending = true;
    while (isStale && !hasLeft) {
      await sink.drained();
      isStale = false;
      const payload = await execute(event);
      if (!hasLeft) sink.next(payload);
    }
    isSending = false;
  }

  function changed(): void {
    isStale = true;
    if (!isSending) sendState().catch(fail);
  }

  function leave(): void {
    hasLeft = true;
    unlisten();
  }

  function fail(error: unknown): void {
    if (hasLeft) return;
    leave();
    end.fail(error);
  }

  const unlisten = offers.listen(viewer.moverId, changed);
  changed();
  return leave;
}
