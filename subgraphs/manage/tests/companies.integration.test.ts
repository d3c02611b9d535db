import type { EventEnvelope } from '@movecall/eventlog';
import type { PublishedCompany } from '@movecall/schema/event-values';
import { type EventOf, fact, type MoveType } from '@movecall/schema/events';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { type ManageHarness, sharedManage, startManage } from './harness.ts';
import { AT_NOON, DAY, inputFor, quotingAt } from './quotes.ts';

const shown = {
  name: '한강이사',
  representative: '김한결',
  registrationNumber: '120-81-47521',
  permitNumber: '서울 제2019-0105호',
  insuredUntil: '2027-12-31',
};
const ALL: readonly MoveType[] = ['FULL_PACKING', 'HALF_PACKING', 'STANDARD'];

const shared = sharedManage({}, AT_NOON);
const sharedAssign = async () => withAssign(await shared());

/** Manage, and the events that assign would tell it. Each correlation id has a sequence of its own. */
function withAssign(manage: ManageHarness) {
  const { sealer, event, deliver, settled } = manage;
  const { make, read } = quotingAt(manage);
  const own = new Set<string>();
  const sealed = (text: string) => ({ sealed: sealer.seal(text) });
  const published = (id: string, changes: Partial<typeof shown>): PublishedCompany => {
    const { name, representative, permitNumber, ...plain } = { ...shown, ...changes };
    return {
      ...plain,
      id,
      name: sealed(name),
      representative: sealed(representative),
      permitNumber: sealed(permitNumber),
      phone: sealer.seal('0261001234'),
      address: sealed('서울 마포구 월드컵북로 400'),
    };
  };
  const companyEvent = (
    type: 'CompanyRegistered' | 'CompanyUpdated',
    id: string,
    changes: Partial<typeof shown> = {},
  ) => {
    own.add(id);
    return event(fact(type, id, { company: published(id, changes) }));
  };
  const teamEvent = (
    companyId: string | null,
    moveTypes: readonly MoveType[] = ALL,
    moverId: string = randomUUID(),
    coverage?: EventOf<'MoverRegistered'>['data']['coverage'],
  ) =>
    event(
      fact('MoverRegistered', moverId, {
        moverId,
        name: sealed('백영곤'),
        tel: sealer.seal('+821023456789'),
        companyId,
        moveTypes: [...moveTypes],
        coverage,
      }),
    );
  const switchEvent = (moverId: string, available: boolean) =>
    event(fact('MoverAvailabilityChanged', moverId, { moverId, available }));
  const updateEvent = (moverId: string, companyId: string | null, available = true) =>
    event(fact('MoverUpdated', moverId, { moverId, companyId, moveTypes: [...ALL], available }));
  return {
    make,
    read,
    companyEvent,
    teamEvent,
    updateEvent,
    switchEvent,
    async tell(...events: readonly EventEnvelope[]) {
      await deliver(...events);
      await settled();
    },
    /** The companies of a new quote, without those of other tests. */
    async companies(changes: object = {}) {
      const quote = await make(null, { ...inputFor(DAY), ...changes });
      const { companies } = quote as unknown as { companies: readonly { id: string }[] };
      return companies.filter(({ id }) => own.has(id));
    },
  };
}

test('a quote names the companies that have a fitting team, whatever is told first and however often', async () => {
  const { tell, companyEvent, teamEvent, companies } = await sharedAssign();
  const id = randomUUID();
  const [company, team] = [companyEvent('CompanyRegistered', id), teamEvent(id)];
  await tell(team, team);
  expect(await companies()).toEqual([]);
  await tell(company, company);
  expect(await companies()).toEqual([{ id, ...shown }]);
});

test('a company without a team for the type of move is not named', async () => {
  const { tell, companyEvent, teamEvent, companies } = await sharedAssign();
  const [packs, carries, none] = [randomUUID(), randomUUID(), randomUUID()];
  for (const id of [packs, carries, none]) await tell(companyEvent('CompanyRegistered', id));
  await tell(
    teamEvent(packs, ['FULL_PACKING', 'STANDARD']),
    teamEvent(carries, ['STANDARD']),
    teamEvent(null),
  );
  expect((await companies()).map(({ id }) => id)).toEqual([packs]);
  const both = await companies({ moveType: 'STANDARD' });
  expect(new Set(both.map(({ id }) => id))).toEqual(new Set([packs, carries]));
  expect(await companies({ moveType: 'HALF_PACKING' })).toEqual([]);
});

test('a company is named for homes to which a team of it goes, and for loads that the team takes', async () => {
  const { tell, companyEvent, teamEvent, companies } = await sharedAssign();
  const ids = { radius: randomUUID(), list: randomUUID(), small: randomUUID(), untold: randomUUID() };
  // The bases are in 부산; the homes in 서울 마포구 and 부산 중구.
  const busan = { latitude: 35.1, longitude: 129.03, reachMeters: 30_000, sigungu: null, tons: null };
  for (const id of Object.values(ids)) await tell(companyEvent('CompanyRegistered', id));
  await tell(
    teamEvent(ids.radius, ALL, randomUUID(), busan),
    teamEvent(ids.list, ALL, randomUUID(), { ...busan, reachMeters: 600_000, sigungu: ['서울 마포구'] }),
    teamEvent(ids.small, ALL, randomUUID(), { ...busan, reachMeters: 200_000, tons: 2.5 }),
    teamEvent(ids.untold),
  );
  const named = async (address: string, tons: number) =>
    new Set((await companies({ location: { address }, tons })).map(({ id }) => id));
  expect(await named('서울 마포구 월드컵로 1', 5)).toEqual(new Set([ids.list, ids.untold]));
  expect(await named('부산 중구 중앙대로 1', 5)).toEqual(new Set([ids.radius, ids.untold]));
  expect(await named('부산 중구 중앙대로 1', 2.5)).toEqual(new Set([ids.radius, ids.small, ids.untold]));
});

test('a company whose only team is switched off is not named until it is on again', async () => {
  const { tell, companyEvent, teamEvent, switchEvent, companies } = await sharedAssign();
  const [id, moverId] = [randomUUID(), randomUUID()];
  await tell(companyEvent('CompanyRegistered', id), teamEvent(id, ALL, moverId), switchEvent(moverId, false));
  expect(await companies()).toEqual([]);
  await tell(switchEvent(moverId, true));
  expect(await companies()).toHaveLength(1);
});

test('a team that changes its company, gets one or leaves it counts for the one that it has', async () => {
  const { tell, companyEvent, teamEvent, updateEvent, switchEvent, companies } = await sharedAssign();
  const [one, other, moverId] = [randomUUID(), randomUUID(), randomUUID()];
  const named = async () => (await companies()).map(({ id }) => id);
  for (const id of [one, other]) await tell(companyEvent('CompanyRegistered', id));
  await tell(teamEvent(null, ALL, moverId), updateEvent(moverId, one));
  expect(await named()).toEqual([one]);
  await tell(updateEvent(moverId, other));
  expect(await named()).toEqual([other]);
  await tell(updateEvent(moverId, null));
  expect(await named()).toEqual([]);
  await tell(switchEvent(moverId, false));
  await tell(updateEvent(moverId, one, false));
  expect(await named()).toEqual([]);
  await tell(switchEvent(moverId, true), updateEvent(moverId, other), updateEvent(moverId, one));
  expect(await named()).toEqual([one]);
});

test('an insurance must cover the moving day: its last day counts', async () => {
  const { tell, companyEvent, teamEvent, companies } = await sharedAssign();
  const id = randomUUID();
  await tell(companyEvent('CompanyRegistered', id, { insuredUntil: '2026-12-07' }), teamEvent(id));
  expect(await companies({ movingOn: '2026-12-07' })).toHaveLength(1);
  expect(await companies({ movingOn: '2026-12-08' })).toEqual([]);
});

test('a version keeps the companies as they were; the next version has them as they are', async () => {
  const { tell, companyEvent, teamEvent, make, read } = withAssign(await startManage({}, AT_NOON));
  const id = randomUUID();
  await tell(companyEvent('CompanyRegistered', id), teamEvent(id));
  const quote = await make(null);
  await tell(companyEvent('CompanyUpdated', id, { representative: '박새봄' }));
  expect(await read(null, quote.id)).toMatchObject({ version: 1, companies: [{ representative: '김한결' }] });
  const next = await make(null, inputFor(DAY), { id: quote.id });
  expect(next).toMatchObject({ version: 2, companies: [{ representative: '박새봄' }] });
});
