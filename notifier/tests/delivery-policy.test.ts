import { expect, it } from 'vitest';
import { standardPolicy } from '../src/delivery-policy.ts';

const { beginMs, timeoutMs, leaseMs, absenceMs, lookUp } = standardPolicy;
/** When a request that is begun at the last moment has been given up, ms after claiming. */
const over = beginMs + timeoutMs;

it('gives a request up, with a second to write that down, before somebody else may take it over', () => {
  expect(over + 1_000).toBeLessThanOrEqual(leaseMs);
});

it('believes that a message is not there only after a request had time to arrive', () => {
  expect(over + 1_000).toBeLessThanOrEqual(absenceMs);
});

it('tells a customer within ten seconds although the sender died', () => {
  // The lease, at most one lookup that could not be believed yet, and then the answers to a lookup and to sending.
  expect(Math.max(leaseMs, absenceMs) + lookUp.firstMs).toBeLessThanOrEqual(8_000);
});
