import { specificationOf } from '@movecall/testkit/decider-specification';
import {
  type DeliveryCommand,
  deliveryDecider,
  type DeliveryRequest,
  initialDelivery,
} from '../src/delivery.ts';
import type { DeliveryPolicy } from '../src/delivery-policy.ts';
import type { Circumstances, DeliveryFact, NewMessage } from '../src/delivery-state.ts';
import type { Answer, Finding, Progress } from '../src/provider.ts';

/** The facts of a delivery in each status, and what tests of its rules need. */

export const given = specificationOf(deliveryDecider, initialDelivery);
export type Story = readonly DeliveryFact[];

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
/** A command at a moment. Random pauses are longest. */
export const when = (
  request: DeliveryRequest,
  seconds: number,
  rest: Partial<Circumstances> = {},
): DeliveryCommand => ({
  ...request,
  circumstances: { now: at(seconds), policy, random: 1, ...rest },
});

export const message: NewMessage = {
  template: 'CALL_ACCEPTED',
  version: 1,
  recipientId: null,
  recipient: 'k1.aa.bb',
  variables: {},
  link: null,
  correlationId: '0196f7b0-0000-7000-8000-000000000001',
  eventId: '0196f7b0-0000-7000-8000-000000000002',
  traceparent: null,
};

export const recorded = (expiresAt = at(600)): DeliveryFact => ({
  type: 'Recorded',
  message,
  at: at(0),
  expiresAt,
});
export const begun = (attempt = 1): DeliveryFact => ({
  type: 'SendingBegun',
  attempt,
  at: at(0),
  leasedUntil: at(30),
});
const lookedUp = (times: number, dueAt: Date): Story =>
  Array.from({ length: times }, () => ({ type: 'LookedUp', dueAt }));
export const Withdrawn: DeliveryFact = { type: 'Withdrawn' };

export const pending: Story = [recorded()];
export const putBack: Story = [recorded(), begun(), { type: 'PutBack', dueAt: at(0) }];
export const sending = (attempt = 1): Story => [recorded(), begun(attempt)];
export const unknown = (lookups = 0, attempt = 1): Story => [
  ...sending(attempt),
  { type: 'AnswerMissed', dueAt: at(1) },
  ...lookedUp(lookups, at(1)),
];
export const accepted = (lookups = 0): Story => [
  ...sending(),
  { type: 'Accepted', providerId: 'M1', at: at(0), dueAt: at(20) },
  ...lookedUp(lookups, at(20)),
];
export const delivered: Story = [...accepted(), { type: 'Delivered', providerId: 'M1', at: at(0) }];
export const failed: Story = [
  ...accepted(),
  { type: 'Failed', providerId: 'M1', failureCode: '3104', at: at(0) },
];
export const superseded: Story = [recorded(), { type: 'Superseded', at: at(0) }];

/** The same story of a message that expires at another moment. */
export const expiring = (story: Story, seconds: number): Story =>
  story.map((fact) => (fact.type === 'Recorded' ? { ...fact, expiresAt: at(seconds) } : fact));

export const stateOf = (story: Story) => {
  const { state } = given(...story);
  if (state === null) throw new Error('the story records no delivery');
  return state.state;
};
/** Stories by the status to which they lead, for `test.each`. */
export const cases = (...stories: Story[]) => stories.map((story) => [stateOf(story).status, story] as const);

export const nothing = { facts: [] };
export const yes: Answer = { kind: 'ACCEPTED', providerId: 'M1' };
export const found = (progress: Progress): Finding => ({
  kind: 'FOUND',
  providerId: 'M1',
  progress,
  code: progress === 'FAILED' ? '3104' : '4000',
});
