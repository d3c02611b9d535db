import type { Reactions } from '@movecall/schema/reactions';
import type { OrderCommand } from './order.ts';

/** What the events of call and assign mean for the order of their call. */
export const reactions: Reactions<OrderCommand> = {
  CallCancelled: ({ data }) => ({ type: 'void', announcedMoverId: data.announcedMoverId }),
  CallWithdrawn: () => ({ type: 'void', announcedMoverId: null }),
  CallErased: () => ({ type: 'erase' }),
  AssignmentFailed: () => ({ type: 'noteNoMoverFree' }),
  AssignmentCompleted: ({ data }) => ({ type: 'noteAssigned', moverId: data.mover.id, company: null }),
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
};
