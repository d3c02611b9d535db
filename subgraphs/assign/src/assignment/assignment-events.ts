import type { Sealer } from '@movecall/eventlog/sealer';
import { type EventOf, type Fact, fact, WITHOUT_RESCHEDULE } from '@movecall/schema/events';
import { regionOfPlace } from '@movecall/values/region-in-full';
import type { AssignmentFact } from './assignment-fact.ts';
import type { Board } from './board.ts';
import { jobsOn, publishedCompany } from '../company/company-events.ts';
import type { AssignmentRequest } from '../dispatch/dispatch.ts';
import type { Mover } from '../mover/mover.ts';
import { reachOf, regionsOf } from '../mover/service-area.ts';

/**
 * What other services are told of a fact. Phones and names are sealed.
 *
 * @param board with the movers that facts only name
 */
export function eventsOf(recorded: AssignmentFact, board: Board, sealer: Sealer): readonly Fact[] {
  switch (recorded.type) {
    case 'Assigned': {
      const { isRescheduled = false, givenBy = isRescheduled ? 'RESCHEDULE' : 'DISPATCH' } = recorded;
      return [completed(recorded, { givenBy, ...(isRescheduled && { rescheduled: {} }) }, sealer)];
    }
    case 'OfferAccepted':
      return [completed(recorded, { givenBy: 'OFFER' }, sealer)];
    case 'Offered': {
      const { request, assignmentId, distanceMeters, expiresAt } = recorded;
      const { callId, movingOn, slot } = request;
      const summary = summaryOf(request);
      const mover = publishedMover(recorded.mover, sealer);
      const offer = { assignmentId, mover, distanceMeters, expiresAt: expiresAt.toISOString(), summary };
      const rescheduled = recorded.isRescheduled ? { movingOn, slot, cost: request.cost } : undefined;
      return [fact('AssignmentOffered', callId, { ...offer, ...(rescheduled && { rescheduled }) })];
    }
    case 'Rescheduled': {
      const { request, kept, from } = recorded;
      const how = { givenBy: 'KEPT', rescheduled: { from } } as const;
      return kept ? [completed({ request, ...kept }, how, sealer)] : [];
    }
    case 'NoMoverFree':
      return [failed(recorded)];
    case 'Released': {
      const { request, assignmentId, moverId, companyId, cause, wasOffer } = recorded;
      const mover = publishedMover(moverOn(board, moverId), sealer);
      const lost = { assignmentId, moverId, companyId, cause, wasOffer, mover };
      return [fact('AssignmentCancelled', request.callId, { ...lost, summary: summaryOf(request) })];
    }
    case 'ProgressReported': {
      const { callId, assignmentId, moverId, step, at } = recorded;
      return [fact(eventOfStep[step], callId, { assignmentId, moverId, at: at.toISOString() })];
    }
    case 'Registered': {
      const { id, name, tel, moveTypes, company } = recorded.mover;
      const members = recorded.mover.members.map(sealer.seal);
      const person = { name: { sealed: sealer.seal(name) }, tel: sealer.seal(tel) };
      const coverage = coverageOf(recorded.mover);
      const team = { companyId: company?.id ?? null, moveTypes: [...moveTypes], members, coverage };
      const data = { moverId: id, ...person, ...team };
      return [fact('MoverRegistered', id, data)];
    }
    case 'Updated': {
      const { id, moveTypes, available, company } = recorded.mover;
      const members = recorded.mover.members.map(sealer.seal);
      const coverage = coverageOf(recorded.mover);
      const team = { companyId: company?.id ?? null, moveTypes: [...moveTypes], members, coverage };
      const data = { moverId: id, ...team, available };
      return [fact('MoverUpdated', id, data)];
    }
    case 'AvailabilityChanged': {
      const { moverId, available, jobDays } = recorded;
      const team = { sealed: sealer.seal(moverOn(board, moverId).name) };
      const jobsAtRisk = available ? null : jobsOn(jobDays);
      const risk = jobsAtRisk && { jobsAtRisk: { team, ...jobsAtRisk } };
      return [fact('MoverAvailabilityChanged', moverId, { moverId, available, ...risk })];
    }
    // Only assign looks at days off.
    case 'DaysOffSet':
      return [];
    // Others learn of a cancelled call by what is released, if anything is, and of a hold by what becomes of it.
    case 'Cancelled':
    case 'Held':
    case 'HoldEnded':
    case 'Voided':
    case 'Erased':
      return [];
    default:
      return recorded satisfies never;
  }
}

const eventOfStep = { DEPARTED: 'TeamDeparted', ARRIVED: 'TeamArrived' } as const;

type Team = Pick<
  Extract<AssignmentFact, { type: 'Assigned' }>,
  'request' | 'assignmentId' | 'mover' | 'distanceMeters'
>;

interface How {
  readonly givenBy: NonNullable<EventOf<'AssignmentCompleted'>['data']['givenBy']>;
  /** Absent: the time is as it was. */
  readonly rescheduled?: { readonly from?: Pick<AssignmentRequest, 'movingOn' | 'slot'> };
}

/** Only what happens at another time needs consumers that know of reschedules. */
function failed({ request, reason, isRescheduled }: Extract<AssignmentFact, { type: 'NoMoverFree' }>): Fact {
  const { callId } = request;
  return isRescheduled
    ? fact('AssignmentFailed', callId, { reason, rescheduled: timeOf(request) })
    : { ...fact('AssignmentFailed', callId, { reason }), version: WITHOUT_RESCHEDULE.AssignmentFailed };
}

const timeOf = ({ movingOn, slot, cost }: AssignmentRequest) => ({ movingOn, slot, cost });

/** The same. */
function completed(
  { request, assignmentId, mover: team, distanceMeters }: Team,
  { givenBy, rescheduled }: How,
  sealer: Sealer,
): Fact {
  const mover = publishedMover(team, sealer);
  const company = team.company && publishedCompany(team.company, sealer);
  const data = { assignmentId, mover, distanceMeters, company, givenBy, summary: summaryOf(request) };
  const { callId } = request;
  return rescheduled
    ? fact('AssignmentCompleted', callId, { ...data, rescheduled: { ...timeOf(request), ...rescheduled } })
    : { ...fact('AssignmentCompleted', callId, data), version: WITHOUT_RESCHEDULE.AssignmentCompleted };
}

/** What a team is told of a call. */
const summaryOf = ({ moveType, location, movingOn, slot, tons }: AssignmentRequest) => ({
  moveType,
  region: regionOfPlace(location),
  movingOn,
  slot,
  tons,
});

function moverOn({ movers }: Board, id: string): Mover {
  const mover = movers.get(id);
  if (!mover) throw new Error(`the board lacks mover ${id}, of whom others are to be told`);
  return mover;
}

const publishedMover = ({ id, name, tel, plate }: Team['mover'], sealer: Sealer) => ({
  id,
  name: { sealed: sealer.seal(name) },
  tel: sealer.seal(tel),
  plate,
});

/** Where a team goes and what it takes, as others need it to tell who may come. */
function coverageOf({ base, serviceArea, tons }: Mover) {
  const { latitude, longitude } = base;
  const sigungu = regionsOf(serviceArea);
  const reachMeters = reachOf(serviceArea, base);
  return { latitude, longitude, reachMeters, sigungu: sigungu && [...sigungu], tons };
}
