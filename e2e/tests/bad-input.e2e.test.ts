import { askGraphql, type Answer, messagesTo, signIn } from '@movecall/testkit/client';
import { acceptedMove, cancelMove, freeDay } from '@movecall/testkit/move-calls';
import { PHONE_DIGITS, digitsIn, waysToWritePhone } from '@movecall/testkit/phones';
import { addDays, seoulDay } from '@movecall/values/days';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CUSTOMER, startSystem, type System } from '../support/system.ts';
import { oddTexts, probes } from './support/odd-texts.ts';

let system: System;
beforeAll(async () => {
  // The number of requests a second depends on the machine, so the rate limits are off.
  system = await startSystem({ env: { RATE_PER_IDENTITY: 'off', RATE_PER_ADDRESS: 'off' } });
});
afterAll(() => system.close());

interface Refusals {
  readonly userErrors: readonly {
    readonly code: string;
    readonly message: string;
    readonly field: readonly string[] | null;
  }[];
}
const REQUEST = `mutation ($input: RequestMoveCallInput!) {
  requestMoveCall(input: $input) { moveCall { id } userErrors { code message field } }
}`;
const request = (input: Record<string, unknown>, token: string | undefined = system.customer.token) =>
  askGraphql<{ requestMoveCall: Refusals & { moveCall: object | null } }>(
    system.addresses,
    REQUEST,
    { input: { moveType: 'FULL_PACKING', location: { address: 'mapo' }, cost: 2_500_000, ...input } },
    token,
  );
const codes = ({ data }: Answer<{ requestMoveCall: Refusals }>) =>
  data?.requestMoveCall.userErrors.map(({ code }) => code);
const errorCodes = (answer: Answer<unknown>) => answer.errors.map((error) => error.extensions.code);
const stored = async () => (await system.sql.call`select from attempts`).count;
const today = seoulDay(new Date());
const PRODUCERS = ['call', 'manage', 'assign', 'notifier'] as const;

test.each([
  ['an unknown district', { location: { address: 'atlantis' } }, 'UNKNOWN_LOCATION'],
  ['an empty address', { location: { address: '' } }, 'UNKNOWN_LOCATION'],
  ['an address of 10 KB', { location: { address: '마'.repeat(3_500) } }, 'UNKNOWN_LOCATION'],
  [
    'coordinates abroad',
    { location: { address: '도쿄', latitude: 35.68, longitude: 139.69 } },
    'UNKNOWN_LOCATION',
  ],
  ['a name that two cities have', { location: { address: '강서구' } }, 'AMBIGUOUS_LOCATION'],
  [
    'coordinates far from the city that the address names',
    { location: { address: '경기 수원시 영통구', latitude: 35.18, longitude: 129.08 } },
    'UNKNOWN_LOCATION',
  ],
  ['an unknown destination', { destination: { address: 'atlantis' } }, 'UNKNOWN_LOCATION'],
  ['no cost', { cost: null }, 'INVALID_COST'],
  ['a negative cost', { cost: -1 }, 'INVALID_COST'],
  ['a cost of zero', { cost: 0 }, 'INVALID_COST'],
  ['an absurd cost', { cost: 100_000_001 }, 'INVALID_COST'],
  ['yesterday', { movingOn: addDays(today, -1) }, 'INVALID_DATE'],
  // This day is still too far ahead if midnight passes during the test.
  ['a day too far ahead', { movingOn: addDays(today, 367) }, 'INVALID_DATE'],
  ['a day that does not exist', { movingOn: '2027-02-30' }, 'INVALID_DATE'],
  ['an invalid phone number', { tel: '010123' }, 'INVALID_TEL'],
  ['another customer’s phone', { tel: '01099998888' }, 'INVALID_TEL'],
])('%s is refused in Korean, with its code, and nothing is stored', async (_what, input, code) => {
  const before = await stored();
  const answer = await request(input);
  expect(codes(answer)).toEqual([code]);
  expect(answer.data?.requestMoveCall.moveCall).toBeNull();
  expect(answer.data?.requestMoveCall.userErrors[0]?.message).toMatch(/[가-힣]/);
  expect(await stored()).toBe(before);
});

test('a request with several problems is refused with all of them at once', async () => {
  const answer = await request({ location: { address: '' }, cost: -5, movingOn: '2020-01-01' });
  expect(codes(answer)?.toSorted()).toEqual(['INVALID_COST', 'INVALID_DATE', 'UNKNOWN_LOCATION']);
});

test.each([
  ['a type that does not exist', { moveType: 'TELEPORT' }],
  ['a cost beyond 32 bits', { cost: 2 ** 31 }],
  ['a cost that is a string', { cost: 'much' }],
  ['an input that is not in the schema', { password: 'x' }],
])('%s is rejected by validation, and nothing is stored', async (_what, input) => {
  const before = await stored();
  const answer = await request(input);
  expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']).toContain(errorCodes(answer)[0]);
  expect(await stored()).toBe(before);
});

test.each([
  ['too short', '010'],
  ['a landline', '02-123-4567'],
  ['from abroad', '+1 202 555 0100'],
  ['empty', ''],
  ['10 KB long', 'x'.repeat(10_240)],
])('no login code is sent to a number that is %s', async (_what, tel) => {
  const before = (await system.sql.call`select from sign_ins`).count;
  const { data } = await askGraphql<{ requestLoginCode: Refusals }>(
    system.addresses,
    'mutation ($tel: String!) { requestLoginCode(tel: $tel) { userErrors { code message } } }',
    { tel },
  );
  expect(data?.requestLoginCode.userErrors[0]).toEqual({
    code: 'INVALID_TEL',
    message: expect.stringMatching(/[가-힣]/),
  });
  expect((await system.sql.call`select from sign_ins`).count).toBe(before);
});

test('a wrong code does not sign in, and after five wrong codes the right one is refused too', async () => {
  const tel = '01055556666';
  await signIn(system.addresses, tel);
  await askGraphql(
    system.addresses,
    'mutation ($tel: String!) { requestLoginCode(tel: $tel) { expiresAt } }',
    { tel },
  );
  await system.settle();
  const code = /\d{6}/.exec((await messagesTo(system.addresses, tel)).at(-1)?.text ?? '')?.[0] ?? '';
  const login = async (guess: string) =>
    (
      await askGraphql<{ login: Refusals & { token: string | null } }>(
        system.addresses,
        'mutation ($tel: String!, $code: String!) { login(tel: $tel, code: $code) { token userErrors { code } } }',
        { tel, code: guess },
      )
    ).data?.login;
  const wrong = code === '000000' ? '000001' : '000000';
  for (let attempt = 1; attempt <= 4; attempt++)
    expect(await login(wrong)).toEqual({ token: null, userErrors: [{ code: 'INVALID_CODE' }] });
  await login(wrong);
  expect(await login(code)).toEqual({ token: null, userErrors: [{ code: 'TOO_MANY_ATTEMPTS' }] });
});

test('without a token calls cannot be read or changed, and a forged token is answered with 401', async () => {
  for (const answer of [
    await askGraphql(system.addresses, REQUEST, {
      input: { moveType: 'FULL_PACKING', location: { address: 'mapo' }, cost: 1 },
    }),
    await askGraphql(system.addresses, '{ moveCalls { nodes { id } } }'),
    await askGraphql(system.addresses, 'mutation { cancelMoveCall(id: "x") { userErrors { code } } }'),
  ]) {
    expect(errorCodes(answer)).toEqual(['UNAUTHENTICATED']);
  }
  const forged = await askGraphql(
    system.addresses,
    '{ viewer { tel } }',
    {},
    `${system.customer.token.slice(0, -4)}AAAA`,
  );
  expect([forged.status, errorCodes(forged)]).toEqual([401, ['UNAUTHENTICATED']]);
});

test('another customer’s call has the same answers as one that does not exist', async () => {
  const movingOn = await freeDay(system.operator, 2, new Date());
  const id = await acceptedMove(system.customer, { address: 'mapo', cost: 2_500_000, movingOn });
  const stranger = await signIn(system.addresses, '01044443333');
  for (const asked of [id, randomUUID(), 'not an id', '']) {
    expect(
      await stranger.ask('query ($id: ID!) { moveCall(id: $id) { id order { status } } }', { id: asked }),
    ).toEqual({ moveCall: null });
    expect((await cancelMove(stranger, asked)).map(({ code }) => code)).toEqual(['NOT_FOUND']);
    const watched = stranger.subscribe('subscription ($id: ID!) { moveCallStatus(id: $id) { version } }', {
      id: asked,
    });
    await expect(watched.next()).rejects.toMatchObject([
      { message: 'No such call.', extensions: { code: 'NOT_FOUND' } },
    ]);
  }
  expect(await stranger.ask('{ moveCalls { nodes { id } } }')).toEqual({ moveCalls: { nodes: [] } });
  await stranger.close();

  expect(await cancelMove(system.customer, id)).toEqual([]);
  expect((await cancelMove(system.customer, id)).map(({ code }) => code)).toEqual(['ALREADY_CANCELLED']);
});

test('a customer’s token is refused for operators’ queries and mutations', async () => {
  for (const query of [
    '{ movers { nodes { id } } }',
    `mutation { setMoverAvailability(id: "${randomUUID()}", available: false) { userErrors { code } } }`,
  ]) {
    expect(errorCodes(await askGraphql(system.addresses, query, {}, system.customer.token))).toEqual([
      'FORBIDDEN',
    ]);
  }
});

test('a subgraph refuses requests that bypass the router', async () => {
  for (const name of ['call', 'manage', 'assign']) {
    const response = await fetch(`${system.stack.services()[name]?.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ _service { sdl } }' }),
    });
    expect(response.status).toBe(401);
  }
});

test('unusual strings are accepted or refused as bad input, and never cause a server error', async () => {
  const verdicts = new Map<string, number>();
  for (const text of oddTexts) {
    await Promise.all(
      probes.map(async (probe) => {
        const [query, variables] = probe(text);
        const { status, errors } = await askGraphql(
          system.addresses,
          query,
          variables,
          system.operator.token,
        );
        const verdict = `${status} ${errors[0]?.extensions.code ?? 'data'}`;
        verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
        expect([query, JSON.stringify(text), verdict]).toEqual([
          query,
          JSON.stringify(text),
          expect.stringMatching(/^(200 data|200 BAD_USER_INPUT|400 BAD_USER_INPUT)$/),
        ]);
      }),
    );
  }
  console.info('texts', Object.fromEntries(verdicts));
});

/** The rows of every outbox, and the dead letters and deliveries, as text. */
async function storedMessages(): Promise<string[]> {
  const tables = await Promise.all([
    ...PRODUCERS.map((service) => system.sql[service]`select event from outbox`),
    ...PRODUCERS.map((service) => system.sql[service]`select payload, error from dead_letters`),
    system.sql.notifier`select recipient, variables from deliveries`,
  ]);
  return tables.map((rows) => JSON.stringify(rows));
}

test('a phone that a person types, in whatever way, stands sealed in what services tell each other', async () => {
  const jeju = { latitude: 33.45, longitude: 126.57 };
  for (const phone of waysToWritePhone) {
    const input = {
      moveType: 'FULL_PACKING',
      location: { address: `제주시 ${phone}`, ...jeju },
      cost: 1_000_000,
    };
    const { requestMoveCall } = await system.customer.ask<{ requestMoveCall: { moveCall: { id: string } } }>(
      REQUEST,
      { input },
    );
    await system.customer.ask(
      'mutation ($id: ID!, $reason: String) { cancelMoveCall(id: $id, reason: $reason) { userErrors { code } } }',
      { id: requestMoveCall.moveCall.id, reason: phone },
    );
  }
  await system.settle();
  const messages = [...(await storedMessages()), ...(await logsAndStreams())];
  expect(messages.join('').length).toBeGreaterThan(10_000);
  for (const text of messages) expect(digitsIn(text)).not.toContain(PHONE_DIGITS);
});

async function logsAndStreams(): Promise<string[]> {
  const { readdir, readFile } = await import('node:fs/promises');
  const logs = `${system.directory}/logs`;
  const texts = await Promise.all((await readdir(logs)).map((file) => readFile(`${logs}/${file}`, 'utf8')));
  for (const producer of PRODUCERS) {
    texts.push(JSON.stringify(await system.redis.xrange(system.stream(producer), '-', '+')));
  }
  return texts;
}

test('no log and no stream contains a readable phone number', async () => {
  await system.settle();
  const texts = await logsAndStreams();
  expect(texts.join('\n').length).toBeGreaterThan(1_000);
  for (const tel of [CUSTOMER, `+82${CUSTOMER.slice(1)}`, '01055556666', '01044443333'])
    expect(texts.join('\n')).not.toContain(tel);
});
