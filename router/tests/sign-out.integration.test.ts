import { writeEnvelope } from '@movecall/eventlog';
import type { Viewer } from '@movecall/identity';
import { customer, operator, startRouter, type TestRouter } from '@movecall/testkit/router';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { connect } from './support/socket.ts';

let router: TestRouter;
beforeAll(async () => {
  router = await startRouter(inject('redisUrl'));
  return () => router.close();
});

const signedIn = (viewer: Viewer = customer()): Viewer & { sessionId: string } => ({
  ...viewer,
  sessionId: randomUUID(),
});

/** The status of a query that is sent with the token of a viewer's session. */
const statusFor = async (viewer: Viewer): Promise<number> =>
  (await router.query('{ viewer { role } }', {}, viewer)).status;

/** Publishes SessionsEnded, as call's relay does. */
const publishEnd = (...sessionIds: string[]): Promise<void> =>
  router.publishRaw(
    writeEnvelope({
      id: randomUUID(),
      type: 'SessionsEnded',
      version: 1,
      time: new Date().toISOString(),
      producer: 'call',
      correlationId: randomUUID(),
      sequence: 1,
      causationId: null,
      traceparent: null,
      data: { sessionIds },
    }),
  );

describe('a token whose session has ended', () => {
  test('is refused by the answer to signing out, and no other token is', async () => {
    const [here, there] = [signedIn(), signedIn()];
    expect(await statusFor(here)).toBe(200);
    expect((await router.query('mutation { logout }', {}, here)).body.data).toEqual({ logout: true });
    const { status, body } = await router.query('{ viewer { role } }', {}, here);
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(await statusFor(there)).toBe(200);
  });

  test('is refused by every router that reads the event', async () => {
    const viewer = signedIn();
    expect(await statusFor(viewer)).toBe(200);
    await publishEnd(viewer.sessionId);
    await expect.poll(() => statusFor(viewer)).toBe(401);
  });

  test('is refused by a router that starts later, when the stream has lost the event', async () => {
    const viewer = signedIn();
    router.subgraphs.endedSessions.push(viewer.sessionId);
    await router.closeRouter();
    await router.startAgain();
    expect(await statusFor(viewer)).toBe(401);
  });

  test('is refused once events were lost on the stream, although none of those that are left names it', async () => {
    const viewer = signedIn();
    router.subgraphs.endedSessions.push(viewer.sessionId);
    expect(await statusFor(viewer)).toBe(200);
    router.skipNumbers(1);
    await publishEnd(randomUUID());
    await expect.poll(() => statusFor(viewer)).toBe(401);
  });

  test('cannot open a socket', async () => {
    const viewer = signedIn(operator());
    await router.query('mutation { logout }', {}, viewer);
    await expect(connect(router, viewer)).rejects.toThrow('4403');
  });
});

describe('an open socket', () => {
  test('closes when its session ends; the sockets of other sessions stay open', async () => {
    const [viewer, other] = [signedIn(operator()), signedIn(operator())];
    const [socket, another] = [await connect(router, viewer), await connect(router, other)];
    socket.subscribe('1', 'subscription { moveCallFeed { version } }');
    await publishEnd(viewer.sessionId);
    expect(await socket.closed).toEqual({ code: 4403, reason: 'Session ended' });
    another.send({ type: 'ping' });
    expect(await another.next()).toEqual({ type: 'pong' });
    another.close();
  });
});

describe('cookies', () => {
  const REFRESH = 'mutation { refreshLogin { token } }';
  // More conditions than an operation may have that the router compiles itself: the gateway executes it.
  const names = Array.from({ length: 7 }, (_, index) => `v${index}`);
  const BY_GATEWAY = `mutation (${names.map((name) => `$${name}: Boolean = true`).join(', ')}) {
    refreshLogin { token ${names.map((name) => `${name}: token @include(if: $${name})`).join(' ')} } }`;

  test.each([
    ['a compiled operation', REFRESH],
    ["the gateway's executor", BY_GATEWAY],
  ])('go to call and come back from it with %s', async (_how, query) => {
    const { headers, body } = await router.post(JSON.stringify({ query }), {
      cookie: 'movecall_session=now',
    });
    expect(body.errors).toBeUndefined();
    expect(body.data.refreshLogin.token).toBe('movecall_session=now');
    expect(headers.getSetCookie()).toEqual(['movecall_session=next; HttpOnly', 'other=1']);
  });

  test('go to no other subgraph', async () => {
    const viewer = operator();
    const { id } = router.addCall(viewer);
    await router.post(JSON.stringify({ query: `{ moveCall(id: "${id}") { id order { status } } }` }), {
      cookie: 'movecall_session=now',
      authorization: `Bearer ${await router.tokenFor(viewer)}`,
    });
    const seen = router.subgraphs.seen.slice(-2).map(({ subgraph, cookie }) => [subgraph, cookie]);
    expect(seen).toEqual([
      ['call', 'movecall_session=now'],
      ['manage', undefined],
    ]);
  });
});
