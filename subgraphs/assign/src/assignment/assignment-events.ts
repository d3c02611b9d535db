import type { Sealer } from '@movecall/eventlog/sealer';
import { type Fact, fact, WITHOUT_RESCHEDULE } from '@movecall/schema/events';
import { regionOfPlace } from '@movecall/values/region-in-full';
import type { AssignmentFact } from './board.ts';
import { publishedCompany } from '../company/company-events.ts';
import type { Mover } from '../mover/mover.ts';
import { reachOf, regionsOf } from '../mover/service-area.ts';

/** What other services are told of a fact. Phones and names are sealed. */
export function eventsOf(recorded: AssignmentFact, sealer: Sealer): readonly Fact[] {
  switch (recorded.type) {
    case 'Assigned':
      return [completed(recorded, recorded.isRescheduled ?? false, sealer)];
    case 'OfferAccepted':
      return [completed(recorded, false, sealer)];
    case 'Offered': {
      const { request, assignmentId, distanceMeters, expiresAt } = recorded;
      const { callId, moveType, movingOn, slot, tons } = request;
      const summary = { moveType, region: regionOfPlace(request.location), movingOn, slot, tons };
      const mover = publishedMover(recorded.mover, sealer);
      const offer = { assignmentId, mover, distanceMeters, expiresAt: expiresAt.toISOString(), summary };
      const rescheduled = recorded.isRescheduled ? { movingOn, slot, cost: request.cost } : undefined;
      return [fact('AssignmentOffered', callId, { ...offer, ...(rescheduled && { rescheduled }) })];
    }
    case 'Rescheduled':
      return recorded.kept ? [completed({ ...recorded, ...recorded.kept }, true, sealer)] : [];
    case 'NoMoverFree':
      return [fact('AssignmentFailed', recorded.request.callId, { reason: recorded.reason })];
    case 'Released': {
      const { callId, assignmentId, moverId, companyId, cause } = recorded;
      return [fact('AssignmentCancelled', callId, { assignmentId, moverId, companyId, cause })];
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
      const { moverId, available } = recorded;
      return [fact('MoverAvailabilityChanged', moverId, { moverId, available })];
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

/** Only an assignment at another time needs consumers that know of reschedules. */
function completed(
  { request, assignmentId, mover: team, distanceMeters }: Team,
  isRescheduled: boolean,
  sealer: Sealer,
): Fact {
  const { callId, movingOn, slot, cost } = request;
  const mover = publishedMover(team, sealer);
  const company = team.company && publishedCompany(team.company, sealer);
  const data = { assignmentId, mover, distanceMeters, company };
  return isRescheduled
    ? fact('AssignmentCompleted', callId, { ...data, rescheduled: { movingOn, slot, cost } })
    : { ...fact('AssignmentCompleted', callId, data), version: WITHOUT_RESCHEDULE };
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
