import type { Viewer } from '@movecall/identity';
import { areaOf } from '@movecall/values/areas';
import type { StoredContract } from './contract-store.ts';

/** What call says about a call; call announces movers. */
export interface Announcement {
  /** The mover that was announced to the customer, also after a cancellation; null when none was. */
  readonly announcedMoverId: string | null;
  /** Whether customer and mover see each other's phone, plate and address. */
  readonly contactsShared: boolean;
}

/** A contract as one viewer sees it. */
export interface SeenContract extends StoredContract {
  /** Whether the viewer sees the customer's phone. */
  readonly phoneShown: boolean;
}

/**
 * A contract as a viewer sees it. Its customer and operators see all of it. The mover that was announced sees addresses and phone
 * while it shares contacts with the customer, and otherwise the areas and a masked phone. Once the call was erased, only operators see it.
 *
 * @returns null for a contract that the viewer may not see
 */
export function contractSeenBy(
  viewer: Viewer,
  contract: StoredContract,
  { announcedMoverId, contactsShared }: Announcement,
): SeenContract | null {
  const whole = { ...contract, phoneShown: true };
  if (viewer.role === 'OPERATOR') return whole;
  if (contract.isErased || viewer.role === 'SERVICE') return null;
  if (viewer.id === contract.agreement.ownerId) return whole;
  if (viewer.moverId === null || viewer.moverId !== announcedMoverId) return null;
  return contactsShared ? whole : withoutContacts(contract);
}

function withoutContacts(contract: StoredContract): SeenContract {
  const { agreement } = contract;
  const { request } = agreement.quote;
  const seen = {
    ...request,
    location: areaOf(request.location),
    destination: request.destination && areaOf(request.destination),
  };
  const asked = { ...agreement, quote: { ...agreement.quote, request: seen } };
  return { ...contract, agreement: asked, phoneShown: false };
}
