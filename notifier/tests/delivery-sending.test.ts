import { describe, expect, it } from 'vitest';
import { eventsOf } from '../src/delivery-events.ts';
import { type DeliveryFact, outcomeOf } from '../src/delivery-state.ts';
import type { Answer } from '../src/provider.ts';
import {
  accepted,
  at,
  begun,
  cases,
  delivered,
  expiring,
  failed,
  given,
  message,
  nothing,
  pending,
  putBack,
  recorded,
  sending,
  stateOf,
  type Story,
  superseded,
  unknown,
  when,
  Withdrawn,
  yes,
} from './delivery-stories.ts';

describe('recording', () => {
  it('makes a message due at once, until it expires', () => {
    const command = when({ type: 'record', message, expiresAt: at(60) }, 0);
    expect(given().when(command)).toEqual({ facts: [recorded(at(60))] });
    expect(given(recorded(at(60))).state).toMatchObject({
      state: { status: 'PENDING', attempt: 0, dueAt: at(0) },
      expiresAt: at(60),
      withdrawn: false,
      erased: false,
    });
  });

  it('lets a message without an expiry expire after the time of the policy', () => {
    expect(given().when(when({ type: 'record', message, expiresAt: null }, 0))).toEqual({
      facts: [recorded(at(600))],
    });
  });

  it('a message again changes nothing', () => {
    expect(given(...pending).when(when({ type: 'record', message, expiresAt: null }, 5))).toEqual(nothing);
  });
});

it('anything about a delivery that is not recorded is refused', () => {
  expect(given().when(when({ type: 'withdraw' }, 0))).toEqual({ refusal: 'ABSENT' });
});

describe('a claim', () => {
  const claim = (story: Story, seconds: number) => given(...story).when(when({ type: 'claim' }, seconds));

  it('sends a PENDING delivery as the next attempt under a lease', () => {
    const again: Story = [recorded(), begun(2), { type: 'PutBack', dueAt: at(0) }];
    const fact: DeliveryFact = { type: 'SendingBegun', attempt: 3, at: at(5), leasedUntil: at(35) };
    expect(claim(again, 5)).toEqual({ facts: [fact] });
    expect(stateOf([...again, fact])).toEqual({
      status: 'SENDING',
      attempt: 3,
      since: at(5),
      dueAt: at(35),
    });
  });

  it('looks up a delivery that was left SENDING instead of sending it again', () => {
    const fact: DeliveryFact = { type: 'LookUpBegun', leasedUntil: at(60) };
    expect(claim(sending(), 30)).toEqual({ facts: [fact] });
    expect(stateOf([...sending(), fact])).toEqual({
      status: 'UNKNOWN',
      attempt: 1,
      since: at(0),
      lookups: 0,
      dueAt: at(60),
    });
  });

  it.each(cases(unknown(2), accepted(2)))('looks up a delivery that is %s', (_, story) => {
    const fact: DeliveryFact = { type: 'LookUpBegun', leasedUntil: at(70) };
    expect(claim(story, 40)).toEqual({ facts: [fact] });
    expect(stateOf([...story, fact])).toEqual({ ...stateOf(story), lookups: 2, dueAt: at(70) });
  });

  it('ends an expired delivery unsent', () => {
    expect(claim(pending, 600)).toEqual({
      facts: [{ type: 'Failed', providerId: null, failureCode: 'EXPIRED', at: at(600) }],
    });
  });

  it('ends a withdrawn delivery unsent', () => {
    expect(claim([...pending, Withdrawn], 1)).toEqual({ facts: [{ type: 'Superseded', at: at(1) }] });
  });

  it.each(cases(delivered, failed, superseded))('does not touch a delivery that is %s', (_, story) => {
    expect(claim(story, 1)).toEqual(nothing);
  });
});

describe('after sending', () => {
  const after = (story: Story, answer: Answer, seconds = 2, rest = {}) =>
    given(...story).when(when({ type: 'noteAnswer', attempt: 1, answer }, seconds, rest));
  const later: Answer = { kind: 'REJECTED', code: '503', permanent: false };

  it('an accepted message waits for its delivery report', () => {
    const fact: DeliveryFact = { type: 'Accepted', providerId: 'M1', at: at(2), dueAt: at(22) };
    expect(after(sending(), yes)).toEqual({ facts: [fact] });
    expect(stateOf([...sending(), fact])).toEqual({
      status: 'ACCEPTED',
      attempt: 1,
      providerId: 'M1',
      since: at(2),
      lookups: 0,
      dueAt: at(22),
    });
  });

  it('a permanent rejection ends the delivery', () => {
    const fact: DeliveryFact = { type: 'Failed', providerId: null, failureCode: '1026', at: at(2) };
    expect(after(sending(), { kind: 'REJECTED', code: '1026', permanent: true })).toEqual({ facts: [fact] });
    expect(stateOf([...sending(), fact])).toMatchObject({ status: 'FAILED', failureCode: '1026' });
  });

  it.each([1, 2, 3, 4, 5].map((attempt, nth) => [attempt, [1, 2, 4, 8, 8][nth] ?? 0]))(
    'the retry after attempt %i of a temporary rejection is due after %i s: retries back off up to a limit',
    (attempt, pause) => {
      const command = when({ type: 'noteAnswer', attempt, answer: later }, 0);
      expect(given(...sending(attempt)).when(command)).toEqual({
        facts: [{ type: 'PutBack', dueAt: at(pause) }],
      });
    },
  );

  it('a retry is due between half a pause and a full pause', () => {
    const fact: DeliveryFact = { type: 'PutBack', dueAt: at(0.5) };
    expect(after(sending(), later, 0, { random: 0 })).toEqual({ facts: [fact] });
    expect(stateOf([...sending(), fact])).toEqual({ status: 'PENDING', attempt: 1, dueAt: at(0.5) });
  });

  it("a retry keeps the provider's Retry-After", () => {
    expect(after(sending(), { ...later, retryAfterMs: 60_000 })).toEqual({
      facts: [{ type: 'PutBack', dueAt: at(62) }],
    });
  });

  it('a retry is due at the expiry at the latest, and an expired message ends', () => {
    const short = expiring(sending(), 10);
    expect(after(short, { ...later, retryAfterMs: 60_000 })).toEqual({
      facts: [{ type: 'PutBack', dueAt: at(10) }],
    });
    expect(after(short, later, 10)).toEqual({
      facts: [{ type: 'Failed', providerId: null, failureCode: 'EXPIRED', at: at(10) }],
    });
  });

  it('a message that was withdrawn meanwhile is not retried', () => {
    expect(after([...sending(), Withdrawn], later)).toEqual({ facts: [{ type: 'Superseded', at: at(2) }] });
  });

  it('a message without an answer is looked up soon', () => {
    const fact: DeliveryFact = { type: 'AnswerMissed', dueAt: at(6) };
    expect(after(sending(), { kind: 'UNKNOWN', code: 'TimeoutError' }, 5)).toEqual({ facts: [fact] });
    expect(stateOf([...sending(), fact])).toEqual({
      status: 'UNKNOWN',
      attempt: 1,
      since: at(0),
      lookups: 0,
      dueAt: at(6),
    });
  });

  it('a late answer still counts for an UNKNOWN attempt', () => {
    expect(after(unknown(), yes)).toMatchObject({ facts: [{ type: 'Accepted' }] });
    expect(after(unknown(1), { kind: 'UNKNOWN', code: 'TimeoutError' })).toEqual(nothing);
  });

  it.each(cases(delivered, failed, superseded, accepted(), putBack, sending(2), unknown(0, 2)))(
    'an outdated answer does not change a delivery that is %s',
    (_, story) => {
      for (const answer of [yes, later, { kind: 'UNKNOWN', code: 'x' } as const])
        expect(after(story, answer, 1)).toEqual(nothing);
    },
  );
});

describe.each(['withdraw', 'erase'] as const)('to %s a message', (type) => {
  const told: DeliveryFact[] = type === 'erase' ? [{ type: 'Erased' }] : [];
  const Superseded: DeliveryFact = { type: 'Superseded', at: at(3) };
  const flags = { withdrawn: true, erased: type === 'erase' };

  it('ends a delivery that was not sent', () => {
    expect(given(...pending).when(when({ type }, 3))).toEqual({ facts: [Withdrawn, Superseded, ...told] });
    expect(given(...pending, Withdrawn, Superseded, ...told).state).toMatchObject({
      ...flags,
      state: { status: 'SUPERSEDED', since: at(3) },
    });
  });

  it.each(cases(sending(), unknown(), accepted(), delivered, failed))(
    'keeps the state of a delivery that is %s',
    (_, story) => {
      expect(given(...story).when(when({ type }, 3))).toEqual({ facts: [Withdrawn, ...told] });
      const { state } = given(...story, Withdrawn, ...told);
      expect(state).toMatchObject({ ...flags, state: stateOf(story) });
    },
  );

  it('again changes nothing', () => {
    expect(given(...sending(), Withdrawn, ...told).when(when({ type }, 3))).toEqual(nothing);
  });
});

it('only a final state has an outcome, and others are told of it', () => {
  const stories = [pending, sending(), unknown(), accepted(), delivered, failed, superseded];
  const outcomes = [null, null, null, null, 'DELIVERED', 'FAILED', 'SUPERSEDED'];
  expect(stories.map((story) => outcomeOf(stateOf(story)))).toEqual(outcomes);
  const published = stories.map((story) => {
    const { state } = given(...story);
    const last = story.at(-1);
    return state && last && eventsOf(last, 'd1', state, at(7));
  });
  expect(published.map((events) => events?.map(({ data }) => (data as { outcome: string }).outcome))).toEqual(
    outcomes.map((outcome) => (outcome === null ? [] : [outcome])),
  );
  expect(published[4]).toMatchObject([
    {
      type: 'AlertSettled',
      correlationId: message.correlationId,
      data: { deliveryId: 'd1', template: 'CALL_ACCEPTED', at: at(7).toISOString() },
      cause: { causationId: message.eventId },
    },
  ]);
});
