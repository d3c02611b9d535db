import { audienceOf, templates } from '@movecall/schema/templates';
import { mayBeGone } from './age.ts';
import type { CallSnapshot, CallInvariant } from './call-snapshots.ts';

/** The template of the message to the customer, by the call's new status. */
const templateOf: Readonly<Record<string, string>> = {
  REQUESTED: 'CALL_ACCEPTED',
  CONFIRMED: 'MOVER_CONFIRMED',
  CANCELLED: 'CALL_CANCELLED',
};
/** A message of another fact than the call's status: of its contract, or to a team or an operator. */
const isOfOtherFact = (template: string): boolean =>
  template === 'CONTRACT_MADE' || audienceOf(template) !== 'CUSTOMER';
const SETTLED = new Set(['DELIVERED', 'FAILED', 'SUPERSEDED']);

/** Invariants of the messages to a call's customer. */
export const alerts: readonly CallInvariant[] = [
  {
    invariant: 'one delivery per transition',
    what: 'Each recent transition with a message has exactly one delivery of its template; there are no others to the customer but those of a contract.',
    contradiction({ callId, call, timeline, deliveries }) {
      if (call === null) return null;
      const old = new Set(timeline.filter(({ at }) => mayBeGone(at)).map(({ version }) => version));
      const due = timeline.flatMap(({ version, status, rescheduledTo }) => {
        const template =
          rescheduledTo !== null && status === 'CONFIRMED' ? 'CALL_RESCHEDULED' : templateOf[status];
        return template === undefined || old.has(version) ? [] : [`${version} ${template}`];
      });
      const intended = deliveries
        .filter(({ version, template }) => !isOfOtherFact(template) && !old.has(version))
        .map(({ version, template }) => `${version} ${template}`);
      return due.join() === intended.join() ? null : { callId, due, intended };
    },
  },
  {
    invariant: "a call's alerts show its deliveries' outcomes",
    what: 'A call has an alert with the outcome of each settled delivery, and no other recent alerts.',
    contradiction({ callId, call, alerts: shown, deliveries }) {
      if (call === null) return null;
      const ended = deliveries.filter(({ status }) => SETTLED.has(status));
      const expected = ended.map(({ id, status }) => `${id} ${status}`).toSorted();
      const known = new Set(ended.map(({ id }) => id));
      const seen = shown
        .filter(({ id, at }) => known.has(id) || !mayBeGone(at))
        .map(({ id, outcome }) => `${id} ${outcome}`)
        .toSorted();
      return expected.join() === seen.join() ? null : { callId, ended: expected, shown: seen };
    },
  },
  {
    invariant: 'one message per delivery',
    what: 'The provider accepted at most one recent message for each delivery, and none without a delivery.',
    contradiction(snapshot) {
      if (snapshot.call === null) return null;
      const surplus = snapshot.messages.filter(
        (message, index) =>
          !mayBeGone(message.at) &&
          !isUnconfirmedAnnouncement(snapshot, message.templateId) &&
          countBefore(snapshot, message.templateId, index) >=
            snapshot.deliveries.filter(
              ({ template, attempt }) => template === message.templateId && attempt > 0,
            ).length,
      );
      return surplus.length === 0
        ? null
        : {
            callId: snapshot.callId,
            surplus: surplus.map(({ id, templateId, at }) => ({ id, templateId, at })),
          };
    },
  },
  {
    invariant: 'no mover announced without a confirmation',
    what: 'No message announces a mover for a call that was never confirmed.',
    contradiction(snapshot) {
      if (snapshot.call === null) return null;
      const messages = snapshot.messages.filter(({ templateId }) =>
        isUnconfirmedAnnouncement(snapshot, templateId),
      );
      return messages.length === 0
        ? null
        : { callId: snapshot.callId, messages: messages.map(({ id, at }) => ({ id, at })) };
    },
  },
  {
    invariant: 'a late report never downgrades a delivery',
    what: 'A message that reached the phone stays DELIVERED, whatever report comes later.',
    contradiction({ callId, deliveries, messages }) {
      const arrived = new Set(messages.filter(({ status }) => status === 'DELIVERED').map(({ id }) => id));
      const downgraded = deliveries.filter(
        ({ status, providerId }) => status === 'FAILED' && providerId !== null && arrived.has(providerId),
      );
      return downgraded.length === 0 ? null : { callId, downgraded };
    },
  },
  {
    invariant: 'a delivered message was accepted by the provider',
    what: 'The provider has a message for every DELIVERED delivery.',
    contradiction({ callId, call, deliveries, messages }) {
      if (call === null) return null;
      const taken = new Set(messages.map(({ id }) => id));
      const invented = deliveries.filter(
        ({ status, providerId, template }) =>
          status === 'DELIVERED' && linksToCall(template) && !taken.has(providerId ?? ''),
      );
      return invented.length === 0 ? null : { callId, invented };
    },
  },
];

/** Whether messages of a template name their call; team-alerts.ts checks the others. */
const linksToCall = (template: string): boolean =>
  Object.values(templates).some(
    ({ code, buttons }) => code === template && buttons.some(({ path }) => path.startsWith('/calls/')),
  );

const isUnconfirmedAnnouncement = ({ timeline }: CallSnapshot, template: string): boolean =>
  template === 'MOVER_CONFIRMED' && !timeline.some(({ status }) => status === 'CONFIRMED');

/** The number of messages of a template before an index. */
const countBefore = ({ messages }: CallSnapshot, template: string, index: number): number =>
  messages.slice(0, index).filter(({ templateId }) => templateId === template).length;
