import { describe, expect, it } from 'vitest';
import { type Delivery, type DeliveryState, outcomeOf } from '../src/delivery.ts';
import { afterSend, claim, withdraw } from '../src/delivery-sending.ts';
import type { Answer } from '../src/provider.ts';
import {
  accepted,
  at,
  circumstances,
  delivered,
  delivery,
  failed,
  pending,
  sending,
  superseded,
  unknown,
  yes,
} from './delivery-cases.ts';

describe('a claim', () => {
  it('sends a PENDING delivery as the next attempt under a lease', () => {
    expect(claim(delivery(pending(2)), circumstances(5))).toEqual({
      state: { status: 'SENDING', attempt: 3, since: at(5), dueAt: at(35) },
      action: 'SEND',
    });
  });

  it('looks up a delivery that was left SENDING instead of sending it again', () => {
    expect(claim(delivery(sending()), circumstances(30))).toEqual({
      state: { status: 'UNKNOWN', attempt: 1, since: at(0), lookups: 0, dueAt: at(60) },
      action: 'LOOK_UP',
    });
  });

  it.each([unknown(2), accepted(2)])('looks up a delivery that is $status', (state) => {
    expect(claim(delivery(state), circumstances(40))).toEqual({
      state: { ...state, dueAt: at(70) },
      action: 'LOOK_UP',
    });
  });

  it('ends an expired delivery unsent', () => {
    const { state, action } = claim(delivery(pending()), circumstances(600));
    expect(state).toMatchObject({ status: 'FAILED', failureCode: 'EXPIRED' });
    expect(action).toBe('NONE');
  });

  it('ends a withdrawn delivery unsent', () => {
    const { state, action } = claim(delivery(pending(), { withdrawn: true }), circumstances(1));
    expect(state.status).toBe('SUPERSEDED');
    expect(action).toBe('NONE');
  });

  it.each([delivered, failed, superseded])('does not touch a delivery that is $status', (state) => {
    expect(claim(delivery(state), circumstances(1))).toEqual({ state, action: 'NONE' });
  });
});

describe('after sending', () => {
  const after = (state: DeliveryState, answer: Answer, seconds = 2, rest: Partial<Delivery> = {}) =>
    afterSend(delivery(state, rest), 1, answer, circumstances(seconds));
  const later: Answer = { kind: 'REJECTED', code: '503', permanent: false };

  it('an accepted message waits for its delivery report', () => {
    expect(after(sending(), yes)).toEqual({
      status: 'ACCEPTED',
      attempt: 1,
      providerId: 'M1',
      since: at(2),
      lookups: 0,
      dueAt: at(22),
    });
  });

  it('a permanent rejection ends the delivery', () => {
    expect(after(sending(), { kind: 'REJECTED', code: '1026', permanent: true })).toMatchObject({
      status: 'FAILED',
      failureCode: '1026',
    });
  });

  it('retries of a temporary rejection back off up to a limit', () => {
    const pauses = [1, 2, 3, 4, 5].map((attempt) => {
      const state = afterSend(delivery(sending(attempt)), attempt, later, circumstances(0));
      return state.status === 'PENDING' ? (state.dueAt.getTime() - at(0).getTime()) / 1_000 : null;
    });
    expect(pauses).toEqual([1, 2, 4, 8, 8]);
  });

  it('a retry is due between half a pause and a full pause', () => {
    const earliest = afterSend(delivery(sending()), 1, later, { ...circumstances(0), random: 0 });
    expect(earliest).toEqual(pending(1, at(0.5)));
  });

  it("a retry keeps the provider's Retry-After", () => {
    expect(after(sending(), { ...later, retryAfterMs: 60_000 })).toEqual(pending(1, at(62)));
  });

  it('a retry is due at the expiry at the latest, and an expired message ends', () => {
    expect(after(sending(), { ...later, retryAfterMs: 60_000 }, 2, { expiresAt: at(10) })).toEqual(
      pending(1, at(10)),
    );
    expect(after(sending(), later, 10, { expiresAt: at(10) })).toMatchObject({
      status: 'FAILED',
      failureCode: 'EXPIRED',
    });
  });

  it('a message that was withdrawn meanwhile is not retried', () => {
    expect(after(sending(), later, 2, { withdrawn: true })).toMatchObject({ status: 'SUPERSEDED' });
  });

  it('a message without an answer is looked up soon', () => {
    expect(after(sending(), { kind: 'UNKNOWN', code: 'TimeoutError' }, 5)).toEqual({
      status: 'UNKNOWN',
      attempt: 1,
      since: at(0),
      lookups: 0,
      dueAt: at(6),
    });
  });

  it('a late answer still counts for an UNKNOWN attempt', () => {
    expect(after(unknown(), yes).status).toBe('ACCEPTED');
    expect(after(unknown(1), { kind: 'UNKNOWN', code: 'TimeoutError' })).toEqual(unknown(1));
  });

  it.each([delivered, failed, superseded, accepted(), pending(1), sending(2), unknown(0, 2)])(
    'an outdated answer does not change a delivery that is $status, attempt $attempt',
    (state) => {
      for (const answer of [yes, later, { kind: 'UNKNOWN', code: 'x' } as const]) {
        expect(afterSend(delivery(state), 1, answer, circumstances(1))).toBe(state);
      }
    },
  );
});

describe('a withdrawal', () => {
  it('ends a delivery that was not sent', () => {
    expect(withdraw(delivery(pending()), at(3))).toMatchObject({
      withdrawn: true,
      state: { status: 'SUPERSEDED', since: at(3) },
    });
  });

  it.each([sending(), unknown(), accepted(), delivered, failed])(
    'keeps the state of a delivery that is $status',
    (state) => {
      expect(withdraw(delivery(state), at(3))).toMatchObject({ withdrawn: true, state });
    },
  );
});

it('only a final state has an outcome', () => {
  const outcomes = [pending(), sending(), unknown(), accepted(), delivered, failed, superseded].map(
    outcomeOf,
  );
  expect(outcomes).toEqual([null, null, null, null, 'DELIVERED', 'FAILED', 'SUPERSEDED']);
});
