import type { Story, StoryCheck } from './stories.ts';

/** What a customer is told when a call gets a status. */
const templateOf: Readonly<Record<string, string>> = {
  REQUESTED: 'CALL_ACCEPTED',
  CONFIRMED: 'MOVER_CONFIRMED',
  CANCELLED: 'CALL_CANCELLED',
};
const SETTLED = new Set(['DELIVERED', 'FAILED', 'SUPERSEDED']);

/** What a call's customer was told. */
export const alerts: readonly StoryCheck[] = [
  {
    invariant: 'one alert for each transition',
    what: 'Each transition that a customer is told of has one delivery of its template, and there are no others.',
    contradiction({ callId, call, timeline, deliveries }) {
      if (call === null) return null;
      const due = timeline.flatMap(({ version, status }) =>
        templateOf[status] === undefined ? [] : [`${version} ${templateOf[status]}`],
      );
      const intended = deliveries.map(({ version, template }) => `${version} ${template}`);
      return due.join() === intended.join() ? null : { callId, due, intended };
    },
  },
  {
    invariant: 'alerts show how it ended',
    what: 'The call shows for each delivery that came to its end how it ended, and for no other.',
    contradiction({ callId, call, alerts: shown, deliveries }) {
      if (call === null) return null;
      const ended = deliveries.filter(({ status }) => SETTLED.has(status));
      const expected = ended.map(({ id, status }) => `${id} ${status}`).toSorted();
      const seen = shown.map(({ id, outcome }) => `${id} ${outcome}`).toSorted();
      return expected.join() === seen.join() ? null : { callId, ended: expected, shown: seen };
    },
  },
  {
    invariant: 'one message for an alert',
    what: 'The provider took at most one message for a delivery, and none that no delivery was sent for.',
    contradiction(story) {
      if (story.call === null) return null;
      const surplus = story.messages.filter(
        (message, index) =>
          !isUnconfirmedAnnouncement(story, message.templateId) &&
          countBefore(story, message.templateId, index) >=
            story.deliveries.filter(({ template, attempt }) => template === message.templateId && attempt > 0)
              .length,
      );
      return surplus.length === 0
        ? null
        : {
            callId: story.callId,
            surplus: surplus.map(({ id, templateId, at }) => ({ id, templateId, at })),
          };
    },
  },
  {
    invariant: 'no mover announced without a confirmation',
    what: 'No message announces a mover for a call that never was confirmed.',
    contradiction(story) {
      if (story.call === null) return null;
      const messages = story.messages.filter(({ templateId }) =>
        isUnconfirmedAnnouncement(story, templateId),
      );
      return messages.length === 0
        ? null
        : { callId: story.callId, messages: messages.map(({ id, at }) => ({ id, at })) };
    },
  },
  {
    invariant: 'what is delivered stays delivered',
    what: 'A message that reached the phone is DELIVERED in the ledger, whatever was reported later.',
    contradiction({ callId, deliveries, messages }) {
      const arrived = new Set(messages.filter(({ status }) => status === 'DELIVERED').map(({ id }) => id));
      const downgraded = deliveries.filter(
        ({ status, providerId }) => status === 'FAILED' && providerId !== null && arrived.has(providerId),
      );
      return downgraded.length === 0 ? null : { callId, downgraded };
    },
  },
  {
    invariant: 'what is delivered was sent',
    what: 'The provider has the message of every delivery that is DELIVERED.',
    contradiction({ callId, call, deliveries, messages }) {
      if (call === null) return null;
      const taken = new Set(messages.map(({ id }) => id));
      const invented = deliveries.filter(
        ({ status, providerId }) => status === 'DELIVERED' && !taken.has(providerId ?? ''),
      );
      return invented.length === 0 ? null : { callId, invented };
    },
  },
];

const isUnconfirmedAnnouncement = ({ timeline }: Story, template: string): boolean =>
  template === 'MOVER_CONFIRMED' && !timeline.some(({ status }) => status === 'CONFIRMED');

/** How many messages of a template came before the one at an index. */
const countBefore = ({ messages }: Story, template: string, index: number): number =>
  messages.slice(0, index).filter(({ templateId }) => templateId === template).length;
