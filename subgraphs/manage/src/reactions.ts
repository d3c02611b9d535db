import type { Sealer } from '@movecall/eventlog/sealer';
import type { Reactions } from '@movecall/schema/reactions';
import { companyIn } from './company/published-company.ts';
import type { OrderCommand } from './order/order.ts';

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
  // A mover is asked: the order has none yet.
  AssignmentOffered: () => ({ type: 'noteNoMoverFree' }),
  AssignmentCompleted: ({ data }) => ({
    type: 'noteAssigned',
    moverId: data.mover.id,
    company: data.company ? companyIn(data.company, sealer) : null,
  }),
  // The others follow from manage's own AssignmentCancelRequested, or leave the order to what assign tells next.
  AssignmentCancelled: ({ data: { assignmentId, companyId = null, cause }, time }) =>
    cause === 'DROPPED' || cause === 'NO_SHOW'
      ? { type: 'noteDropped', assignmentId, companyId, noShow: cause === 'NO_SHOW', at: new Date(time) }
      : null,
  // They are about companies and their teams: company/company-copies.ts.
  MoverRegistered: null,
  MoverUpdated: null,
  TeamDeparted: null,
  TeamArrived: null,
  MoverAvailabilityChanged: null,
  CompanyRegistered: null,
  CompanyUpdated: null,
  MoveCallStatusChanged: ({ data: { status, moverId } }) =>
    status === 'CONFIRMED' && moverId !== null ? { type: 'noteAnnounced', moverId } : null,
  // What a customer sees of it.
  AlertSettled: null,
  LoginCodeRequested: null,
  TeamLostAlertRequested: null,
  JobsAtRiskAlertRequested: null,
  SessionsEnded: null,
  // It is about quotes: quote/quote-erasure.ts.
  PersonErased: null,
  // Manage's own.
  AssignmentRequested: null,
  AssignmentCancelRequested: null,
  OrderErased: null,
  OrderRescheduled: null,
  RescheduleWithdrawn: null,
  QuoteShared: null,
  ContractMade: null,
  QuoteErased: null,
});
