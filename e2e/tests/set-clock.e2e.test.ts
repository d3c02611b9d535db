import { readServerTime } from '@movecall/dev/running-system';
import type { LaunchContext } from '@movecall/dev/services';
import { until } from '@movecall/service/until';
import { messagesTo, signIn } from '@movecall/testkit/client';
import { acceptedMove, freeDay, requestMove, watchUntil } from '@movecall/testkit/move-calls';
import { addDays, seoulDay, startOfDay } from '@movecall/values/days';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CUSTOMER, startSystem, type System } from '../support/system.ts';

const MINUTE_MS = 60_000;
/** The last minute of an evening in Seoul, in some weeks. */
const DAY = addDays(seoulDay(new Date()), 40);
const at = new Date(startOfDay(DAY).getTime() + (17 * 60 + 59) * MINUTE_MS);
const TEAM = '01055550101';

/** What assign is launched with: its clock can be set anew. */
let ofAssign: { -readonly [Key in keyof LaunchContext]: LaunchContext[Key] } | undefined;
let system: System;
beforeAll(async () => {
  system = await startSystem({
    at,
    reroute(name, context) {
      if (name !== 'assign') return context;
      ofAssign = { ...context };
      return ofAssign;
    },
  });
});
afterAll(() => system.close());

test('the services live at the moment that was set, and the day before it is over', async () => {
  const now = await readServerTime(system.addresses.router);
  expect(now.getTime() - at.getTime()).toBeGreaterThanOrEqual(0);
  expect(now.getTime() - at.getTime()).toBeLessThan(10 * MINUTE_MS);
  const yesterday = await requestMove(system.customer, {
    address: 'mapo',
    cost: 1_000_000,
    movingOn: addDays(DAY, -1),
  });
  expect(yesterday.userErrors).toMatchObject([{ code: 'INVALID_DATE' }]);
  const movingOn = await freeDay(system.operator, 1, now);
  const id = await acceptedMove(system.customer, { address: 'mapo', cost: 1_000_000, movingOn });
  await watchUntil(system.customer, id, 'CONFIRMED');
  await system.settle();
  const messages = await messagesTo(system.addresses, CUSTOMER);
  expect(messages.map(({ templateId }) => templateId)).toContain('MOVER_CONFIRMED');
  expect(messages.every(({ at: sentAt }) => new Date(sentAt) >= at)).toBe(true);
});

const CALL = '{ moveCalls(first: 1) { nodes { id waitingReason waitingReasonCode } } }';
type Waiting = { readonly waitingReason: string | null; readonly waitingReasonCode: string | null };
const newestCall = async (): Promise<Waiting | undefined> =>
  (await system.customer.ask<{ moveCalls: { nodes: Waiting[] } }>(CALL)).moveCalls.nodes[0];

test('a team is asked, sees the offer, and lets it end when its minutes have passed', async () => {
  await registerAskedTeam();
  await acceptedMove(system.customer, { address: '부산 중구', cost: 900_000, movingOn: addDays(DAY, 3) });
  await system.settle();
  expect(await newestCall()).toMatchObject({
    waitingReasonCode: 'OFFERED',
    waitingReason: expect.stringMatching(/^응답을 기다리고 있어요/),
  });
  const [message] = (await messagesTo(system.addresses, TEAM)).filter(
    ({ templateId }) => templateId === 'OFFER_MADE',
  );
  expect(message?.text).toContain('출발지: 부산 중구');
  expect(message?.buttons).toMatchObject([{ url: `${system.addresses.router}/team` }]);
  const team = await signIn(system.addresses, TEAM);
  expect(await team.ask('{ offers { region cost } }')).toEqual({
    offers: [{ region: '부산 중구', cost: 900_000 }],
  });
  await team.close();

  await goTo(Date.now() + (ofAssign!.clockAheadMs ?? 0) + 11 * MINUTE_MS);
  const waiting = await until('the offer to end', async () => {
    const call = await newestCall();
    return call?.waitingReasonCode === 'OFFERED' ? undefined : call;
  });
  expect(waiting).toMatchObject({
    waitingReasonCode: 'ALL_DECLINED',
    waitingReason: expect.stringMatching(/^맡겠다는 이사팀이 없어요/),
  });
});

/** Restarts assign with its clock at a later moment. */
async function goTo(moment: number): Promise<void> {
  await system.stack.stop('assign');
  ofAssign!.clockAheadMs = moment - Date.now();
  await system.stack.start('assign');
}

/** What assign says of the teams of a call, the first one first. */
const HISTORY = `query ($id: ID!) {
  moveCall(id: $id) { assignmentHistory { mover { tel } status releasedCause } progress { step at } }
}`;
interface History {
  readonly assignmentHistory: readonly {
    readonly mover: { readonly tel: string };
    readonly status: string;
    readonly releasedCause: string | null;
  }[];
  readonly progress: readonly { readonly step: string }[];
}
const historyOf = async (id: string): Promise<History> =>
  (await system.operator.ask<{ moveCall: History }>(HISTORY, { id })).moveCall;

test('a team that does not arrive loses its call to the next one, once; one that has arrived keeps it', async () => {
  const tomorrow = addDays(DAY, 1);
  for (const nth of [1, 2, 3])
    await registerTeam({ name: `강릉 ${nth}팀`, tel: `0105555020${nth}`, base: '강릉시' });
  const move = { address: '강릉시', cost: 800_000, movingOn: tomorrow };
  const [absent, present] = [
    await acceptedMove(system.customer, move),
    await acceptedMove(system.customer, move),
  ];
  for (const id of [absent, present]) await watchUntil(system.customer, id, 'CONFIRMED');
  const [[lost], [kept]] = [await historyOf(absent), await historyOf(present)].map(
    ({ assignmentHistory }) => assignmentHistory,
  ) as [History['assignmentHistory'], History['assignmentHistory']];

  const timeOfTomorrow = (hours: number, minutes: number): number =>
    startOfDay(tomorrow).getTime() + (hours * 60 + minutes) * MINUTE_MS;
  await goTo(timeOfTomorrow(8, 0));
  const team = await signIn(system.addresses, kept!.mover.tel);
  for (const [step, minute] of [
    ['DEPARTED', 10],
    ['ARRIVED', 50],
  ] as const) {
    const happened = new Date(timeOfTomorrow(7, minute)).toISOString();
    await team.ask(REPORT, { id: present, step, at: happened, key: step });
  }
  await team.close();
  await goTo(timeOfTomorrow(8, 30));
  await until('the next team to have the call', async () =>
    (await historyOf(absent)).assignmentHistory.length > 1 ? true : undefined,
  );
  await system.settle();
  const { assignmentHistory: teams } = await historyOf(absent);
  expect(teams).toMatchObject([
    { mover: lost!.mover, status: 'RELEASED', releasedCause: 'NO_SHOW' },
    { status: 'ACTIVE', releasedCause: null },
  ]);
  expect(await historyOf(present)).toMatchObject({
    assignmentHistory: [{ mover: kept!.mover, status: 'ACTIVE' }],
    progress: [{ step: 'DEPARTED' }, { step: 'ARRIVED' }],
  });
});

const REPORT = `mutation ($id: ID!, $step: ProgressKind!, $at: DateTime!, $key: String!) {
  reportProgress(id: $id, step: $step, at: $at, idempotencyKey: $key) { userErrors { code } }
}`;

async function registerAskedTeam(): Promise<void> {
  const { registerCompany } = await system.operator.ask<{
    registerCompany: { company: { id: string; dispatchMode: string } };
  }>(
    `mutation ($input: CompanyInput!) {
      registerCompany(input: $input) { company { id dispatchMode } userErrors { code } }
    }`,
    {
      input: {
        name: '남해이사',
        representative: '정바다',
        registrationNumber: '605-81-12348',
        permitNumber: '부산 제2020-0001호',
        insuredUntil: addDays(DAY, 300),
        phone: '051-600-1234',
        address: '부산 중구 중앙대로 1',
        dispatchMode: 'OFFER',
      },
    },
  );
  expect(registerCompany.company.dispatchMode).toBe('OFFER');
  const company = { companyId: registerCompany.company.id };
  await registerTeam({ name: '남해 1팀', tel: TEAM, base: '부산 중구', ...company });
}

async function registerTeam({
  base,
  ...team
}: {
  readonly name: string;
  readonly tel: string;
  readonly base: string;
  readonly companyId?: string;
}): Promise<void> {
  const input = { ...team, plate: '12가3456', base: { address: base }, moveTypes: ['FULL_PACKING'] };
  await system.operator.ask(
    'mutation ($input: RegisterMoverInput!) { registerMover(input: $input) { mover { id } userErrors { code } } }',
    { input },
  );
}
