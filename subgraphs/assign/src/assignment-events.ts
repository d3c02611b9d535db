import type { Sealer } from '@movecall/eventlog/sealer';
import { type Fact, fact } from '@movecall/schema/events';
import type { AssignmentFact } from './board.ts';
import { publishedCompany } from './company/company-events.ts';

/** What other services are told of a fact. Phones and names are sealed. */
export function eventsOf(recorded: AssignmentFact, sealer: Sealer): readonly Fact[] {
  switch (recorded.type) {
    case 'Assigned': {
      const { request, assignmentId, distanceMeters } = recorded;
      const { id, name, tel, plate } = recorded.mover;
      const mover = { id, name: { sealed: sealer.seal(name) }, tel: sealer.seal(tel), plate };
      const company = recorded.mover.company && publishedCompany(recorded.mover.company, sealer);
      return [fact('AssignmentCompleted', request.callId, { assignmentId, mover, distanceMeters, company })];
    }
    case 'NoMoverFree':
      return [fact('AssignmentFailed', recorded.request.callId, { reason: recorded.reason })];
    case 'Released': {
      const { callId, assignmentId, moverId, companyId, cause } = recorded;
      return [fact('AssignmentCancelled', callId, { assignmentId, moverId, companyId, cause })];
    }
    case 'Registered': {
      const { id, name, tel, moveTypes, company } = recorded.mover;
      const person = { name: { sealed: sealer.seal(name) }, tel: sealer.seal(tel) };
      const data = { moverId: id, ...person, companyId: company?.id ?? null, moveTypes: [...moveTypes] };
      return [fact('MoverRegistered', id, data)];
    }
    case 'Updated': {
      const { id, moveTypes, available, company } = recorded.mover;
      const data = { moverId: id, companyId: company?.id ?? null, moveTypes: [...moveTypes], available };
      return [fact('MoverUpdated', id, data)];
    }
    case 'AvailabilityChanged': {
      const { moverId, available } = recorded;
      return [fact('MoverAvailabilityChanged', moverId, { moverId, available })];
    }
    // Only assign looks at days off.
    case 'DaysOffSet':
      return [];
    // Others learn of a cancelled call by what is released, if anything is.
    case 'Cancelled':
    case 'Voided':
    case 'Erased':
      return [];
    default:
      return recorded satisfies never;
  }
}
