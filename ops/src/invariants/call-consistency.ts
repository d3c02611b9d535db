import { audienceOf } from '@movecall/schema/templates';
import type { Row } from './invariant.ts';
import { mayBeGone } from './age.ts';
import type { CallSnapshot, CallInvariant } from './call-snapshots.ts';

const active = ({ assignments }: CallSnapshot) => assignments.filter(({ status }) => status === 'ACTIVE');
/** Those that hold the time of a mover. */
const held = ({ assignments }: CallSnapshot) => assignments.filter(({ status }) => status !== 'RELEASED');
const CONFIRMED = new Set(['CONFIRMED', 'IN_PROGRESS', 'COMPLETED']);

/** The state of a call in each service, in one row. */
const sideBySide = (snapshot: CallSnapshot): Row => ({
  callId: snapshot.callId,
  attempt: snapshot.attempt?.status ?? null,
  call: snapshot.call?.status ?? null,
  waitingReason: snapshot.call?.waitingReason ?? null,
  order: snapshot.order?.status ?? (snapshot.tombstone ? 'TOMBSTONE' : null),
  request: snapshot.request?.status ?? null,
  movers: {
    call: snapshot.call?.moverId ?? null,
    order: snapshot.order?.moverId ?? null,
    active: active(snapshot).map(({ moverId }) => moverId),
  },
});

const unless = (holds: boolean, snapshot: CallSnapshot, more: Row = {}): Row | null =>
  holds ? null : { ...sideBySide(snapshot), ...more };

/** Invariants of a call across the services. */
export const callConsistency: readonly CallInvariant[] = [
  {
    invariant: 'an accepted call has an order',
    what: 'A call has an order at manage, also when its attempt is ACCEPTED and the call itself is missing.',
    contradiction({ attempt, call, order, ...others }) {
      // The call of a void attempt is another invariant's.
      const accepted = attempt === null ? call !== null : attempt.status === 'ACCEPTED';
      return unless(!accepted || order !== null, { attempt, call, order, ...others });
    },
  },
  {
    invariant: 'a void attempt leaves nothing behind',
    what: 'Without an accepted attempt there is no call, no open order or request, no offered or active assignment, no message to a customer.',
    contradiction(snapshot) {
      if (snapshot.attempt !== null && snapshot.attempt.status !== 'VOID') return null;
      // An accepted call outlives its attempt.
      if (snapshot.attempt === null && snapshot.call && mayBeGone(snapshot.call.requestedAt)) return null;
      // A team that had the call before it was withdrawn is told that it has it, and that it has not.
      const messages =
        snapshot.deliveries.filter(({ template }) => audienceOf(template) === 'CUSTOMER').length +
        snapshot.messages.filter(({ templateId }) => audienceOf(templateId) === 'CUSTOMER').length;
      // A call without an attempt violates "an accepted attempt has a call".
      const call = snapshot.attempt === null ? null : snapshot.call;
      const isClean =
        call === null &&
        [null, 'CANCELLED'].includes(snapshot.order?.status ?? null) &&
        [null, 'CANCELLED'].includes(snapshot.request?.status ?? null) &&
        held(snapshot).length === 0 &&
        messages === 0;
      return unless(isClean, snapshot, { messages });
    },
  },
  {
    invariant: 'manage knows every void attempt',
    what: 'Manage has a tombstone or an order for every recent void attempt.',
    contradiction(snapshot) {
      const { attempt, tombstone, order } = snapshot;
      if (attempt?.status !== 'VOID' || (attempt.settledAt && mayBeGone(attempt.settledAt))) return null;
      return unless(tombstone || order !== null, snapshot);
    },
  },
  {
    invariant: 'a waiting call has a reason',
    what: 'A waiting call has a waiting reason, and its order and request wait too; the reason is that a team is asked if and only if one is.',
    contradiction(snapshot) {
      const { call, order, request } = snapshot;
      if (call === null || (call.status !== 'REQUESTED' && call.status !== 'ASSIGNING')) return null;
      const explained =
        call.status === 'ASSIGNING' &&
        call.waitingReason !== null &&
        (order === null || order.status === 'WAITING') &&
        request?.status === (call.waitingReason === 'OFFERED' ? 'OFFERED' : 'WAITING') &&
        active(snapshot).length === 0;
      return unless(explained, snapshot);
    },
  },
  {
    invariant: 'a confirmed call is confirmed in all services',
    what: 'A confirmed call, its order and its active assignment name the same mover.',
    contradiction(snapshot) {
      const { call, order } = snapshot;
      if (call === null || !CONFIRMED.has(call.status)) return null;
      const agrees =
        (order === null || (order.status === 'ASSIGNED' && order.moverId === call.moverId)) &&
        active(snapshot).some(({ moverId }) => moverId === call.moverId);
      return unless(agrees, snapshot);
    },
  },
  {
    invariant: 'a cancelled call is cancelled in all services',
    what: 'A cancelled call has a cancelled order and request, and no offered or active assignment.',
    contradiction(snapshot) {
      const { call, order, request } = snapshot;
      if (call?.status !== 'CANCELLED') return null;
      const isCancelled =
        (order === null || order.status === 'CANCELLED') &&
        request?.status === 'CANCELLED' &&
        held(snapshot).length === 0;
      return unless(isCancelled, snapshot);
    },
  },
];
