import { createSealer, sealingKeys } from '@movecall/eventlog/sealer';
import { specificationOf } from '@movecall/testkit/decider-specification';
import { parseTel } from '@movecall/values/tel';
import { type AssignmentCommand, assignmentDecider } from '../src/assignment/assignment.ts';
import { eventsOf } from '../src/assignment/assignment-events.ts';
import type { AssignmentFact } from '../src/assignment/assignment-fact.ts';
import type { Board, Queued } from '../src/assignment/board.ts';
import type { AssignmentRequest, Candidate } from '../src/dispatch/dispatch.ts';
import type { Mover } from '../src/mover/mover.ts';
import { NOW } from './fixtures.ts';

/** Boards, commands and facts of which tests of the rules tell their stories. */

export const sealer = createSealer(sealingKeys.parse(`k1:${Buffer.alloc(32, 7).toString('base64')}`));
export const tel = parseTel('010-2345-6789')!;
export const candidate = (
  id: string,
  distanceMeters: number,
  lastAssignedAt: string | null = null,
): Candidate => ({
  mover: { id, name: id, tel, plate: '34가4567', company: null, slotsPerDay: 2 },
  distanceMeters,
  lastAssignedAt: lastAssignedAt === null ? null : new Date(lastAssignedAt),
});
/** What is read for some calls: the candidates of each, movers, and the queues of movers. */
interface Read {
  readonly calls: readonly AssignmentRequest[];
  readonly near?: readonly Candidate[];
  readonly movers?: readonly Mover[];
  readonly queues?: Readonly<Record<string, readonly AssignmentRequest[]>>;
}
const queued = ({ callId }: AssignmentRequest): Queued => ({ callId, distanceMeters: 7 });

const boardWith = ({ calls, near = [], movers = [], queues = {} }: Read): Board => ({
  at: NOW,
  calls: new Map(),
  movers: new Map(movers.map((mover) => [mover.id, mover])),
  candidates: new Map(calls.map(({ callId }) => [callId, near])),
  queues: new Map(Object.entries(queues).map(([id, waiting]) => [id, waiting.map(queued)])),
  assignmentIds: new Map(calls.map(({ callId }) => [callId, `assignment of ${callId}`])),
  acceptWithinMs: 600_000,
  reasons: new Map(),
  passedOver: new Map(),
  progress: new Map(),
  targets: new Map(),
  booked: new Map(),
  holds: new Map(),
  jobDays: [],
});
/** What the event log is told of a fact, on a board with some movers. */
export const toldOf = (fact: AssignmentFact, ...movers: readonly Mover[]) =>
  eventsOf(fact, boardWith({ calls: [], movers }), sealer);
export const reading = (read: Read) => specificationOf(assignmentDecider, boardWith(read));

export const request = (asked: AssignmentRequest): AssignmentCommand => ({ type: 'request', request: asked });
export const cancel = ({ callId }: AssignmentRequest): AssignmentCommand => ({ type: 'cancel', callId });
export const Assigned = (
  asked: AssignmentRequest,
  { id, name, tel: phone, plate, company, slotsPerDay }: Candidate['mover'],
  distanceMeters = 7,
): AssignmentFact => ({
  type: 'Assigned',
  request: asked,
  assignmentId: `assignment of ${asked.callId}`,
  mover: { id, name, tel: phone, plate, company, slotsPerDay },
  distanceMeters,
});
export const NoMoverFree = (asked: AssignmentRequest): AssignmentFact => ({
  type: 'NoMoverFree',
  request: asked,
  reason: 'NO_MOVER_FREE',
});
export const Cancelled = ({ callId }: AssignmentRequest): AssignmentFact => ({ type: 'Cancelled', callId });
export const Released = (asked: AssignmentRequest, moverId = 'mover'): AssignmentFact => ({
  type: 'Released',
  request: asked,
  assignmentId: `assignment of ${asked.callId}`,
  moverId,
  companyId: null,
  cause: 'CALL_CANCELLED',
  wasOffer: false,
  reason: null,
});
export const nothing = { facts: [] };
