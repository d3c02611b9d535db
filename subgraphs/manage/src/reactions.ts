import type { Sealer } from '@movecall/eventlog/sealer';
import type { PublishedCompany, TypedText } from '@movecall/schema/events';
import type { Reactions } from '@movecall/schema/reactions';
import type { Company } from './contract/company.ts';
import type { OrderCommand } from './order.ts';

/** What the events of call and assign mean for the order of their call. */
export const createReactions = (sealer: Sealer): Reactions<OrderCommand> => ({
  CallCancelled: ({ data, time }) => ({
    type: 'void',
    announcedMoverId: data.announcedMoverId,
    // An operator cancels on the company's part, unless the customer has asked for it.
    side: data.by === 'OPERATOR' ? 'MOVER' : 'CUSTOMER',
    at: new Date(time),
  }),
  CallWithdrawn: ({ time }) => ({
    type: 'void',
    announcedMoverId: null,
    side: 'CUSTOMER',
    at: new Date(time),
  }),
  CallErased: () => ({ type: 'erase' }),
  AssignmentFailed: () => ({ type: 'noteNoMoverFree' }),
  AssignmentCompleted: ({ data }) => ({
    type: 'noteAssigned',
    moverId: data.mover.id,
    company: data.company ? unsealed(sealer, data.company) : null,
  }),
  // It follows from manage's own AssignmentCancelRequested.
  AssignmentCancelled: null,
  // They are about companies and their teams: company/company-copies.ts.
  MoverRegistered: null,
  MoverAvailabilityChanged: null,
  CompanyRegistered: null,
  CompanyUpdated: null,
  // What a customer sees of it.
  MoveCallStatusChanged: null,
  AlertSettled: null,
  LoginCodeRequested: null,
  SessionsEnded: null,
  // It is about quotes: quote/quote-erasure.ts.
  PersonErased: null,
  // Manage's own.
  AssignmentRequested: null,
  AssignmentCancelRequested: null,
  OrderErased: null,
  QuoteShared: null,
  QuoteErased: null,
});

/** A company as a contract has it. */
function unsealed(sealer: Sealer, company: PublishedCompany): Company {
  const text = (typed: TypedText): string =>
    typeof typed === 'string' ? typed : sealer.unseal(typed.sealed);
  return {
    ...company,
    name: text(company.name),
    representative: text(company.representative),
    permitNumber: text(company.permitNumber),
    phone: sealer.unseal(company.phone),
    address: text(company.address),
  };
}
