import { type EventOf, fact } from '@movecall/schema/events';
import { withoutSpaces } from '@movecall/testkit/pdf-text';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { bareun, confirmed, contractAt, hangil, mover, nothing } from './contracts.ts';
import { customer, operator, sharedManage } from './harness.ts';
import { AT_NOON, DAY, inputFor } from './quotes.ts';

const shared = sharedManage({}, AT_NOON);
const withContract = async (input?: object) => contractAt(await shared(), input);

test('a contract says what was agreed, when and by whom, and no company yet', async () => {
  const manage = await withContract();
  const { quote, contract } = await manage.seenBy(manage.owner);
  expect(quote).toMatchObject({ version: 1, total: 1_770_000 });
  expect(contract).toMatchObject({
    version: 1,
    url: `/calls/${manage.callId}/contract`,
    pdfUrl: `/calls/${manage.callId}/contract/pdf`,
    terms: '10035',
    consentedAt: '2026-12-01T03:00:00.000Z',
    consentedBy: 'CUSTOMER',
    completedAt: null,
    items: null,
    volume: null,
    weight: null,
    equipment: ['사다리차 (출발지 7층)', '사다리차 (도착지 15층)'],
    quote: { total: 1_770_000, location: { address: '서울 마포구 월드컵로 1' } },
    company: null,
  });
});

test('a contract lists what is moved, with volume and weight', async () => {
  const items = [
    { code: 'QUEEN_BED', count: 2 },
    { code: 'REFRIGERATOR', count: 1 },
  ];
  const manage = await withContract({ ...inputFor(DAY), tons: null, items });
  expect((await manage.seenBy(manage.owner)).contract).toMatchObject({
    volume: 4.3,
    weight: 310,
    items: [
      { code: 'QUEEN_BED', label: '퀸 침대', count: 2, volume: 1.5, weight: 90 },
      { code: 'REFRIGERATOR', label: '냉장고', count: 1, volume: 1.3, weight: 130 },
    ],
  });
});

test('the first company completes version 1; another one makes version 2, and version 1 stays', async () => {
  const manage = await withContract();
  await manage.assign(hangil);
  const first = (await manage.seenBy(manage.owner)).contract;
  expect(first).toMatchObject({ version: 1, company: hangil, completedAt: expect.any(String) });
  await manage.assign({ ...hangil, address: '서울 구로구 구로중앙로 1' });
  expect((await manage.seenBy(manage.owner)).contract).toEqual(first);
  await manage.assign(bareun);
  expect((await manage.seenBy(manage.owner)).contract).toMatchObject({ version: 2, company: bareun });
  expect(
    await manage.sql`
      select version, company ->> 'name' as name from contracts
      where call_id = ${manage.callId} order by version`,
  ).toEqual([
    { version: 1, name: '한길이사' },
    { version: 2, name: '바른이사' },
  ]);
});

test('a team without a company leaves the contract open', async () => {
  const manage = await withContract();
  await manage.assign(null);
  await manage.reaches(manage.callId, 'ASSIGNED');
  expect((await manage.seenBy(manage.owner)).contract).toMatchObject({ version: 1, company: null });
});

test('an assignment that lost to a cancel does not complete the contract', async () => {
  const manage = await withContract();
  await manage.deliver(fact('CallCancelled', manage.callId, { reason: null }));
  await manage.reaches(manage.callId, 'CANCELLED');
  await manage.assign(hangil);
  expect((await manage.seenBy(manage.owner)).contract).toMatchObject({ version: 1, company: null });
});

test('a contract is shown to its customer, its mover and operators; to others it is as absent', async () => {
  const manage = await withContract();
  const moverId = randomUUID();
  await manage.assign(hangil, moverId);
  expect((await manage.seenBy(operator)).contract).not.toBeNull();
  expect(await manage.seenBy(customer(randomUUID()))).toEqual(nothing);
  // As long as the mover is not announced, it is nobody's.
  expect(await manage.seenBy(mover(moverId))).toEqual(nothing);
  expect(await manage.seenBy(mover(randomUUID()), { announcedMoverId: moverId })).toEqual(nothing);
  const said = { announcedMoverId: moverId, contactsShared: true };
  expect((await manage.seenBy(mover(moverId), said)).contract?.quote.location.address).toBe(
    '서울 마포구 월드컵로 1',
  );
  const former = await manage.seenBy(mover(moverId), { ...said, contactsShared: false });
  expect(former.contract?.quote.location.address).toBe('마포구');
});

test('once its call was erased, only operators see a contract, whole; its years count from the moving day', async () => {
  const manage = await withContract();
  await manage.deliver(fact('CallErased', manage.callId, {}));
  await manage.settled();
  expect(await manage.seenBy(manage.owner)).toEqual(nothing);
  expect((await manage.seenBy(operator)).contract?.quote.location.address).toBe('서울 마포구 월드컵로 1');
  const [row] = await manage.sql<{ moved_by: Date }[]>`
    select moved_by from contracts where call_id = ${manage.callId}`;
  expect(row?.moved_by.toISOString()).toBe('2026-12-07T15:00:00.000Z');
});

test('an order without a quote has neither quote nor contract', async () => {
  const manage = await withContract();
  const callId = randomUUID();
  await manage.requestAssignment(callId);
  expect(await manage.seenBy(operator, { id: callId })).toEqual(nothing);
});

test('the notifier is told of each version once, when call has announced its mover, whoever tells first', async () => {
  const manage = await withContract();
  const { callId, sealer } = manage;
  const told = () => manage.outbox('ContractMade');
  const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];
  await manage.assign(hangil, first);
  expect(await told()).toEqual([]);
  const announced = manage.event(confirmed(callId, first));
  await manage.deliver(announced, announced);
  await manage.settled();
  // Another mover of the same company, and then one of another, of which call tells first.
  await manage.assign(hangil, second);
  await manage.deliver(confirmed(callId, second), confirmed(callId, third));
  await manage.settled();
  expect(await told()).toHaveLength(1);
  await manage.assign(bareun, third);
  const events = await told();
  const { id: quoteId } = (await manage.seenBy(operator)).quote!;
  expect(events.map(({ correlationId, sequence }) => [correlationId, sequence])).toEqual([
    [quoteId, 1],
    [quoteId, 2],
  ]);
  const texts = events.map(({ data }) => {
    const { companyName, recipient, ...rest } = data as EventOf<'ContractMade'>['data'];
    return { ...rest, company: sealer.unseal((companyName as { sealed: string }).sealed), recipient };
  });
  const common = { callId, moveType: 'FULL_PACKING', address: '마포구', movingOn: DAY };
  const money = { total: 1_770_000, deposit: 177_000, recipient: { tel: manage.ownerTel } };
  expect(texts).toEqual([
    { ...common, ...money, version: 1, company: '한길이사' },
    { ...common, ...money, version: 2, company: '바른이사' },
  ]);
  expect(
    await manage.sql`
      select version from contracts where call_id = ${callId} and announced_at is not null order by version`,
  ).toEqual([{ version: 1 }, { version: 2 }]);
});

test('nobody is told of a contract whose mover lost to a cancel, or whose call was withdrawn', async () => {
  const manage = await withContract();
  const moverId = randomUUID();
  await manage.assign(hangil, moverId);
  await manage.deliver(fact('CallWithdrawn', manage.callId, {}), confirmed(manage.callId, moverId));
  await manage.settled();
  expect(await manage.outbox('ContractMade')).toEqual([]);
});

test('paper and PDF are the same contract, as its viewer may see it', async () => {
  const manage = await withContract();
  const open = await manage.printedFor(manage.owner);
  expect(open?.paper).toContain('배정되면채워져요');
  expect(open?.pdf).toContain('배정되면채워져요');
  const moverId = randomUUID();
  await manage.assign(hangil, randomUUID());
  await manage.assign(bareun, moverId);
  for (const text of Object.values((await manage.printedFor(manage.owner)) ?? {}))
    for (const said of ['버전 2', '바른이사', '한길이사', '010-1234-5678', '월드컵로 1', '1,770,000원'])
      expect(text).toContain(withoutSpaces(said));
  const announced = { announcedMoverId: moverId };
  const whole = await manage.printedFor(mover(moverId), { ...announced, contactsShared: true });
  expect(whole?.pdf).toContain('010-1234-5678');
  const former = await manage.printedFor(mover(moverId), announced);
  for (const text of Object.values(former ?? {})) {
    expect(text).toContain('010-****-5678');
    expect(text).not.toMatch(/010-1234|출발지서울마포구/);
  }
  expect(await manage.printedFor(customer(randomUUID()))).toBeNull();
  expect(await manage.printedFor(mover(randomUUID()), announced)).toBeNull();
});
