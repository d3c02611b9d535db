import { askGraphql, signIn } from '@movecall/testkit/client';
import { until } from '@movecall/service/until';
import { acceptedMove } from '@movecall/testkit/move-calls';
import { addDays, seoulDay } from '@movecall/values/days';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSystem, type System } from '../support/system.ts';

const PER_MINUTE = 20;

let system: System;
beforeAll(async () => {
  system = await startSystem({ env: { QUOTES_PER_ADDRESS: `${PER_MINUTE}/minute` } });
});
afterAll(() => system.close());

interface QuoteAnswer {
  readonly id: string;
  readonly version: number;
  readonly total: number;
}

const FIELDS = 'id version total lines { label amount } location { address sigungu } movingOn';
const REQUEST_QUOTE = `mutation ($input: QuoteInput!, $id: ID) {
  requestQuote(input: $input, id: $id) { quote { ${FIELDS} } userErrors { code retryAfterSeconds } }
}`;
const input = {
  moveType: 'FULL_PACKING',
  location: { address: '경기 수원시 영통구 광교로 156' },
  destination: { address: 'mapo' },
  movingOn: addDays(seoulDay(new Date()), 30),
  items: [
    { code: 'QUEEN_BED', count: 2 },
    { code: 'LARGE_BOX', count: 10 },
  ],
};

async function requestQuote(token?: string, id?: string) {
  const { data } = await askGraphql<{
    requestQuote: { quote: QuoteAnswer | null; userErrors: { code: string; retryAfterSeconds: number }[] };
  }>(system.addresses, REQUEST_QUOTE, { input, id }, token);
  return data!.requestQuote;
}

async function readQuote(id: string, token?: string): Promise<QuoteAnswer | null> {
  const query = `query ($id: ID!) { quote(id: $id) { ${FIELDS} } }`;
  const { data } = await askGraphql<{ quote: QuoteAnswer | null }>(system.addresses, query, { id }, token);
  return data!.quote;
}

test('a visitor asks for a quote and reads it again; who signs in and reads it claims it', async () => {
  const { quote } = await requestQuote();
  expect(quote).toMatchObject({
    version: 1,
    location: { address: input.location.address, sigungu: '수원시' },
    movingOn: input.movingOn,
  });
  expect(await readQuote(quote!.id)).toEqual(quote);

  const [kim, lee] = [
    await signIn(system.addresses, '01055550001'),
    await signIn(system.addresses, '01055550002'),
  ];
  expect(await readQuote(quote!.id, kim.token)).toEqual(quote);
  expect(await readQuote(quote!.id)).toBeNull();
  expect(await readQuote(quote!.id, lee.token)).toBeNull();

  expect((await requestQuote(lee.token, quote!.id)).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  expect((await requestQuote(kim.token, quote!.id)).quote).toEqual({ ...quote, version: 2 });
});

test('the quotes that visitors at one address ask for are limited', async () => {
  const answers = await Promise.all(Array.from({ length: PER_MINUTE + 1 }, () => requestQuote()));
  const refused = answers.flatMap(({ userErrors }) => userErrors);
  expect(refused.length).toBeGreaterThan(0);
  for (const { code, retryAfterSeconds } of refused) {
    expect(code).toBe('TRY_AGAIN_LATER');
    expect(retryAfterSeconds).toBeGreaterThanOrEqual(1);
    expect(retryAfterSeconds).toBeLessThanOrEqual(60);
  }
  expect(answers.filter(({ quote }) => quote !== null).length).toBeGreaterThan(0);
});

test('a call in 부산 waits, since all teams are in 서울; a team that registers in 부산 gets it by itself', async () => {
  const session = await signIn(system.addresses, '01055550003');
  const id = await acceptedMove(session, {
    address: '부산 해운대구',
    cost: 900_000,
    movingOn: input.movingOn,
  });
  const read = async () => {
    const { moveCall } = await session.ask<{
      moveCall: {
        status: string;
        waitingReasonCode: string | null;
        waitingReason: string | null;
        mover: object | null;
      };
    }>('query ($id: ID!) { moveCall(id: $id) { status waitingReasonCode waitingReason mover { name } } }', {
      id,
    });
    return moveCall;
  };
  const waiting = await until('a reason to wait', async () => {
    const call = await read();
    return call.waitingReasonCode ? call : undefined;
  });
  expect(waiting).toMatchObject({
    status: 'ASSIGNING',
    waitingReasonCode: 'NO_TEAM_IN_AREA',
    waitingReason: expect.stringMatching(/^이 지역에 갈 수 있는 이사팀이 없어요/),
  });

  const team = { name: '해운대팀', tel: '01055550004', plate: '12가3456', moveTypes: ['FULL_PACKING'] };
  await askGraphql(
    system.addresses,
    'mutation ($input: RegisterMoverInput!) { registerMover(input: $input) { userErrors { code } } }',
    { input: { ...team, base: { address: '부산 수영구' } } },
    system.operator.token,
  );
  const confirmed = await until('a confirmed call', async () => {
    const call = await read();
    return call.status === 'CONFIRMED' ? call : undefined;
  });
  expect(confirmed).toMatchObject({ waitingReasonCode: null, mover: { name: '해운대팀' } });
});
