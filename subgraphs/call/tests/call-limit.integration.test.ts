import { expect, test } from 'vitest';
import { startCall } from './harness.ts';

test('one call too many of a phone in a minute is answered with "try again", and nothing is stored', async () => {
  const call = await startCall({ CALLS_PER_MINUTE: '2' });
  const customer = await call.person();
  await call.accepted(customer);
  await call.accepted(customer);
  const { userErrors } = await call.request(customer);
  expect(userErrors.map(({ code }) => code)).toEqual(['TRY_AGAIN_LATER']);
  expect(userErrors[0]?.retryAfterSeconds).toBeGreaterThanOrEqual(1);
  expect(await call.sql`select from attempts`).toHaveLength(2);
});
