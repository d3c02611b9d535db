import type { EventEnvelope } from '@movecall/eventlog';
import type { EventOf } from '@movecall/schema/events';
import { audienceOf, templateCodes } from '@movecall/schema/templates';
import { mayBeGone } from './age.ts';
import type { Invariant, Row, Sources } from './invariant.ts';
import { inOutboxes, inShort } from './outbox-reader.ts';

/** The templates of messages to teams and operators. */
const templates = templateCodes.filter((code) => audienceOf(code) !== 'CUSTOMER');
const isOfThem = (template: string): boolean => templates.some((code) => code === template);

/** Invariants of the messages to teams and operators. */
export const teamAlerts: readonly Invariant[] = [
  {
    invariant: 'teams and operators are told of each fact once',
    what: 'Each recent event that tells a team or an operator has one delivery, to that team; those that tell nobody have none.',
    find: (sources) =>
      inOutboxes(sources, async (name, batch) => {
        const recent = batch.filter(({ event }) => !mayBeGone(event.time));
        const told = await deliveriesOf(
          sources,
          recent.map(({ event }) => event.id),
        );
        return recent.flatMap(({ event }): Row[] => {
          const expected = messageOf(event);
          const found = told.get(event.id) ?? [];
          return expected === null || found.join() === expected.join()
            ? []
            : [{ ...inShort(name, event), expected, found }];
        });
      }),
  },
  {
    invariant: 'one message per alert to a team or an operator',
    what: 'The provider accepted at most one recent message for each delivery to a team or an operator, and has those that are DELIVERED.',
    async find({ databases: { notifier }, sandboxMessages }) {
      const deliveries = await notifier<{ id: string; status: string; providerId: string | null }[]>`
        select id, status, provider_id as "providerId" from deliveries
        where template = any(${templates}::text[]) and attempt > 0`;
      const known = new Set(deliveries.map(({ providerId }) => providerId));
      const surplus = sandboxMessages.filter(
        ({ id, templateId, at }) => isOfThem(templateId) && !mayBeGone(at) && !known.has(id),
      );
      // A delivery that failed without an answer has no provider id.
      const unknown = deliveries.filter(({ providerId }) => providerId === null).length;
      const taken = new Set(sandboxMessages.map(({ id }) => id));
      const invented = deliveries.filter(
        ({ status, providerId }) => status === 'DELIVERED' && !taken.has(providerId ?? ''),
      );
      return [
        ...(surplus.length > unknown
          ? surplus.map(({ id, templateId, at }) => ({ id, templateId, at }))
          : []),
        ...invented,
      ];
    },
  },
];

/** The deliveries to teams and operators that events have caused, each as its template and its team. */
async function deliveriesOf({ databases: { notifier } }: Sources, eventIds: readonly string[]) {
  const rows = await notifier<{ eventId: string; template: string; recipientId: string | null }[]>`
    select event_id as "eventId", template, recipient_id as "recipientId" from deliveries
    where event_id = any(${[...eventIds]}::uuid[]) and template = any(${templates}::text[])`;
  const told = new Map<string, string[]>();
  for (const { eventId, template, recipientId } of rows)
    told.set(eventId, [...(told.get(eventId) ?? []), `${template} ${recipientId}`]);
  return told;
}

/** The message that an event causes, none for one of an earlier release, which does not say enough; null for other types of events. */
function messageOf({ id, type, data }: EventEnvelope): string[] | null {
  switch (type) {
    case 'AssignmentCompleted': {
      const { givenBy, mover } = data as EventOf<'AssignmentCompleted'>['data'];
      if (givenBy === undefined || givenBy === 'OFFER') return [];
      return [`${givenBy === 'KEPT' ? 'JOB_RESCHEDULED' : 'JOB_ASSIGNED'} ${mover.id}`];
    }
    case 'AssignmentOffered':
      return [`OFFER_MADE ${(data as EventOf<'AssignmentOffered'>['data']).mover.id}`];
    case 'AssignmentCancelled': {
      const { wasOffer, mover } = data as EventOf<'AssignmentCancelled'>['data'];
      return mover && wasOffer === false ? [`JOB_RELEASED ${mover.id}`] : [];
    }
    case 'TeamLostAlertRequested':
      return [`TEAM_LOST ${id}`];
    case 'JobsAtRiskAlertRequested':
      return [`JOBS_AT_RISK ${id}`];
    default:
      return null;
  }
}
