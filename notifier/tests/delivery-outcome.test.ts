import { describe, expect, it } from 'vitest';
import { afterLookUp, afterReport, type Delivery, type DeliveryState } from '../src/delivery.ts';
import type { Finding, Progress } from '../src/provider.ts';
import {
  accepted,
  at,
  circumstances,
  delivered,
  delivery,
  failed,
  found,
  pending,
  report,
  sending,
  superseded,
  unknown,
} from './delivery-cases.ts';

describe('after looking up', () => {
  const after = (state: DeliveryState, finding: Finding, seconds: number, rest: Partial<Delivery> = {}) =>
    afterLookUp(delivery(state, rest), at(seconds), finding, circumstances(seconds));
  const absent: Finding = { kind: 'ABSENT' };
  const unavailable: Finding = { kind: 'UNAVAILABLE', code: 'HTTP_503' };

  it('takes over what the provider has of an unknown one', () => {
    expect(after(unknown(), found('ON_ITS_WAY'), 3)).toMatchObject({
      status: 'ACCEPTED',
      providerId: 'M1',
      since: at(3),
    });
    expect(after(unknown(), found('DELIVERED'), 3)).toMatchObject({ status: 'DELIVERED', providerId: 'M1' });
    expect(after(unknown(), found('FAILED'), 3)).toMatchObject({ status: 'FAILED', providerId: 'M1' });
  });

  it('does not believe that it is not there while the attempt may still be on its way', () => {
    expect(after(unknown(), absent, 3)).toEqual({ ...unknown(1), dueAt: at(5) });
  });

  it('asks again as soon as it can be believed', () => {
    expect(after(unknown(), absent, 9)).toEqual({ ...unknown(1), dueAt: at(10) });
  });

  it('does not believe what was asked too early, however late the answer comes', () => {
    const state = afterLookUp(delivery(unknown()), at(9), absent, circumstances(100));
    expect(state).toEqual({ ...unknown(1), dueAt: at(102) });
  });

  it('sends again what is not there for certain', () => {
    expect(after(unknown(3), absent, 10)).toEqual(pending(1, at(10)));
  });

  it('does not send again what was withdrawn or has expired', () => {
    expect(after(unknown(), absent, 10, { withdrawn: true }).status).toBe('SUPERSEDED');
    expect(after(unknown(), absent, 10, { expiresAt: at(9) })).toMatchObject({
      status: 'FAILED',
      failureCode: 'EXPIRED',
    });
  });

  it('asks again, ever later, while the provider cannot say', () => {
    expect(after(unknown(0), unavailable, 100)).toEqual({ ...unknown(1), dueAt: at(102) });
    expect(after(unknown(6), { ...unavailable, retryAfterMs: 30_000 }, 100)).toEqual({
      ...unknown(7),
      dueAt: at(130),
    });
  });

  it('gives up on a provider that never says', () => {
    expect(after(unknown(9), unavailable, 609).status).toBe('UNKNOWN');
    expect(after(unknown(9), unavailable, 610)).toMatchObject({
      status: 'FAILED',
      failureCode: 'UNCONFIRMED',
    });
  });

  it.each([absent, unavailable, found('ON_ITS_WAY')])(
    'never sends an accepted one again when $kind',
    (finding) => {
      expect(after(accepted(0), finding, 20)).toEqual({ ...accepted(1), dueAt: at(60) });
      expect(after(accepted(9), finding, 300)).toMatchObject({
        status: 'FAILED',
        failureCode: 'UNCONFIRMED',
        providerId: 'M1',
      });
    },
  );

  it('ends an accepted one as the provider says', () => {
    expect(after(accepted(), found('DELIVERED'), 20).status).toBe('DELIVERED');
    expect(after(accepted(), found('FAILED'), 20).status).toBe('FAILED');
  });

  it.each([pending(), sending(), delivered, failed, superseded])(
    'changes nothing about what is $status by then',
    (state) => {
      expect(after(state, found('FAILED'), 1)).toBe(state);
    },
  );
});

describe('after a delivery report', () => {
  const after = (state: DeliveryState, progress: Progress) =>
    afterReport(delivery(state), report(progress), circumstances(2));

  it.each([pending(1), sending(), unknown(), accepted(), failed, superseded])(
    'a phone that has it is the truth, also for what is $status',
    (state) => {
      expect(after(state, 'DELIVERED')).toEqual({ ...delivered, attempt: state.attempt, since: at(2) });
    },
  );

  it.each(['DELIVERED', 'FAILED', 'ON_ITS_WAY'] as const)(
    '%s changes nothing about what was delivered',
    (progress) => {
      expect(after(delivered, progress)).toBe(delivered);
    },
  );

  it.each([pending(1), sending(), unknown(), accepted()])(
    'ends what is $status when it cannot arrive',
    (state) => {
      expect(after(state, 'FAILED')).toMatchObject({
        status: 'FAILED',
        failureCode: '3104',
        providerId: 'M1',
      });
    },
  );

  it.each([pending(1), sending(), unknown()])('proves that what is $status was accepted', (state) => {
    expect(after(state, 'ON_ITS_WAY')).toMatchObject({ status: 'ACCEPTED', providerId: 'M1' });
  });

  it.each([accepted(), failed, superseded])('an old one changes nothing about what is $status', (state) => {
    expect(after(state, 'ON_ITS_WAY')).toBe(state);
  });

  it.each([failed, superseded])('a second failure changes nothing about what is $status', (state) => {
    expect(after(state, 'FAILED')).toBe(state);
  });
});
