import type { Sealer } from '@movecall/eventlog/sealer';
import type { PublishedCompany, TypedText } from '@movecall/schema/event-values';
import type { Company } from './company.ts';

/** The company that an event is about: what somebody typed travels sealed. */
export function companyIn(published: PublishedCompany, sealer: Sealer): Company {
  const text = (typed: TypedText): string =>
    typeof typed === 'string' ? typed : sealer.unseal(typed.sealed);
  return {
    ...published,
    name: text(published.name),
    representative: text(published.representative),
    permitNumber: text(published.permitNumber),
    phone: sealer.unseal(published.phone),
    address: text(published.address),
  };
}
