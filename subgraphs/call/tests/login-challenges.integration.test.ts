import { describe, expect, test } from 'vitest';
import { freshTel, OPERATOR_TEL, sharedCall, startCall, telOf } from './harness.ts';
import { codesTo, errorsOf, login, phoneWithCode, requestCode, wrong } from './login-client.ts';

const OWNER = { address: '198.51.100.7' };
const STRANGER = { address: '203.0.113.9' };

/** Codes of different challenges differ. */
const countingCodes = () => {
  let next = 0;
  return { newCode: () => (next += 1) };
};

const shared = sharedCall(undefined, countingCodes());

describe('a challenge', () => {
  test('stays valid when the same client asks for another code', async () => {
    const call = await shared();
    const first = await phoneWithCode(call);
    const second = await phoneWithCode(call, first.tel);
    expect(second.challengeId).not.toBe(first.challengeId);
    expect(errorsOf(await login(call, first.tel, first.code, first))).toEqual([]);
    expect(errorsOf(await login(call, second.tel, second.code, second))).toEqual([]);
  });

  test('without its id, is the newest one of the same address', async () => {
    const call = await shared();
    const first = await phoneWithCode(call);
    const second = await phoneWithCode(call, first.tel);
    expect(errorsOf(await login(call, first.tel, first.code))).toEqual(['INVALID_CODE']);
    expect(errorsOf(await login(call, second.tel, second.code))).toEqual([]);
  });

  test('stays valid when a stranger asks for a code to the same phone', async () => {
    const call = await shared();
    const { tel, code } = await phoneWithCode(call, freshTel(), OWNER);
    await requestCode(call, tel, STRANGER);
    expect(errorsOf(await login(call, tel, code, OWNER))).toEqual([]);
  });

  test('of one client is not open to another one, not even with the right code', async () => {
    const call = await shared();
    const { tel, code } = await phoneWithCode(call, freshTel(), OWNER);
    expect(errorsOf(await login(call, tel, code, STRANGER))).toEqual(['INVALID_CODE']);
    const own = await phoneWithCode(call, tel, STRANGER);
    const { challengeId } = own;
    expect(errorsOf(await login(call, tel, code, { ...STRANGER, challengeId }))).toEqual(['INVALID_CODE']);
  });

  test('is found by its id from any address: a phone changes its network', async () => {
    const call = await shared();
    const { tel, code, challengeId } = await phoneWithCode(call, freshTel(), OWNER);
    expect(errorsOf(await login(call, tel, code, { ...STRANGER, challengeId }))).toEqual([]);
  });

  test.each(['', 'x', '\u0000', '00000000-0000-4000-8000-000000000000'])(
    'with the id %j is answered like a wrong code',
    async (challengeId) => {
      const call = await shared();
      const { tel, code } = await phoneWithCode(call);
      expect(errorsOf(await login(call, tel, code, { challengeId }))).toEqual(['INVALID_CODE']);
    },
  );

  test('of another phone is answered like a wrong code', async () => {
    const call = await startCall({}, { newCode: () => 123_456 });
    const { challengeId } = await phoneWithCode(call);
    const { tel, code } = await phoneWithCode(call);
    expect(errorsOf(await login(call, tel, code, { challengeId }))).toEqual(['INVALID_CODE']);
  });
});

test("guesses at the operator's phone do not lock the operator out elsewhere", async () => {
  const call = await startCall();
  const tel = telOf(OPERATOR_TEL);
  const own = await phoneWithCode(call, tel, OWNER);
  for (let challenges = 0; challenges < 9; challenges += 1) {
    const { challengeId } = await requestCode(call, tel, STRANGER);
    const guess = wrong((await codesTo(call, tel)).at(-1) ?? '');
    await Promise.all(Array.from({ length: 5 }, () => login(call, tel, guess, { ...STRANGER, challengeId })));
  }
  const [closed] = await call.sql`select count(*)::int as challenges from sign_ins where wrong_answers = 5`;
  expect(closed).toEqual({ challenges: 9 });
  expect(await login(call, tel, own.code, OWNER)).toMatchObject({ viewer: { role: 'OPERATOR' } });
});

test('an address is stored as a keyed hash only', async () => {
  const call = await shared();
  await phoneWithCode(call, freshTel(), OWNER);
  expect(JSON.stringify(await call.sql`select * from sign_ins`)).not.toContain(OWNER.address);
});
