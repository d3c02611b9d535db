import { expect, test } from 'vitest';
import type { AssignmentFact } from '../src/assignment/assignment-fact.ts';
import type { Company } from '../src/company/company.ts';
import type { AssignmentRequest, Candidate } from '../src/dispatch/dispatch.ts';
import type { OfferCommand } from '../src/offer/offering.ts';
import {
  Assigned,
  cancel,
  Cancelled,
  candidate,
  nothing,
  reading,
  Released,
  request,
  toldOf,
} from './assignment-stories.ts';
import { aMover, aRequest, companyDetails, NOW } from './fixtures.ts';

const asking: Company = { ...companyDetails(), id: 'company', dispatchMode: 'OFFER' };
const mover = aMover({ company: asking });
const asked = aRequest();
const team: Candidate = { mover, distanceMeters: 7, lastAssignedAt: null };
const other = candidate('other', 90);
const assignmentId = `assignment of ${asked.callId}`;

/** @param expiresAt that of an offer made now */
const Offered = (
  to: AssignmentRequest,
  expiresAt = new Date(NOW.getTime() + 600_000),
  chosen: Candidate['mover'] = mover,
): AssignmentFact => ({ ...Assigned(to, chosen), type: 'Offered', expiresAt }) as AssignmentFact;
const Accepted = { ...Assigned(asked, mover), type: 'OfferAccepted' };
const NoTeamLeft = { type: 'NoMoverFree', request: asked, reason: 'ALL_DECLINED' };
const lost = (cause: 'DECLINED' | 'EXPIRED' | 'CALL_CANCELLED', reason: string | null = null) => ({
  ...Released(asked),
  companyId: 'company',
  wasOffer: true,
  cause,
  reason,
});

const about = { callId: asked.callId, assignmentId };
const accept: OfferCommand = { type: 'acceptOffer', ...about };
const decline: OfferCommand = { type: 'declineOffer', ...about, reason: '먼 곳' };
const expire: OfferCommand = { type: 'expireOffer', ...about };
/** An offer whose end is now. */
const ended = Offered(asked, NOW);

const alone = reading({ calls: [asked], movers: [mover] });
const withOther = reading({ calls: [asked], movers: [mover], near: [other] });

test('the team of a company that wants to be asked is offered the call for ten minutes', () => {
  expect(reading({ calls: [asked], near: [team, other] })().when(request(asked))).toEqual({
    facts: [Offered(asked)],
  });
});

test('the team of another company has the call at once', () => {
  const auto = { ...team, mover: { ...mover, company: { ...asking, dispatchMode: 'AUTO' as const } } };
  expect(reading({ calls: [asked], near: [auto] })().when(request(asked))).toEqual({
    facts: [Assigned(asked, auto.mover)],
  });
});

test('accepting gives the team the call, and repeating it changes nothing', () => {
  expect(alone(Offered(asked)).when(accept)).toEqual({ facts: [Accepted] });
  expect(alone(Offered(asked), Accepted as AssignmentFact).when(accept)).toEqual(nothing);
  expect(toldOf(Accepted as AssignmentFact)).toMatchObject([
    { type: 'AssignmentCompleted', data: { assignmentId, distanceMeters: 7 } },
  ]);
});

test('a team that declines is followed by the next one, which has the call at once or is asked', () => {
  expect(withOther(Offered(asked)).when(decline)).toEqual({
    facts: [lost('DECLINED', '먼 곳'), Assigned(asked, other.mover, 90)],
  });
  const next = aMover({ id: 'next', company: asking });
  const near = [{ mover: next, distanceMeters: 7, lastAssignedAt: null }];
  expect(reading({ calls: [asked], movers: [mover], near })(Offered(asked)).when(decline)).toEqual({
    facts: [lost('DECLINED', '먼 곳'), Offered(asked, undefined, next)],
  });
});

test('without another team the call waits, and the reason is that nobody wants it', () => {
  expect(alone(Offered(asked)).when(decline)).toEqual({ facts: [lost('DECLINED', '먼 곳'), NoTeamLeft] });
  expect(toldOf(NoTeamLeft as AssignmentFact)).toMatchObject([
    { type: 'AssignmentFailed', version: 3, data: { reason: 'ALL_DECLINED' } },
  ]);
});

test('silence is declining, and not a moment before the end', () => {
  expect(alone(Offered(asked)).when(expire)).toEqual(nothing);
  expect(alone(ended).when(expire)).toEqual({ facts: [lost('EXPIRED'), NoTeamLeft] });
  expect(alone(ended, Accepted as AssignmentFact).when(expire)).toEqual(nothing);
});

test('from its end on an offer cannot be answered, even if nobody has noted the end', () => {
  expect(alone(ended).when(accept)).toEqual({ refusal: 'OFFER_OVER' });
  expect(alone(ended).when(decline)).toEqual({ refusal: 'OFFER_OVER' });
});

test('an offer that was declined, or whose call was cancelled, is over; an accepted one cannot be declined', () => {
  const declined = [Offered(asked), lost('DECLINED'), NoTeamLeft] as AssignmentFact[];
  expect(alone(...declined).when(accept)).toEqual({ refusal: 'OFFER_OVER' });
  const cancelled = [Offered(asked), Cancelled(asked), lost('CALL_CANCELLED')] as AssignmentFact[];
  expect(alone(...cancelled).when(accept)).toEqual({ refusal: 'OFFER_OVER' });
  expect(alone(Offered(asked), Accepted as AssignmentFact).when(decline)).toEqual({
    refusal: 'OFFER_ACCEPTED',
  });
});

test('a cancel withdraws the offer, and the team is asked about the call that waits', () => {
  const waiting = aRequest();
  const given = reading({ calls: [asked, waiting], movers: [mover], queues: { mover: [waiting] } });
  const waits: AssignmentFact = { type: 'NoMoverFree', request: waiting, reason: 'NO_MOVER_FREE' };
  expect(given(Offered(asked), waits).when(cancel(asked))).toEqual({
    facts: [Cancelled(asked), lost('CALL_CANCELLED'), Offered(waiting)],
  });
});

test('an offer holds the time of its team: the next call of that day is not offered to it', () => {
  const second = aRequest();
  const given = reading({ calls: [asked, second], near: [team, other] });
  expect(given(Offered(asked)).when(request(second))).toEqual({
    facts: [Assigned(second, other.mover, 90)],
  });
});

test('others learn of an offer without whose call it is', () => {
  const [event] = toldOf(Offered(asked));
  expect(event).toMatchObject({
    type: 'AssignmentOffered',
    correlationId: asked.callId,
    data: { expiresAt: '2026-11-22T03:10:00.000Z', summary: { region: '서울 마포구', tons: null } },
  });
  expect(JSON.stringify(event)).not.toContain(asked.ownerId);
});
