import type { Sealer } from '@movecall/eventlog/sealer';
import type { Reactions } from '@movecall/schema/reactions';
import { parseTel } from '@movecall/values/tel';
import type { AssignmentCommand } from './assignment/assignment.ts';

/** What the events of manage mean for the assignment of their call. */
export const createReactions = (sealer: Sealer): Reactions<AssignmentCommand> => ({
  AssignmentRequested: ({
    correlationId: callId,
    time,
    data: { ownerTel: sealedTel, slot = 'ALL_DAY', tons = null, hasQuote = false, ...data },
  }) => {
    const ownerTel = sealedTel === undefined ? null : parseTel(sealer.unseal(sealedTel));
    return {
      type: 'request',
      request: { ...data, slot, tons, hasQuote, callId, ownerTel, requestedAt: new Date(time) },
    };
  },
  AssignmentCancelRequested: ({ correlationId: callId }) => ({ type: 'cancel', callId }),
  OrderRescheduled: ({ correlationId: callId, data }) => ({ type: 'reschedule', callId, ...data }),
  RescheduleWithdrawn: ({ correlationId: callId, data: { attemptId } }) => ({
    type: 'withdrawHold',
    attemptId,
    callId,
  }),
  OrderErased: ({ correlationId: callId }) => ({ type: 'erase', callId }),
  // Manage tells what follows from them for an assignment.
  CallCancelled: null,
  CallWithdrawn: null,
  CallErased: null,
  MoveCallStatusChanged: null,
  AlertSettled: null,
  LoginCodeRequested: null,
  TeamLostAlertRequested: null,
  JobsAtRiskAlertRequested: null,
  SessionsEnded: null,
  // Assign knows people by their calls only, and no quotes.
  QuoteShared: null,
  ContractMade: null,
  QuoteErased: null,
  PersonErased: null,
  // Assign's own.
  AssignmentCompleted: null,
  AssignmentOffered: null,
  AssignmentFailed: null,
  AssignmentCancelled: null,
  TeamDeparted: null,
  TeamArrived: null,
  MoverRegistered: null,
  MoverUpdated: null,
  MoverAvailabilityChanged: null,
  CompanyRegistered: null,
  CompanyUpdated: null,
});
