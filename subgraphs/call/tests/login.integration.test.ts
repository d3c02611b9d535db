import { createLoginTokenVerifier } from '@movecall/identity/login-token';
import { nationalTel } from '@movecall/values/tel';
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type CallHarness, freshTel, OPERATOR_TEL, sharedCall, startCall, telOf } from './harness.ts';
import { errorsOf, login, type LoginPayload, phoneWithCode, requestCode, wrong } from './login-client.ts';

async function tokenOf(call: CallHarness, { token }: LoginPayload) {
  const { kty, crv, x, kid } = call.config.loginPrivateKey;
  const verifier = await createLoginTokenVerifier([{ kty, crv, x, kid } as never]);
  return verifier.verify(token ?? '');
}

const shared = sharedCall();
const withoutCodes = sharedCall();

/** How many wrong answers each challenge has had, the oldest challenge first. */
async function wrongAnswers({ sql }: CallHarness): Promise<number[]> {
  const rows = await sql<{ wrong_answers: number }[]>`select wrong_answers from sign_ins order by position`;
  return rows.map((row) => row.wrong_answers);
}

describe('signing in', () => {
  test('sends a code that signs a customer in for half an hour', async () => {
    const call = await shared();
    const { tel, code } = await phoneWithCode(call);
    expect(code).toMatch(/^\d{6}$/);
    const payload = await login(call, nationalTel(tel), code);
    expect(payload).toMatchObject({ userErrors: [], viewer: { tel: nationalTel(tel), role: 'CUSTOMER' } });
    const { viewer, expiresAt } = await tokenOf(call, payload);
    expect(viewer).toMatchObject({ role: 'CUSTOMER', moverId: null });
    expect(payload.expiresAt).toBe(expiresAt.toISOString());
    expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(30 * 60_000);
    expect((await call.ask(viewer, '{ viewer { tel role } }')).data).toEqual({
      viewer: { tel: nationalTel(tel), role: 'CUSTOMER' },
    });
    expect(await call.accepted(viewer)).toBeDefined();
  });

  test('signs the same person in the next time', async () => {
    const call = await shared();
    const first = await phoneWithCode(call);
    const one = await tokenOf(call, await login(call, first.tel, first.code));
    const second = await phoneWithCode(call, first.tel);
    const two = await tokenOf(call, await login(call, second.tel, second.code));
    expect(two.viewer.id).toEqual(one.viewer.id);
    expect(two.viewer.sessionId).not.toEqual(one.viewer.sessionId);
  });

  test('signs an operator in when the configuration names the phone', async () => {
    const call = await shared();
    const { tel, code } = await phoneWithCode(call, telOf(OPERATOR_TEL));
    expect(await login(call, tel, code)).toMatchObject({ viewer: { role: 'OPERATOR' } });
  });

  test('signs a mover in when assign has registered the phone', async () => {
    const call = await shared();
    const moverId = randomUUID();
    const sealed = call.sealer.seal(telOf('01033457789'));
    await call.deliver(
      call.foreignEvent('MoverRegistered', moverId, { moverId, name: '안채우', tel: sealed }),
    );
    await call.settled();
    const { tel, code } = await phoneWithCode(call, telOf('01033457789'));
    const payload = await login(call, tel, code);
    expect(payload.viewer?.role).toBe('MOVER');
    expect((await tokenOf(call, payload)).viewer.moverId).toBe(moverId);
  });

  test('publishes the code sealed, and stores only its keyed hash', async () => {
    const call = await startCall({}, { newCode: () => 42 });
    const { tel, code } = await phoneWithCode(call);
    expect(code).toBe('000042');
    const [event] = await call.outbox('LoginCodeRequested');
    expect(JSON.stringify(event)).not.toContain('000042');
    expect(JSON.stringify(event)).not.toContain(tel.slice(3));
    const [row] = await call.sql`select * from sign_ins`;
    expect(event?.correlationId).toBe(row?.['id']);
    expect(JSON.stringify(row)).not.toContain('000042');
  });
});

describe('a login code', () => {
  test('signs in once', async () => {
    const call = await shared();
    const { tel, code } = await phoneWithCode(call);
    await login(call, tel, code);
    expect(errorsOf(await login(call, tel, code))).toEqual(['INVALID_CODE']);
  });

  test('signs in once, also when many requests use it at the same time', async () => {
    const call = await shared();
    const { tel, code } = await phoneWithCode(call);
    const payloads = await Promise.all(Array.from({ length: 10 }, () => login(call, tel, code)));
    expect(payloads.filter(({ token }) => token !== null)).toHaveLength(1);
    expect(payloads.flatMap(errorsOf)).toEqual(Array.from({ length: 9 }, () => 'INVALID_CODE'));
  });

  test('is closed after five wrong answers, also for the right answer; a new code works', async () => {
    const call = await shared();
    const { tel, code } = await phoneWithCode(call);
    for (let count = 0; count < 5; count += 1) {
      expect(errorsOf(await login(call, tel, wrong(code)))).toEqual(['INVALID_CODE']);
    }
    const closed = await login(call, tel, code);
    expect(closed).toMatchObject({
      token: null,
      userErrors: [{ code: 'TOO_MANY_ATTEMPTS', retryAfterSeconds: 1 }],
    });
    const fresh = await phoneWithCode(call, tel);
    expect(errorsOf(await login(call, tel, fresh.code))).toEqual([]);
  });

  test('counts every wrong answer, also of many requests at the same time', async () => {
    const call = await shared();
    const { tel, code } = await phoneWithCode(call);
    const payloads = await Promise.all(Array.from({ length: 20 }, () => login(call, tel, wrong(code))));
    const answers = payloads.flatMap(errorsOf);
    expect(answers.filter((answer) => answer === 'INVALID_CODE')).toHaveLength(5);
    expect(answers.filter((answer) => answer === 'TOO_MANY_ATTEMPTS')).toHaveLength(15);
  });

  test('is invalid after five minutes', async () => {
    let now = new Date('2026-11-22T03:00:00Z');
    const call = await startCall({}, { now: () => now });
    const { tel, code } = await phoneWithCode(call);
    now = new Date('2026-11-22T03:05:00Z');
    expect(errorsOf(await login(call, tel, code))).toEqual(['INVALID_CODE']);
  });

  test('is invalid for another phone', async () => {
    let next = 0;
    const call = await startCall({}, { newCode: () => (next += 1) });
    const first = await phoneWithCode(call);
    const other = await phoneWithCode(call);
    expect(errorsOf(await login(call, first.tel, other.code))).toEqual(['INVALID_CODE']);
  });

  test.each(['', '12345', 'abcdef', '\u0000', '1'.repeat(10_000)])(
    'typed as %j is a wrong answer',
    async (text) => {
      const call = await shared();
      const { tel } = await phoneWithCode(call);
      const before = await wrongAnswers(call);
      expect(await login(call, tel, text)).toMatchObject({
        userErrors: [{ code: 'INVALID_CODE', field: ['code'] }],
      });
      expect(before.at(-1)).toBe(0);
      expect(await wrongAnswers(call)).toEqual([...before.slice(0, -1), 1]);
    },
  );

  test('that was never sent is answered like a wrong answer', async () => {
    const call = await shared();
    expect(errorsOf(await login(call, freshTel(), '123456'))).toEqual(['INVALID_CODE']);
  });
});

test.each(['', '123', '02-123-4567', '+1 202 555 0123', '\u0000'])(
  'no code is sent to %j, which is not a mobile phone',
  async (tel) => {
    const call = await withoutCodes();
    expect(await requestCode(call, tel)).toMatchObject({
      expiresAt: null,
      userErrors: [{ code: 'INVALID_TEL', field: ['tel'] }],
    });
    expect(errorsOf(await login(call, tel, '123456'))).toEqual(['INVALID_TEL']);
    expect(await call.outbox('LoginCodeRequested')).toEqual([]);
    expect(await call.sql`select from sign_ins`).toHaveLength(0);
  },
);
