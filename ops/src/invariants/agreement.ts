import type { Row } from './sources.ts';
import type { Story, StoryCheck } from './stories.ts';

const active = ({ assignments }: Story) => assignments.filter(({ status }) => status === 'ACTIVE');
const CONFIRMED = new Set(['CONFIRMED', 'IN_PROGRESS', 'COMPLETED']);

/** What the services say about a call, in one row. */
const sideBySide = (story: Story): Row => ({
  callId: story.callId,
  attempt: story.attempt?.status ?? null,
  call: story.call?.status ?? null,
  waitingReason: story.call?.waitingReason ?? null,
  order: story.order?.status ?? (story.tombstone ? 'TOMBSTONE' : null),
  request: story.request?.status ?? null,
  movers: {
    call: story.call?.moverId ?? null,
    order: story.order?.moverId ?? null,
    active: active(story).map(({ moverId }) => moverId),
  },
});

const unless = (holds: boolean, story: Story, more: Row = {}): Row | null =>
  holds ? null : { ...sideBySide(story), ...more };

/** What the services say about a call must be one story. */
export const agreement: readonly StoryCheck[] = [
  {
    invariant: 'told accepted, accepted by manage',
    what: 'A call that was accepted has an order.',
    contradiction: (story) => unless(story.attempt?.status !== 'ACCEPTED' || story.order !== null, story),
  },
  {
    invariant: 'told try again, nothing left',
    what: 'A void attempt, or none, has no call, no living order or request, no active assignment and no message.',
    contradiction(story) {
      if (story.attempt !== null && story.attempt.status !== 'VOID') return null;
      const messages = story.deliveries.length + story.messages.length;
      // A call that nobody asked for is told of by "accepted means there is a call".
      const call = story.attempt === null ? null : story.call;
      const dead =
        call === null &&
        [null, 'CANCELLED'].includes(story.order?.status ?? null) &&
        [null, 'CANCELLED'].includes(story.request?.status ?? null) &&
        active(story).length === 0 &&
        messages === 0;
      return unless(dead, story, { messages });
    },
  },
  {
    invariant: 'told try again, told manage',
    what: 'Manage knows of every void attempt: by a tombstone or by a cancelled order.',
    contradiction: (story) =>
      unless(story.attempt?.status !== 'VOID' || story.tombstone || story.order !== null, story),
  },
  {
    invariant: 'waiting is explained',
    what: 'A call that waits says why, and manage and assign let it wait; none is stuck half-requested.',
    contradiction(story) {
      const { call, order, request } = story;
      if (call === null || (call.status !== 'REQUESTED' && call.status !== 'ASSIGNING')) return null;
      const explained =
        call.status === 'ASSIGNING' &&
        call.waitingReason !== null &&
        (order === null || order.status === 'WAITING') &&
        request?.status === 'WAITING' &&
        active(story).length === 0;
      return unless(explained, story);
    },
  },
  {
    invariant: 'confirmed everywhere',
    what: 'A confirmed call, its assigned order and its active assignment name the same mover.',
    contradiction(story) {
      const { call, order } = story;
      if (call === null || !CONFIRMED.has(call.status)) return null;
      const together =
        (order === null || (order.status === 'ASSIGNED' && order.moverId === call.moverId)) &&
        active(story).some(({ moverId }) => moverId === call.moverId);
      return unless(together, story);
    },
  },
  {
    invariant: 'cancelled everywhere',
    what: 'A cancelled call has a cancelled order and request, and no active assignment.',
    contradiction(story) {
      const { call, order, request } = story;
      if (call?.status !== 'CANCELLED') return null;
      const over =
        (order === null || order.status === 'CANCELLED') &&
        request?.status === 'CANCELLED' &&
        active(story).length === 0;
      return unless(over, story);
    },
  },
];
