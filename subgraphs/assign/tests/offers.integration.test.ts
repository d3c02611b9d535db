import { addDays } from '@movecall/values/days';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Mover } from '../src/mover/mover.ts';
import { aRequest, DAY, times } from './fixtures.ts';
import {
  activeMover,
  type AssignHarness,
  asMover,
  createAssign,
  customer,
  operator,
  requestStatus,
  typesOf,
} from './harness.ts';
import { violations } from './violations.ts';

/** Commands that meet run concurrently, each in a transaction and on a connection of its own. */

let assign: AssignHarness;
beforeEach(async () => {
  assign = await createAssign();
});
afterEach(async () => {
  const violated = await violations(assign);
  await assign.close();
  expect(violated).toEqual([]);
});

/** A team of a company that wants to be asked. */
async function askedTeam(): Promise<Mover> {
  const { id } = await assign.registerCompany({ dispatchMode: 'OFFER' });
  return assign.register({ companyId: id });
}

/** Offers calls on days of their own to the only team, one round after the other. */
async function eachOffer(
  rounds: number,
  meet: (callId: string, offer: Awaited<ReturnType<AssignHarness['offerOf']>>) => Promise<void>,
): Promise<void> {
  await askedTeam();
  for (const round of times(rounds, (nth) => nth)) {
    const asked = aRequest({ movingOn: addDays(DAY, round) });
    await assign.request(asked);
    await meet(asked.callId, await assign.offerOf(asked.callId));
  }
}

/** Either order, and at times so close that both wait for the same lock. */
const inEitherOrder = <One, Other>(one: () => Promise<One>, other: () => Promise<Other>) =>
  Math.random() < 0.5
    ? Promise.all([one(), other()])
    : Promise.all([other(), one()]).then(([second, first]) => [first, second] as const);

test('accept against decline: one of them, and the other learns of it', async () => {
  await eachOffer(25, async (callId, offer) => {
    const outcomes = await inEitherOrder(
      () => assign.accept(offer),
      () => assign.decline(offer),
    );
    expect([
      ['ACTIVE', 'OFFER_ACCEPTED'],
      ['OFFER_OVER', 'RELEASED'],
    ]).toContainEqual(outcomes);
    expect(await requestStatus(assign, callId)).toBe(outcomes[0] === 'ACTIVE' ? 'ASSIGNED' : 'WAITING');
  });
});

test('accept against the end of the offer: the team has the call, or the call waits', async () => {
  await eachOffer(25, async (callId, offer) => {
    // The clock moves on by a second with each reading: whoever comes second is late.
    assign.setNow(new Date(offer.expiresAt.getTime() - 1_500));
    const [accepted] = await inEitherOrder(
      () => assign.accept(offer),
      () => assign.expire(callId, offer),
    );
    await assign.expire(callId, offer);
    expect(['ACTIVE', 'OFFER_OVER']).toContain(accepted);
    expect(await requestStatus(assign, callId)).toBe(accepted === 'ACTIVE' ? 'ASSIGNED' : 'WAITING');
  });
});

test('accept against cancel: the call is cancelled and the team is free in any case', async () => {
  await eachOffer(25, async (callId, offer) => {
    const [accepted] = await inEitherOrder(
      () => assign.accept(offer),
      () => assign.cancel(callId),
    );
    expect(['ACTIVE', 'OFFER_OVER']).toContain(accepted);
    expect(await requestStatus(assign, callId)).toBe('CANCELLED');
    expect(await assign.accept(offer)).toBe('OFFER_OVER');
  });
});

test('two phones of a team accept one offer: it is accepted once, and both learn that they have the call', async () => {
  await eachOffer(10, async (callId, offer) => {
    expect(await Promise.all([assign.accept(offer), assign.accept(offer)])).toEqual(['ACTIVE', 'ACTIVE']);
    expect(await typesOf(assign, callId)).toEqual(['AssignmentOffered', 'AssignmentCompleted']);
  });
});

test('a team never has two offers for one slot: of many calls one is offered, and only that one is accepted', async () => {
  const team = await askedTeam();
  const asked = times(6, () => aRequest());
  await Promise.all(asked.map(assign.request));
  const statuses = await Promise.all(asked.map(({ callId }) => requestStatus(assign, callId)));
  expect(statuses.filter((status) => status === 'OFFERED')).toHaveLength(1);
  expect(statuses.filter((status) => status === 'WAITING')).toHaveLength(5);
  const { callId } = asked[statuses.indexOf('OFFERED')]!;
  const offer = await assign.offerOf(callId);
  // The offer is withdrawn, and the same time is offered for the next call: the first one is over for good.
  await assign.cancel(callId);
  expect(await assign.accept(offer)).toBe('OFFER_OVER');
  const rest = await Promise.all(asked.map((each) => requestStatus(assign, each.callId)));
  const next = asked[rest.indexOf('OFFERED')]!;
  expect(await assign.accept(await assign.offerOf(next.callId))).toBe('ACTIVE');
  expect(await activeMover(assign, next.callId)).toBe(team.id);
});

test('the call passes from team to team, never to one twice, and waits when all have declined or kept silent', async () => {
  const { id: companyId } = await assign.registerCompany({ dispatchMode: 'OFFER' });
  const teams = await Promise.all(times(3, () => assign.register({ companyId })));
  const { callId, ...asked } = aRequest();
  await assign.request({ callId, ...asked });
  const asked3: string[] = [];
  for (const nth of times(3, (index) => index)) {
    const offer = await assign.offerOf(callId);
    asked3.push(offer.moverId);
    if (nth === 1) {
      assign.setNow(offer.expiresAt);
      await assign.expire(callId, offer);
    } else expect(await assign.decline(offer)).toBe('RELEASED');
  }
  expect(asked3.toSorted()).toEqual(teams.map(({ id }) => id).toSorted());
  expect((await assign.outbox('AssignmentFailed')).at(-1)?.data).toEqual({ reason: 'ALL_DECLINED' });
  // They are not asked again, also when they become free; another team is.
  await assign.switch(teams[0]!.id, false);
  await assign.switch(teams[0]!.id, true);
  expect(await requestStatus(assign, callId)).toBe('WAITING');
  const late = await assign.register({ companyId: null });
  expect(await activeMover(assign, callId)).toBe(late.id);
});

const OFFERS_OF = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on Mover { offers { assignmentId } } }
}`;
const OFFERS = '{ offers { assignmentId expiresAt region movingOn slot tons cost distanceMeters } }';
const ACCEPT = `mutation ($id: ID!) {
  acceptOffer(assignmentId: $id) { assignment { id status mover { id } } userErrors { code message field } }
}`;
const DECLINE = `mutation ($id: ID!, $reason: String) {
  declineOffer(assignmentId: $id, reason: $reason) { assignment { status } userErrors { code } }
}`;

test('a team sees and answers its own offers; others are refused, another team finds nothing', async () => {
  const replica = await assign.start();
  const team = asMover((await askedTeam()).id);
  const [first, second] = [aRequest(), aRequest({ movingOn: addDays(DAY, 1) })];
  await assign.request(first);
  await assign.request(second);
  const [{ assignmentId: id }, other] = [
    await assign.offerOf(first.callId),
    await assign.offerOf(second.callId),
  ];
  expect((await replica.ask(team, OFFERS)).data).toMatchObject({
    offers: [
      { assignmentId: id, region: '서울 마포구', movingOn: DAY, slot: 'ALL_DAY', cost: 1_500_000 },
      { assignmentId: other.assignmentId },
    ],
  });
  for (const viewer of [operator, customer(first.ownerId)])
    for (const asked of [OFFERS, ACCEPT, DECLINE])
      expect((await replica.ask(viewer, asked, { id })).codes).toEqual(['FORBIDDEN']);
  const stranger = asMover(randomUUID());
  const seenBy = async (viewer: typeof team) =>
    (await replica.ask(viewer, OFFERS_OF, { representations: [{ __typename: 'Mover', id: team.moverId }] }))
      .data._entities[0];
  expect(await seenBy(team)).toEqual({
    offers: [{ assignmentId: id }, { assignmentId: other.assignmentId }],
  });
  expect(await seenBy(operator)).toEqual({ offers: null });
  for (const viewer of [stranger, customer(first.ownerId)]) expect(await seenBy(viewer)).toBeNull();
  const codeOf = async (viewer: typeof team, offer: string) =>
    ((await replica.ask(viewer, ACCEPT, { id: offer })).data as { acceptOffer: { userErrors: unknown } })
      .acceptOffer.userErrors;
  const absent = [{ code: 'NOT_FOUND', message: '제안을 찾을 수 없어요.', field: ['assignmentId'] }];
  for (const offer of [id, randomUUID(), 'nonsense']) expect(await codeOf(stranger, offer)).toEqual(absent);
  expect((await replica.ask(team, ACCEPT, { id })).data).toEqual({
    acceptOffer: { assignment: { id, status: 'ACTIVE', mover: { id: team.moverId } }, userErrors: [] },
  });
  const tooLong = { id: other.assignmentId, reason: 'ㄱ'.repeat(201) };
  expect((await replica.ask(team, DECLINE, tooLong)).data).toEqual({
    declineOffer: { assignment: null, userErrors: [{ code: 'INVALID_REASON' }] },
  });
  const declining = { id: other.assignmentId, reason: '차량 정비' };
  expect((await replica.ask(team, DECLINE, declining)).data).toEqual({
    declineOffer: { assignment: { status: 'RELEASED' }, userErrors: [] },
  });
  expect((await replica.ask(team, OFFERS)).data).toEqual({ offers: [] });
  const [row] = await assign.sql`select released_reason from assignments where id = ${other.assignmentId}`;
  expect(row).toEqual({ released_reason: '차량 정비' });
});
