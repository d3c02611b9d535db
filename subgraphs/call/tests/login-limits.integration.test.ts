import { describe, expect, test } from 'vitest';
import { type CallHarness, freshTel, startCall } from './harness.ts';
import { codesTo, errorsOf, login, phoneWithCode, requestCode, wrong } from './login-client.ts';
import { signIn } from './signed-in.ts';

const STRANGER = { address: '203.0.113.9' };
const ELSEWHERE = { address: '198.51.100.7' };

/** Ends the minutes and pauses of the limit per phone. Longer windows go on. */
async function endMinute({ redis, config }: CallHarness): Promise<void> {
  const keys = await redis.keys(`${config.streamPrefix}:limit:login-codes_per_phone:window:60:*`);
  await redis.del(...keys);
}

describe('the codes for one address', () => {
  test('to strangers are 60 in a burst; more are neither stored nor sent, and delay nobody elsewhere', async () => {
    const call = await startCall();
    const burst = await Promise.all(
      Array.from({ length: 100 }, () => requestCode(call, freshTel(), STRANGER)),
    );
    const refused = burst.filter(({ userErrors }) => userErrors.length > 0);
    expect(refused).toHaveLength(40);
    for (const payload of refused) {
      expect(payload).toMatchObject({ challengeId: null, expiresAt: null });
      expect(errorsOf(payload)).toEqual(['TOO_MANY_ATTEMPTS']);
      expect(payload.userErrors[0]?.retryAfterSeconds).toBeLessThanOrEqual(60);
    }
    expect(await call.sql`select from sign_ins`).toHaveLength(60);
    expect(await call.outbox('LoginCodeRequested')).toHaveLength(60);

    const own = await phoneWithCode(call, freshTel(), ELSEWHERE);
    expect(errorsOf(await login(call, own.tel, own.code, ELSEWHERE))).toEqual([]);
  });

  test('leave the allowance of a phone alone once they are refused', async () => {
    const call = await startCall({ LOGIN_CODES_PER_ADDRESS: '1/day', LOGIN_CODES_PER_PHONE: '1/day' });
    const tel = freshTel();
    await requestCode(call, freshTel(), STRANGER);
    expect(errorsOf(await requestCode(call, tel, STRANGER))).toEqual(['TOO_MANY_ATTEMPTS']);
    expect(errorsOf(await requestCode(call, tel, ELSEWHERE))).toEqual([]);
  });
});

describe('the codes for one phone', () => {
  test('are ten in a minute, from whatever addresses; other phones still get codes', async () => {
    const call = await startCall();
    const tel = freshTel();
    const from = (host: number) => ({ address: `203.0.113.${host}` });
    for (let host = 1; host <= 10; host += 1)
      expect(errorsOf(await requestCode(call, tel, from(host)))).toEqual([]);
    const refused = await requestCode(call, tel, from(11));
    expect(errorsOf(refused)).toEqual(['TOO_MANY_ATTEMPTS']);
    expect(refused.userErrors[0]?.retryAfterSeconds).toBeGreaterThanOrEqual(1);
    expect(refused.userErrors[0]?.retryAfterSeconds).toBeLessThanOrEqual(60);
    expect(errorsOf(await requestCode(call, freshTel(), from(11)))).toEqual([]);
    expect(await codesTo(call, tel)).toHaveLength(10);
  });

  test('pause twice as long each time they are used up, for an hour at most', async () => {
    const call = await startCall({ LOGIN_CODES_PER_PHONE: '1/minute,100/day' });
    const tel = freshTel();
    const pauses: (number | null | undefined)[] = [];
    for (let times = 0; times < 8; times += 1) {
      expect(errorsOf(await requestCode(call, tel))).toEqual([]);
      pauses.push((await requestCode(call, tel)).userErrors[0]?.retryAfterSeconds);
      // More requests during the pause do not prolong it.
      await requestCode(call, tel);
      await endMinute(call);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60].map((minutes) => minutes * 60));
  });

  test('are limited for a day too, and refused requests do not count', async () => {
    const call = await startCall({ LOGIN_CODES_PER_PHONE: '1/minute,2/day' });
    const tel = freshTel();
    await Promise.all(Array.from({ length: 20 }, () => requestCode(call, tel)));
    expect(await codesTo(call, tel)).toHaveLength(1);
    await endMinute(call);
    expect(errorsOf(await requestCode(call, tel))).toEqual([]);
    await endMinute(call);
    const { userErrors } = await requestCode(call, tel);
    expect(userErrors[0]?.retryAfterSeconds).toBeGreaterThan(23 * 3_600);
  });

  test('count for all replicas together', async () => {
    const call = await startCall({ LOGIN_CODES_PER_PHONE: '2/day' });
    const replica = await call.replica({ INSTANCE: '2' });
    const tel = freshTel();
    for (const { ask } of [call, replica])
      expect(errorsOf(await requestCode({ ...call, ask }, tel))).toEqual([]);
    for (const { ask } of [call, replica])
      expect(errorsOf(await requestCode({ ...call, ask }, tel))).toEqual(['TOO_MANY_ATTEMPTS']);
  });
});

test('the codes in all are limited, from whatever addresses to whatever phones', async () => {
  const call = await startCall({ LOGIN_CODES_IN_ALL: '3/day' });
  for (let host = 1; host <= 3; host += 1)
    expect(errorsOf(await requestCode(call, freshTel(), { address: `203.0.113.${host}` }))).toEqual([]);
  expect(errorsOf(await requestCode(call, freshTel(), ELSEWHERE))).toEqual(['TOO_MANY_ATTEMPTS']);
  expect(await call.outbox('LoginCodeRequested')).toHaveLength(3);
  const metrics = await (await fetch(`${call.metricsUrl}/metrics`)).text();
  expect(metrics).toContain('movecall_call_login_refusals_total{limit="codes_in_all"} 1');
  expect(metrics).toContain('movecall_call_login_refusals_total{limit="codes_per_phone"} 0');
});

describe('a client that has signed in with a phone before', () => {
  test('gets a code to it, whatever strangers have used up', async () => {
    const call = await startCall({
      LOGIN_CODES_PER_ADDRESS: '2/hour',
      LOGIN_CODES_PER_PHONE: '1/hour',
      LOGIN_CODES_IN_ALL: '2/hour',
      LOGIN_GUESSES_PER_ADDRESS: '1/hour',
    });
    const viewer = await call.person();
    const stranger = await phoneWithCode(call, viewer.tel, STRANGER);
    await login(call, viewer.tel, wrong(stranger.code), { ...STRANGER, ...stranger });
    await requestCode(call, freshTel(), STRANGER);
    expect(errorsOf(await requestCode(call, viewer.tel, STRANGER))).toEqual(['TOO_MANY_ATTEMPTS']);

    const own = { ...STRANGER, viewer };
    const { code, challengeId } = await phoneWithCode(call, viewer.tel, own);
    expect(errorsOf(await login(call, viewer.tel, code, { ...own, challengeId }))).toEqual([]);
  });

  test('is known by the cookie of its session, also when it has signed out or was away for long', async () => {
    let now = new Date();
    const call = await startCall({ LOGIN_CODES_PER_PHONE: '2/hour' }, { now: () => now });
    const tel = freshTel();
    const { viewer, cookie } = await signIn(call, tel);
    await requestCode(call, tel, STRANGER);
    expect(errorsOf(await requestCode(call, tel, STRANGER))).toEqual(['TOO_MANY_ATTEMPTS']);
    expect(errorsOf(await requestCode(call, tel, { cookie }))).toEqual([]);
    await call.ask(viewer, 'mutation { logout }');
    now = new Date(now.getTime() + 40 * 86_400_000);
    expect(errorsOf(await requestCode(call, tel, { cookie }))).toEqual([]);

    const forged = cookie.replace(/.{5}$/, 'AAAAA');
    expect(errorsOf(await requestCode(call, tel, { cookie: forged }))).toEqual(['TOO_MANY_ATTEMPTS']);
    const other = await signIn(call, freshTel());
    expect(errorsOf(await requestCode(call, tel, { cookie: other.cookie }))).toEqual(['TOO_MANY_ATTEMPTS']);
  });

  test('has an allowance of its own, and none for other phones', async () => {
    const call = await startCall({
      LOGIN_CODES_FOR_KNOWN_CLIENTS: '2/hour',
      LOGIN_CODES_PER_ADDRESS: '1/hour',
    });
    const viewer = await call.person();
    for (let codes = 0; codes < 2; codes += 1)
      expect(errorsOf(await requestCode(call, viewer.tel, { viewer }))).toEqual([]);
    expect(errorsOf(await requestCode(call, viewer.tel, { viewer }))).toEqual(['TOO_MANY_ATTEMPTS']);
    expect(errorsOf(await requestCode(call, freshTel(), { viewer }))).toEqual([]);
    expect(errorsOf(await requestCode(call, freshTel(), { viewer }))).toEqual(['TOO_MANY_ATTEMPTS']);
  });
});

describe('the wrong guesses of one address', () => {
  const env = { LOGIN_GUESSES_PER_ADDRESS: '3/hour' };

  test('at whatever phones are limited; elsewhere everybody signs in', async () => {
    const call = await startCall(env);
    for (let guesses = 0; guesses < 3; guesses += 1) {
      const { tel, code, challengeId } = await phoneWithCode(call, freshTel(), STRANGER);
      await login(call, tel, wrong(code), { ...STRANGER, challengeId });
    }
    const { tel, code, challengeId } = await phoneWithCode(call, freshTel(), STRANGER);
    const refused = await login(call, tel, code, { ...STRANGER, challengeId });
    expect(errorsOf(refused)).toEqual(['TOO_MANY_ATTEMPTS']);
    expect(refused.userErrors[0]?.retryAfterSeconds).toBeGreaterThan(3_000);
    expect(await call.sql`select wrong_answers from sign_ins where id = ${challengeId}`).toEqual([
      { wrong_answers: 0 },
    ]);
    expect(errorsOf(await login(call, tel, code, { ...ELSEWHERE, challengeId }))).toEqual([]);
  });

  test('do not contain right codes, nor codes that no challenge awaits', async () => {
    const call = await startCall(env);
    for (let logins = 0; logins < 4; logins += 1) {
      const { tel, code } = await phoneWithCode(call, freshTel(), STRANGER);
      expect(errorsOf(await login(call, freshTel(), code, STRANGER))).toEqual(['INVALID_CODE']);
      expect(errorsOf(await login(call, tel, code, STRANGER))).toEqual([]);
    }
  });
});
