import { audienceOf } from '@movecall/schema/templates';
import { encodeCallCursor } from '@movecall/values/cursor';
import { areaOf } from '@movecall/values/areas';
import { seoulDay } from '@movecall/values/days';
import { statusLabels } from '@movecall/values/labels';
import { regionOf } from '@movecall/values/places';
import { maskPlate } from '@movecall/values/plate';
import { maskTel, nationalTel } from '@movecall/values/tel';
import type { Mover } from './call.ts';
import { type RequestContext, requirePerson } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import type { MoveCallView } from './read-model.ts';
import { isId } from '../text-input.ts';
import { maySeeCall, maySeeCustomerContacts, maySeeMoverContacts, sharesContacts } from './visibility.ts';
import { DAY_IS_OVER, waitingText } from './waiting-texts.ts';

export interface CallDeps {
  readonly now: () => Date;
}

/** The resolvers of one call: the query, the entity and its status events. */
export function createCallResolvers({ now }: CallDeps) {
  const seesCustomer = ({ viewer }: RequestContext, call: MoveCallView): boolean =>
    viewer !== null && maySeeCustomerContacts(viewer, call, seoulDay(now()));
  return {
    Query: {
      moveCall(_parent, { id }, context) {
        requirePerson(context);
        return findVisible(context, id);
      },
    },

    MoveCall: {
      __resolveReference: ({ id }, context) => findVisible(context, id),
      statusLabel: ({ status }) => statusLabels[status],
      tel(call, _args, context) {
        if (call.tel === null) return '';
        return seesCustomer(context, call) ? nationalTel(call.tel) : maskTel(call.tel);
      },
      location: (call, _args, context) =>
        seesCustomer(context, call) ? call.location : areaOf(call.location),
      destination: (call, _args, context) => (seesCustomer(context, call) ? call.destination : null),
      requestedAt: ({ requestedAt }) => requestedAt.toISOString(),
      updatedAt: ({ updatedAt }) => updatedAt.toISOString(),
      waitingReason: ({ waitingReason, movingOn }) =>
        waitingReason && (movingOn < seoulDay(now()) ? DAY_IS_OVER : waitingText(waitingReason)),
      waitingReasonCode: ({ waitingReason }) => waitingReason,
      mover: (call, _args, { viewer }) =>
        call.mover &&
        moverAsSeen(call.mover, viewer !== null && maySeeMoverContacts(viewer, call, seoulDay(now()))),
      announcedMoverId: ({ moverId }) => moverId,
      contactsShared: (call) => sharesContacts(call, seoulDay(now())),
      async timeline(moveCall, _args, { loaders }) {
        const entries = await loaders.timelines.load(moveCall.id);
        return entries.map((entry) => ({ ...entry, moveCall }));
      },
      async alerts({ id }, _args, { viewer, loaders }) {
        if (viewer?.role !== 'OPERATOR') return [];
        const alerts = await loaders.alerts.load(id);
        return alerts.map((alert) => ({
          ...alert,
          audience: audienceOf(alert.template),
          at: alert.at.toISOString(),
        }));
      },
    },

    Place: {
      sido: (place) => regionOf(place).sido,
      sigungu: (place) => regionOf(place).sigungu,
    },

    MoveCallStatusEvent: {
      cursor: ({ moveCall, version }) => encodeCallCursor({ callId: moveCall.id, version }),
      statusLabel: ({ status }) => statusLabels[status],
      at: ({ at }) => at.toISOString(),
      reset: () => false,
    },
  } satisfies Resolvers;
}

const moverAsSeen = ({ tel, plate, ...mover }: Mover, withContacts: boolean) =>
  withContacts
    ? { ...mover, tel: nationalTel(tel), plate }
    : { ...mover, tel: maskTel(tel), plate: maskPlate(plate) };

/** Finds a call that the viewer may see. */
async function findVisible(context: RequestContext, id: string): Promise<MoveCallView | null> {
  const { viewer, loaders } = context;
  const call = viewer && isId(id) ? await loaders.calls.load(id) : null;
  return call && viewer && maySeeCall(viewer, call) ? call : null;
}
