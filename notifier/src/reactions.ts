import type { PublishedEvent } from '@movecall/schema/events';
import type { Reactions } from '@movecall/schema/reactions';
import type { TemplateCode } from '@movecall/schema/templates';
import type { MessagesCommand } from './message-values.ts';
import { intentOf, withdrawnBy } from './messages.ts';
import { OF_A_JOB } from './team-messages.ts';

type Others = Pick<Extract<MessagesCommand, { type: 'send' }>, 'withdraws' | 'withdrawnBy'>;

/**
 * What the events of call and manage mean for the messages about a call, a sign-in or a quote.
 *
 * @param publicUrl origin of the customers' web page
 */
export const createReactions = (publicUrl: string): Reactions<MessagesCommand> => {
  const send = (event: PublishedEvent, others: Partial<Others> = {}) => {
    const intent = intentOf(event, publicUrl);
    return intent && { type: 'send' as const, intent, withdraws: [], withdrawnBy: [], ...others };
  };
  return {
    MoveCallStatusChanged: (event) => send(event, { withdraws: withdrawnBy(event.data) }),
    LoginCodeRequested: (event) => send(event),
    CallErased: () => ({ type: 'erase' }),
    QuoteShared: (event) => send(event),
    // The events of the call come on a stream of their own.
    ContractMade: (event) => send(event, { withdrawnBy: ['CALL_CANCELLED'] }),
    // So do those of assign.
    AssignmentOffered: (event) => send(event, { withdrawnBy: ['CALL_CANCELLED'] }),
    AssignmentCompleted: (event) =>
      send(event, {
        withdraws: event.data.givenBy === 'KEPT' ? ['JOB_ASSIGNED', 'JOB_RESCHEDULED'] : [],
        withdrawnBy: ['CALL_CANCELLED'],
      }),
    AssignmentCancelled: (event) =>
      send(event, { withdraws: OF_A_JOB }) ?? withdraw(OF_A_JOB, event.data.moverId),
    TeamLostAlertRequested: (event) => send(event, { withdrawnBy: ['CALL_CANCELLED'] }),
    JobsAtRiskAlertRequested: (event) => send(event),
    MoverAvailabilityChanged: ({ data: { available } }) => (available ? withdraw(['JOBS_AT_RISK']) : null),
    QuoteErased: () => ({ type: 'erase' }),
    // What a customer should know of these is in MoveCallStatusChanged.
    CallCancelled: null,
    CallWithdrawn: null,
    // A matter between the services.
    AssignmentRequested: null,
    AssignmentCancelRequested: null,
    OrderRescheduled: null,
    RescheduleWithdrawn: null,
    AssignmentFailed: null,
    OrderErased: null,
    MoverRegistered: null,
    MoverUpdated: null,
    TeamDeparted: null,
    TeamArrived: null,
    CompanyRegistered: null,
    CompanyUpdated: null,
    SessionsEnded: null,
    // Of a person without a call and without a quote there is no message but login codes, which expire.
    PersonErased: null,
    // The notifier's own.
    AlertSettled: null,
  };
};

/** @param recipientId to whom; absent: to all */
const withdraw = (
  templates: readonly TemplateCode[],
  recipientId: string | null = null,
): MessagesCommand => ({
  type: 'withdraw',
  recipientId,
  templates,
});
