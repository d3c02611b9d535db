import { addDays } from '@movecall/values/days';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { candidatesFor } from '../src/dispatch/candidates.ts';
import { aRequest, DAY, noCause, place } from './fixtures.ts';
import { activeMover, type AssignHarness, createAssign, requestStatus } from './harness.ts';

/** Calls that were accepted with a quote: their customers have consented to insured companies. */

let assign: AssignHarness;
beforeEach(async () => {
  assign = await createAssign();
});
afterEach(() => assign.close());

const quoted = (movingOn: string = DAY) => aRequest({ movingOn, hasQuote: true, location: place('마포구') });
const unquoted = (movingOn: string = DAY) => aRequest({ movingOn, location: place('마포구') });

test('a call with a quote goes past a nearer team that has no company, or whose insurance ends before', async () => {
  const ended = await assign.registerCompany({ insuredUntil: addDays(DAY, -1) });
  const insured = await assign.registerCompany({ registrationNumber: '124-81-00998', insuredUntil: DAY });
  await assign.register({ base: place('마포구') });
  await assign.register({ base: place('마포구'), companyId: ended.id });
  const far = await assign.register({ base: place('강동구'), companyId: insured.id });
  const call = quoted();
  await assign.request(call);
  expect(await activeMover(assign, call.callId)).toBe(far.id);
});

test('the last day of an insurance counts; on the day after, the call waits with the usual reason', async () => {
  const { id: companyId } = await assign.registerCompany({ insuredUntil: DAY });
  const team = await assign.register({ companyId });
  const [last, after] = [quoted(DAY), quoted(addDays(DAY, 1))];
  await assign.request(last);
  await assign.request(after);
  expect(await activeMover(assign, last.callId)).toBe(team.id);
  expect(
    await assign.sql`select status, waiting_reason from requests where call_id = ${after.callId}`,
  ).toEqual([{ status: 'WAITING', waiting_reason: 'NO_MOVER_FREE' }]);
});

test('a call without a quote is taken by any team, as before', async () => {
  const team = await assign.register();
  const call = unquoted();
  await assign.request(call);
  expect(await activeMover(assign, call.callId)).toBe(team.id);
});

test('a team without a company that becomes free passes an older call with a quote by', async () => {
  const [older, younger] = [quoted(), unquoted()];
  await assign.request(older);
  await assign.request(younger);
  const team = await assign.register();
  expect(await activeMover(assign, younger.callId)).toBe(team.id);
  expect(await requestStatus(assign, older.callId)).toBe('WAITING');
  const { id: companyId } = await assign.registerCompany();
  const insured = await assign.register({ companyId });
  expect(await activeMover(assign, older.callId)).toBe(insured.id);
});

test('of a cancelled call, the team serves the next one that it may serve', async () => {
  const team = await assign.register();
  const first = unquoted();
  await assign.request(first);
  const [older, younger] = [quoted(), unquoted()];
  await assign.request(older);
  await assign.request(younger);
  await assign.cancel(first.callId);
  expect(await activeMover(assign, younger.callId)).toBe(team.id);
  expect(await requestStatus(assign, older.callId)).toBe('WAITING');
});

test('an insurance that is made longer lets the teams take what waits, each one call of a day', async () => {
  const company = await assign.registerCompany({ insuredUntil: addDays(DAY, -1) });
  const teams = [
    await assign.register({ companyId: company.id }),
    await assign.register({ companyId: company.id }),
  ];
  const off = await assign.register({ companyId: company.id });
  await assign.switch(off.id, false);
  const calls = [quoted(), quoted(), quoted()];
  for (const call of calls) await assign.request(call);
  await assign.updateCompany(company.id, { insuredUntil: DAY });
  const movers = await Promise.all(calls.map(({ callId }) => activeMover(assign, callId)));
  expect(new Set(movers.slice(0, 2))).toEqual(new Set(teams.map(({ id }) => id)));
  expect(movers[2]).toBeNull();
});

test('a team that gets an insured company takes a call with a quote that waits', async () => {
  const [ended, insured] = [
    await assign.registerCompany({ insuredUntil: addDays(DAY, -1) }),
    await assign.registerCompany({ registrationNumber: '124-81-00998', insuredUntil: DAY }),
  ];
  const team = await assign.register();
  const call = quoted();
  await assign.request(call);
  await assign.store.update(team.id, { companyId: ended.id }, noCause);
  expect(await activeMover(assign, call.callId)).toBeNull();
  await assign.store.update(team.id, { companyId: insured.id }, noCause);
  expect(await activeMover(assign, call.callId)).toBe(team.id);
});

test('calls with and without a quote that are decided together find their own candidates', async () => {
  const { id: companyId } = await assign.registerCompany();
  const plain = await assign.register({ base: place('마포구') });
  const insured = await assign.register({ base: place('강동구'), companyId });
  const [withQuote, without] = [quoted(), unquoted()];
  const found = await assign.db.transaction((tx) => candidatesFor(tx, [withQuote, without]));
  const idsOf = (callId: string) =>
    found
      .get(callId)
      ?.map(({ mover }) => mover.id)
      .toSorted();
  expect(idsOf(withQuote.callId)).toEqual([insured.id]);
  expect(idsOf(without.callId)).toEqual([plain.id, insured.id].toSorted());
});

test('an event of an earlier release is about a call without a quote', async () => {
  const team = await assign.register();
  await assign.start();
  const call = unquoted();
  const { data, ...event } = assign.requestedEvent(call);
  const { hasQuote: _absent, ...older } = data as Record<string, unknown>;
  await assign.deliver({ ...event, data: older });
  await assign.settled();
  expect(await activeMover(assign, call.callId)).toBe(team.id);
});
