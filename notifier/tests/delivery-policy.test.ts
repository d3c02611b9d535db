import { expect, it } from 'vitest';
import { standardPolicy } from '../src/delivery-policy.ts';

const { beginMs, timeoutMs, leaseMs, absenceMs, lookUp } = standardPolicy;
/** The latest end of a request, ms after the claim. */
const latestEnd = beginMs + timeoutMs;

it('a request ends a second before another replica may take the delivery over', () => {
  expect(latestEnd + 1_000).toBeLessThanOrEqual(leaseMs);
});

it('an absence is believed a second after the latest end of a request', () => {
  expect(latestEnd + 1_000).toBeLessThanOrEqual(absenceMs);
});

it('a customer receives the message within ten seconds although the sending process died', () => {
  // The lease and one lookup too early to be believed; two seconds remain for the answers to a lookup and to sending.
  expect(Math.max(leaseMs, absenceMs) + lookUp.firstMs).toBeLessThanOrEqual(8_000);
});
