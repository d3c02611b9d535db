import type { Circumstances, Delivery, DeliveryState } from '../src/delivery.ts';
import type { DeliveryPolicy } from '../src/delivery-policy.ts';
import type { Answer, Finding, Progress } from '../src/provider.ts';

const policy: DeliveryPolicy = {
  beginMs: 2_000,
  timeoutMs: 3_000,
  leaseMs: 30_000,
  absenceMs: 10_000,
  retry: { firstMs: 1_000, maxMs: 8_000 },
  lookUp: { firstMs: 1_000, maxMs: 4_000 },
  report: { firstMs: 20_000, maxMs: 60_000 },
  usefulMs: 600_000,
  unconfirmedMs: 300_000,
};
const START = Date.parse('2026-11-22T00:00:00Z');
/** A moment, in seconds after the start. */
export const at = (seconds: number): Date => new Date(START + seconds * 1_000);
/** Circumstances in which random pauses are longest. */
export const circumstances = (seconds: number): Circumstances => ({ now: at(seconds), policy, random: 1 });

export const delivery = (state: DeliveryState, rest: Partial<Delivery> = {}): Delivery => ({
  state,
  expiresAt: at(600),
  withdrawn: false,
  erased: false,
  ...rest,
});
export const pending = (attempt = 0, dueAt = at(0)): DeliveryState => ({ status: 'PENDING', attempt, dueAt });
export const sending = (attempt = 1): DeliveryState => ({
  status: 'SENDING',
  attempt,
  since: at(0),
  dueAt: at(30),
});
export const unknown = (lookups = 0, attempt = 1): DeliveryState => ({
  status: 'UNKNOWN',
  attempt,
  since: at(0),
  lookups,
  dueAt: at(1),
});
export const accepted = (lookups = 0): DeliveryState => ({
  status: 'ACCEPTED',
  attempt: 1,
  providerId: 'M1',
  since: at(0),
  lookups,
  dueAt: at(20),
});
export const delivered: DeliveryState = { status: 'DELIVERED', attempt: 1, providerId: 'M1', since: at(0) };
export const failed: DeliveryState = {
  status: 'FAILED',
  attempt: 1,
  providerId: 'M1',
  failureCode: '3104',
  since: at(0),
};
export const superseded: DeliveryState = { status: 'SUPERSEDED', attempt: 0, since: at(0) };

export const yes: Answer = { kind: 'ACCEPTED', providerId: 'M1' };
export const found = (progress: Progress): Finding => ({
  kind: 'FOUND',
  providerId: 'M1',
  progress,
  code: '4000',
});
export const report = (progress: Progress) => ({
  providerId: 'M1',
  progress,
  code: progress === 'FAILED' ? '3104' : '4000',
});
