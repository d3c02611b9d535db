import { ENDED_SESSIONS_HEADER, type Viewer } from '@movecall/identity';
import { describe, expect, test } from 'vitest';
import { type CallHarness, freshTel, sharedCall, startCall } from './harness.ts';
import { endedByEvents, endedForRouter, refresh, refreshed, signIn } from './signed-in.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const shared = sharedCall();

/** A call service whose time passes only when the test says so. */
async function startWithClock(env: Readonly<Record<string, string>> = {}) {
  let ms = Date.now();
  const call = await startCall(env, { now: () => new Date(ms) });
  return { call, pass: (more: number) => void (ms += more) };
}

const logout = (call: CallHarness, viewer: Viewer) => call.ask(viewer, 'mutation { logout }');
const logoutEverywhere = (call: CallHarness, viewer: Viewer) =>
  call.ask(viewer, 'mutation { logoutEverywhere }');

describe('the cookie of a session', () => {
  test('is out of reach of scripts and of other sites, and for TLS only', async () => {
    const { setCookie } = await signIn(await shared(), freshTel());
    for (const attribute of ['HttpOnly', 'SameSite=Strict', 'Path=/graphql', 'Secure', 'Max-Age=2592000'])
      expect(setCookie.split('; ')).toContain(attribute);
  });

  test('goes without TLS where the public address has none', async () => {
    const call = await startCall({ PUBLIC_URL: 'http://localhost:4000' });
    expect((await signIn(call, freshTel())).setCookie).not.toContain('Secure');
  });

  test('is stored nowhere', async () => {
    const call = await shared();
    const { cookie } = await signIn(call, freshTel());
    const rows = JSON.stringify(await call.sql`select * from sessions`);
    expect(rows).toContain('"generation":1');
    expect(rows).not.toContain(cookie.split('.').at(-1));
  });
});

describe('refreshing', () => {
  test('renews the token of the same session and replaces the cookie', async () => {
    const call = await shared();
    const first = await signIn(call, freshTel());
    const second = await refreshed(call, first);
    expect(second.viewer).toEqual(first.viewer);
    expect(second.cookie).not.toBe(first.cookie);
    expect((await refreshed(call, second)).viewer).toEqual(first.viewer);
  });

  test('gives two tabs that refresh at the same time the same cookie', async () => {
    const call = await shared();
    const client = await signIn(call, freshTel());
    const [one, two] = await Promise.all([refreshed(call, client), refreshed(call, client)]);
    expect(one.cookie).toBe(two.cookie);
    expect((await refreshed(call, one)).viewer).toEqual(client.viewer);
  });

  test('with a copy of a cookie that was replaced before ends the session of both', async () => {
    const { call, pass } = await startWithClock();
    const stolen = await signIn(call, freshTel());
    const own = await refreshed(call, stolen);
    pass(30_000);
    expect(await refresh(call, stolen)).toEqual(['UNAUTHENTICATED']);
    expect(await refresh(call, own)).toEqual(['UNAUTHENTICATED']);
    expect(await endedByEvents(call)).toEqual([own.viewer.sessionId]);
  });

  test('is possible for thirty days after the last time', async () => {
    const { call, pass } = await startWithClock();
    let client = await signIn(call, freshTel());
    pass(29 * DAY_MS);
    client = await refreshed(call, client);
    pass(29 * DAY_MS);
    client = await refreshed(call, client);
    pass(30 * DAY_MS);
    expect(await refresh(call, client)).toEqual(['UNAUTHENTICATED']);
  });

  test.each(['', 'movecall_session=', 'movecall_session=a.b.c', 'other=1'])(
    'with the cookie %j is refused',
    async (cookie) => {
      const call = await shared();
      expect(await refresh(call, { cookie })).toEqual(['UNAUTHENTICATED']);
    },
  );

  test('with a forged cookie of a session is refused, and the session goes on', async () => {
    const call = await shared();
    const client = await signIn(call, freshTel());
    const forged = client.cookie.replace(/.{5}$/, 'AAAAA');
    expect(await refresh(call, { cookie: forged })).toEqual(['UNAUTHENTICATED']);
    expect((await refreshed(call, client)).viewer).toEqual(client.viewer);
  });
});

describe('signing out', () => {
  test('ends the session of the token, and no other', async () => {
    const call = await startCall();
    const tel = freshTel();
    const [here, there] = [await signIn(call, tel), await signIn(call, tel)];
    const { data, headers } = await logout(call, here.viewer);
    expect(data).toEqual({ logout: true });
    expect(headers.get(ENDED_SESSIONS_HEADER)).toBe(here.viewer.sessionId);
    expect(await endedByEvents(call)).toEqual([here.viewer.sessionId]);
    expect(await endedForRouter(call)).toEqual([here.viewer.sessionId]);
    expect(await refresh(call, here)).toEqual(['UNAUTHENTICATED']);
    expect((await refreshed(call, there)).viewer).toEqual(there.viewer);
  });

  test('everywhere ends all sessions of the person, and of nobody else', async () => {
    const call = await shared();
    const tel = freshTel();
    const [here, there, stranger] = [
      await signIn(call, tel),
      await signIn(call, tel),
      await signIn(call, freshTel()),
    ];
    const own = [here.viewer.sessionId, there.viewer.sessionId].toSorted();
    const { data, headers } = await logoutEverywhere(call, here.viewer);
    expect(data).toEqual({ logoutEverywhere: true });
    expect(headers.get(ENDED_SESSIONS_HEADER)?.split(',').toSorted()).toEqual(own);
    expect((await endedByEvents(call)).toSorted()).toEqual(own);
    expect(await refresh(call, there)).toEqual(['UNAUTHENTICATED']);
    expect((await refreshed(call, stranger)).viewer).toEqual(stranger.viewer);
  });

  test('a second time changes nothing', async () => {
    const call = await shared();
    const { viewer } = await signIn(call, freshTel());
    await logout(call, viewer);
    expect((await logout(call, viewer)).data).toEqual({ logout: false });
    expect((await logoutEverywhere(call, viewer)).data).toEqual({ logoutEverywhere: false });
    expect(await endedByEvents(call)).toHaveLength(1);
  });

  test('needs a sign-in', async () => {
    const call = await shared();
    expect((await call.ask(null, 'mutation { logout }')).codes).toEqual(['UNAUTHENTICATED']);
    expect((await call.ask(null, 'mutation { logoutEverywhere }')).codes).toEqual(['UNAUTHENTICATED']);
  });
});

test('the list of ended sessions is for services, and forgets a session once its tokens have expired', async () => {
  const { call, pass } = await startWithClock();
  const { viewer } = await signIn(call, freshTel());
  expect((await call.ask(viewer, '{ endedSessions }')).codes).toEqual(['FORBIDDEN']);
  expect((await call.ask(null, '{ endedSessions }')).codes).toEqual(['UNAUTHENTICATED']);
  await logout(call, viewer);
  pass(31 * 60_000);
  expect(await endedForRouter(call)).toEqual([viewer.sessionId]);
  pass(60_000);
  expect(await endedForRouter(call)).toEqual([]);
});
