import { expect, test } from 'vitest';
import { freshTel, OPERATOR_TEL, sharedCall, startCall, telOf } from './harness.ts';
import { codesTo, errorsOf, login, phoneWithCode, requestCode } from './login-client.ts';
import { refresh, signIn } from './signed-in.ts';

const env = { OPERATOR_NETWORKS: '10.0.0.0/8,2001:db8::/32' };
const shared = sharedCall(() => env);
const tel = telOf(OPERATOR_TEL);
const OUTSIDE = { address: '203.0.113.9' };

test.each(['10.1.2.3', '2001:db8:1:2::/64'])(
  'an operator signs in from %s, an allowed network',
  async (address) => {
    const call = await shared();
    const { code } = await phoneWithCode(call, tel, { address });
    expect(await login(call, tel, code, { address })).toMatchObject({ viewer: { role: 'OPERATOR' } });
  },
);

test('elsewhere no code is sent to an operator, and the answers are those of any other phone', async () => {
  const call = await shared();
  const answersFor = async (phone: typeof tel) => {
    const requested = await requestCode(call, phone, OUTSIDE);
    const { challengeId } = requested;
    const guesses = [];
    // No code has this form, so all of these guesses are wrong.
    for (let count = 0; count < 6; count += 1)
      guesses.push(errorsOf(await login(call, phone, 'guess', { ...OUTSIDE, challengeId })));
    return {
      challengeId: typeof challengeId,
      expires: typeof requested.expiresAt,
      errors: errorsOf(requested),
      guesses,
    };
  };
  expect(await answersFor(tel)).toEqual(await answersFor(freshTel()));
  expect(await codesTo(call, tel)).toEqual([]);
});

test("elsewhere an operator's code is refused, also one that was requested in an allowed network", async () => {
  const call = await shared();
  const { code, challengeId } = await phoneWithCode(call, tel, { address: '10.1.2.3' });
  expect(errorsOf(await login(call, tel, code, { ...OUTSIDE, challengeId }))).toEqual(['INVALID_CODE']);
});

test("elsewhere an operator's session is not renewed, and it goes on in an allowed network", async () => {
  const call = await startCall();
  const { ask } = await call.replica({ ...env, INSTANCE: '2' });
  const operator = await signIn(call, tel);
  const customer = await signIn(call, freshTel());
  expect(await refresh({ ...call, ask }, operator)).toEqual(['UNAUTHENTICATED']);
  expect(await refresh({ ...call, ask }, customer)).toMatchObject({ role: 'CUSTOMER' });
  expect(await refresh(call, operator)).toMatchObject({ role: 'OPERATOR' });
});

test('customers sign in from anywhere', async () => {
  const call = await shared();
  const customer = await phoneWithCode(call, freshTel(), OUTSIDE);
  expect(errorsOf(await login(call, customer.tel, customer.code, OUTSIDE))).toEqual([]);
});
