import { keptSecrets } from '@movecall/dev/secrets';
import { askGraphql, signIn, type Session } from '@movecall/testkit/client';
import { until } from '@movecall/service/until';
import { acceptedMove, cancelMove, findMove, freeDay } from '@movecall/testkit/move-calls';
import { encodeCallCursor } from '@movecall/values/cursor';
import { createIdentitySigner, IDENTITY_HEADER, type Viewer } from '@movecall/identity';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPERATOR, startSystem, type System } from '../support/system.ts';
import { openSocket, statusOf, withOperators } from './support/sessions.ts';
import { expectAlike, type Probe } from './support/expect-alike.ts';
import {
  askDirectly,
  entityRequest,
  FIELDS,
  identityUntil,
  SUBGRAPHS,
  viewerOf,
} from './support/subgraph-requests.ts';

const OWNER = '01077770001';
const STRANGER = '01077770002';
const FORMER_OPERATOR = '01077770003';

let system: System;
/** The phones that call's configuration names as operators when it starts. */
let operatorTels = [OPERATOR, FORMER_OPERATOR];
let identityKey: Uint8Array;
let signer: ReturnType<typeof createIdentitySigner>;
let owner: Session;
/** Clients without access to the owner's calls. */
let others: Readonly<
  Record<'customer' | 'mover' | 'anonymous', { session: Session | null; viewer: Viewer | null }>
>;
/** The owner's calls: two are confirmed, the last is cancelled. */
let calls: readonly string[];
let moverId: string;
/** The mover that had the cancelled call. */
let formerMover: Session;

beforeAll(async () => {
  system = await startSystem({
    env: { INTROSPECTION: 'off', RATE_PER_IDENTITY: 'off', RATE_PER_ADDRESS: 'off' },
    services: withOperators(() => operatorTels.join()),
  });
  const secrets = await keptSecrets(system.directory);
  identityKey = new Uint8Array(Buffer.from(secrets.IDENTITY_KEY, 'base64'));
  signer = createIdentitySigner(identityKey);
  owner = await signIn(system.addresses, OWNER);
  const movingOn = await freeDay(system.operator, 3, new Date());
  const move = { address: '마포구 성산동 17-3', cost: 2_500_000, movingOn };
  calls = [await acceptedMove(owner, move), await acceptedMove(owner, move), await acceptedMove(owner, move)];
  const confirmed = await until('a mover', async () => {
    const found = await Promise.all(calls.map((id) => findMove(owner, id)));
    return found.every((call) => call?.mover) ? found : undefined;
  });
  moverId = confirmed[0]?.mover?.id ?? '';
  formerMover = await signIn(system.addresses, confirmed[2]?.mover?.tel ?? '');
  await cancelMove(owner, calls[2] ?? '');
  await system.settle();
  const busy = new Set(confirmed.map((call) => call?.mover?.tel));
  const idle = ['01023456789', '01033457789', '01043458789', '01053459789', '01063450789', '01073451789'];
  const customer = await signIn(system.addresses, STRANGER);
  const mover = await signIn(system.addresses, idle.find((tel) => !busy.has(tel)) ?? '');
  others = {
    customer: { session: customer, viewer: viewerOf(customer) },
    mover: { session: mover, viewer: viewerOf(mover) },
    anonymous: { session: null, viewer: null },
  };
});
afterAll(async () => {
  for (const session of [owner, formerMover, others.customer.session, others.mover.session])
    await session?.close();
  await system.close();
});

/** The header with the router's signature for a viewer. */
const signed = async (viewer: Viewer | null) => ({ [IDENTITY_HEADER]: await signer.sign(viewer) });

/** That the mover of the first call was announced to its customer. */
const announced = () => ({ announcedMoverId: moverId, contactsShared: true });

/** A request about an id. Its answer may contain the id. */
describe('another customer’s call and a call that does not exist', () => {
  test('have the same answer in every field of every subgraph, for every client without access', async () => {
    let count = 0;
    for (const [role, { session, viewer }] of Object.entries(others)) {
      const ask = (query: string, variables: Record<string, unknown>) =>
        askGraphql(system.addresses, query, variables, session?.token);
      const probes: Record<string, Probe> = {};
      for (const name of SUBGRAPHS) {
        for (const field of FIELDS[name]['MoveCall'] ?? []) {
          probes[`${role} ${name} _entities ${field}`] = async (id) =>
            askDirectly(
              system,
              name,
              entityRequest('MoveCall', field, id, announced()),
              await signed(viewer),
            );
          probes[`${role} moveCall ${field}`] = (id) =>
            ask(`query ($id: ID!) { moveCall(id: $id) { ${field} } }`, { id });
          probes[`${role} cancelMoveCall ${field}`] = (id) =>
            ask(
              `mutation ($id: ID!) { cancelMoveCall(id: $id) { moveCall { ${field} } userErrors { code message } } }`,
              { id },
            );
        }
      }
      count += await expectAlike(probes, calls);
      const ofMovers: Record<string, Probe> = {};
      for (const field of FIELDS.assign['Mover'] ?? []) {
        ofMovers[`${role} assign _entities Mover ${field}`] = async (id) =>
          askDirectly(system, 'assign', entityRequest('Mover', field, id), await signed(viewer));
        ofMovers[`${role} setMoverAvailability ${field}`] = (id) =>
          ask(
            `mutation ($id: ID!) { setMoverAvailability(id: $id, available: false) { mover { ${field} } } }`,
            { id },
          );
      }
      count += await expectAlike(ofMovers, [moverId]);
    }
    console.info(`other people’s ids asked for: ${count}`);
    expect(count).toBeGreaterThanOrEqual(480);
    // None of these requests cancelled the call.
    expect((await findMove(owner, calls[0] ?? ''))?.status).toBe('CONFIRMED');
  });

  test('have the same refusal from subscriptions, from the beginning and from any cursor', async () => {
    let count = 0;
    for (const session of [others.customer.session, others.mover.session]) {
      const probes: Record<string, Probe> = {};
      for (const after of ['none', 1, 2, 3, 99] as const) {
        for (const field of ['version', 'moveCall { tel }', 'moveCall { order { status } }']) {
          probes[`moveCallStatus ${after} ${field}`] = async (id) => {
            const events = session?.subscribe(
              `subscription ($id: ID!, $after: ID) { moveCallStatus(id: $id, after: $after) { ${field} } }`,
              { id, after: after === 'none' ? null : encodeCallCursor({ callId: id, version: after }) },
            );
            return events?.next().then(
              (event) => ({ event }),
              (error: unknown) => ({ error }),
            );
          };
        }
      }
      count += await expectAlike(probes, calls);
    }
    expect(count).toBe(90);
  });

  test('another customer’s cursor yields only calls of the client itself', async () => {
    const { moveCalls } = await owner.ask<{ moveCalls: { edges: { cursor: string }[] } }>(
      '{ moveCalls { edges { cursor } } }',
    );
    expect(moveCalls.edges).toHaveLength(3);
    for (const { cursor } of moveCalls.edges) {
      for (const session of [others.customer.session, others.mover.session]) {
        expect(
          await session?.ask('query ($after: String) { moveCalls(after: $after) { nodes { id } } }', {
            after: cursor,
          }),
        ).toEqual({ moveCalls: { nodes: [] } });
      }
    }
  });

  test('the owner receives every field, so the comparisons above compare real data', async () => {
    for (const name of SUBGRAPHS) {
      for (const field of FIELDS[name]['MoveCall'] ?? []) {
        const { text } = await askDirectly(
          system,
          name,
          entityRequest('MoveCall', field, calls[0] ?? '', announced()),
          await signed(viewerOf(owner)),
        );
        expect([field, text]).toEqual([field, expect.not.stringContaining('"errors"')]);
        expect([field, text]).toEqual([field, expect.not.stringContaining('[null]')]);
        expect([field, text]).toEqual([field, expect.not.stringContaining('"assignment":null')]);
      }
    }
  });
});

test('after a cancellation the customer and the former mover no longer see each other’s contacts', async () => {
  const query = `query ($id: ID!) { moveCall(id: $id) {
    tel location { address } status
    assignment { status mover { name tel plate base { address } } } } }`;
  const seenBy = async (session: Session, id: string | undefined) =>
    (await session.ask<{ moveCall: unknown }>(query, { id })).moveCall;
  const address = expect.stringMatching(/^[가-힣]+구$/);
  const mover = { name: expect.any(String), tel: expect.stringMatching(/^010\d{8}$/), base: { address } };
  expect(await seenBy(owner, calls[0])).toEqual({
    tel: OWNER,
    location: { address: '마포구 성산동 17-3' },
    status: 'CONFIRMED',
    assignment: { status: 'ACTIVE', mover: { ...mover, plate: expect.stringMatching(/^\d\d[가-힣]4567$/) } },
  });
  expect(await seenBy(owner, calls[2])).toMatchObject({
    tel: OWNER,
    location: { address: '마포구 성산동 17-3' },
    assignment: {
      status: 'RELEASED',
      mover: { ...mover, tel: expect.stringMatching(/^010\*{4}\d{4}$/), plate: '****4567' },
    },
  });
  expect(await seenBy(formerMover, calls[2])).toMatchObject({
    tel: '010****0001',
    location: { address: '마포구' },
    status: 'CANCELLED',
    assignment: { status: 'RELEASED', mover: { tel: expect.stringMatching(/^010\d{8}$/) } },
  });
});

describe('a subgraph that is called directly', () => {
  const questions = [
    '{ __typename }',
    '{ _service { sdl } }',
    '{ __schema { types { name } } }',
    '{ _entities(representations: [{ __typename: "MoveCall", id: "00000000-0000-4000-8000-000000000000" }]) { __typename } }',
    'mutation { __typename }',
  ];

  test('answers 401 without an identity, and with an expired or forged one', async () => {
    const now = Math.floor(Date.now() / 1000);
    const forged = createIdentitySigner(new Uint8Array(randomBytes(32)));
    const expired = identityUntil(identityKey, now - 1);
    const operator: Viewer = { id: 'x', role: 'OPERATOR', moverId: null };
    const identities: Record<string, string>[] = [
      {},
      { [IDENTITY_HEADER]: '' },
      { [IDENTITY_HEADER]: 'operator' },
      { [IDENTITY_HEADER]: await forged.sign(operator) },
      { [IDENTITY_HEADER]: expired },
      { authorization: `Bearer ${system.operator.token}` },
      { [IDENTITY_HEADER]: system.operator.token },
    ];
    let count = 0;
    for (const name of SUBGRAPHS) {
      for (const query of questions) {
        for (const headers of identities) {
          const { status, text } = await askDirectly(system, name, { query }, headers);
          expect([name, query, headers, status]).toEqual([name, query, headers, 401]);
          expect(JSON.parse(text)).toEqual({
            errors: [{ message: 'Sign in first.', extensions: { code: 'UNAUTHENTICATED' } }],
          });
          count += 1;
        }
      }
    }
    expect(count).toBeGreaterThanOrEqual(50);
  });

  test('refuses introspection when it is off, even with the router’s signature', async () => {
    const headers = await signed(null);
    for (const name of SUBGRAPHS) {
      for (const query of [
        '{ _service { sdl } }',
        '{ it: _service { __typename } }',
        '{ __schema { types { name } } }',
      ]) {
        const { status, text } = await askDirectly(system, name, { query }, headers);
        expect([name, query, status]).toEqual([name, query, 400]);
        expect(text).toContain('GRAPHQL_VALIDATION_FAILED');
      }
      expect((await askDirectly(system, name, { query: '{ _servic { sdl } }' }, headers)).text).not.toMatch(
        /did you mean/i,
      );
      expect((await askDirectly(system, name, { query: '{ __typename }' }, headers)).status).toBe(200);
    }
  });
});

test('an operator whom the configuration no longer names loses the open socket and the role', async () => {
  const removed = await signIn(system.addresses, FORMER_OPERATOR);
  const [theirs, kept] = [await openSocket(system, removed), await openSocket(system, system.operator)];
  const isOpen = Symbol('open');
  expect(await removed.ask('{ viewer { role } }')).toEqual({ viewer: { role: 'OPERATOR' } });
  operatorTels = [OPERATOR];
  await system.stack.stop('call');
  await system.stack.start('call');
  expect(await theirs.closed).toEqual(['4403', 'Session ended']);
  expect([await statusOf(system, removed), await statusOf(system, system.operator)]).toEqual([401, 200]);
  expect(await Promise.race([kept.closed, Promise.resolve(isOpen)])).toBe(isOpen);
  const again = await signIn(system.addresses, FORMER_OPERATOR);
  expect(await again.ask('{ viewer { role } }')).toEqual({ viewer: { role: 'CUSTOMER' } });
  await Promise.all([removed.close(), again.close()]);
});

// The last test: it ends the sessions of the owner.
test('signing out refuses the token at once and closes its socket; everywhere, it ends the other devices too', async () => {
  const [here, there] = [await signIn(system.addresses, OWNER), await signIn(system.addresses, OWNER)];
  const { closed } = await openSocket(system, here);
  expect(await here.ask('mutation { logout }')).toEqual({ logout: true });
  expect(await statusOf(system, here)).toBe(401);
  expect(await closed).toEqual(['4403', 'Session ended']);
  expect(await statusOf(system, there)).toBe(200);
  expect(await there.ask('mutation { logoutEverywhere }')).toEqual({ logoutEverywhere: true });
  expect([await statusOf(system, there), await statusOf(system, owner)]).toEqual([401, 401]);
});
