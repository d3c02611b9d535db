import type { Sealer } from '@movecall/eventlog/sealer';
import { type Fact, fact } from '@movecall/schema/events';
import { labelOf } from '@movecall/values/places';
import type { QuoteSharedFact } from './quote-sharing.ts';

/** What the notifier is told of a quote that was sent to a phone. What the customer typed is sealed. */
export function quoteSharedEvent({ quote, recipient }: QuoteSharedFact, sealer: Sealer): Fact {
  const { id, version, request, price, validUntil } = quote;
  const { moveType, location, movingOn } = request;
  return fact('QuoteShared', id, {
    version,
    moveType,
    address: labelOf(location) ?? { sealed: sealer.seal(location.address) },
    movingOn,
    total: price.total,
    validUntil: validUntil.toISOString(),
    recipient: { tel: recipient.sealed },
  });
}
