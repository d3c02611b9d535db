import { describe, expect, it } from 'vitest';
import type { Delivery, DeliveryState } from '../src/delivery.ts';
import { afterLookUp, afterReport } from '../src/delivery-outcome.ts';
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

describe('after a lookup', () => {
  const after = (state: DeliveryState, finding: Finding, seconds: number, rest: Partial<Delivery> = {}) =>
    afterLookUp(delivery(state, rest), at(seconds), finding, circumstances(seconds));
  const absent: Finding = { kind: 'ABSENT' };
  const unavailable: Finding = { kind: 'UNAVAILABLE', code: 'HTTP_503' };

  it("an UNKNOWN delivery takes over the provider's progress", () => {
    expect(after(unknown(), found('ON_ITS_WAY'), 3)).toMatchObject({
      status: 'ACCEPTED',
      providerId: 'M1',
      since: at(3),
    });
    expect(after(unknown(), found('DELIVERED'), 3)).toMatchObject({ status: 'DELIVERED', providerId: 'M1' });
    expect(after(unknown(), found('FAILED'), 3)).toMatchObject({ status: 'FAILED', providerId: 'M1' });
  });

  it('an absence is not believed while the request may still be on its way', () => {
    expect(after(unknown(), absent, 3)).toEqual({ ...unknown(1), dueAt: at(5) });
  });

  it('the next lookup is due as soon as an absence can be believed', () => {
    expect(after(unknown(), absent, 9)).toEqual({ ...unknown(1), dueAt: at(10) });
  });

  it('an absence from an early lookup is not believed, however late its answer comes', () => {
    const state = afterLookUp(delivery(unknown()), at(9), absent, circumstances(100));
    expect(state).toEqual({ ...unknown(1), dueAt: at(102) });
  });

  it('a message that is certainly absent is sent again', () => {
    expect(after(unknown(3), absent, 10)).toEqual(pending(1, at(10)));
  });

  it('a withdrawn or expired message is not sent again', () => {
    expect(after(unknown(), absent, 10, { withdrawn: true }).status).toBe('SUPERSEDED');
    expect(after(unknown(), absent, 10, { expiresAt: at(9) })).toMatchObject({
      status: 'FAILED',
      failureCode: 'EXPIRED',
    });
  });

  it('lookups back off while the provider is unavailable, and keep its Retry-After', () => {
    expect(after(unknown(0), unavailable, 100)).toEqual({ ...unknown(1), dueAt: at(102) });
    expect(after(unknown(6), { ...unavailable, retryAfterMs: 30_000 }, 100)).toEqual({
      ...unknown(7),
      dueAt: at(130),
    });
  });

  it('a delivery fails when its provider stays unavailable after it has expired', () => {
    expect(after(unknown(9), unavailable, 609).status).toBe('UNKNOWN');
    expect(after(unknown(9), unavailable, 610)).toMatchObject({
      status: 'FAILED',
      failureCode: 'UNCONFIRMED',
    });
  });

  it.each([absent, unavailable, found('ON_ITS_WAY')])(
    'an ACCEPTED delivery is never sent again after $kind',
    (finding) => {
      expect(after(accepted(0), finding, 20)).toEqual({ ...accepted(1), dueAt: at(60) });
      expect(after(accepted(9), finding, 300)).toMatchObject({
        status: 'FAILED',
        failureCode: 'UNCONFIRMED',
        providerId: 'M1',
      });
    },
  );

  it('an ACCEPTED delivery ends as the provider says', () => {
    expect(after(accepted(), found('DELIVERED'), 20).status).toBe('DELIVERED');
    expect(after(accepted(), found('FAILED'), 20).status).toBe('FAILED');
  });

  it.each([pending(), sending(), delivered, failed, superseded])(
    'a delivery that is $status by then does not change',
    (state) => {
      expect(after(state, found('FAILED'), 1)).toBe(state);
    },
  );
});

describe('after a delivery report', () => {
  const after = (state: DeliveryState, progress: Progress) =>
    afterReport(delivery(state), report(progress), circumstances(2));

  it.each([pending(1), sending(), unknown(), accepted(), failed, superseded])(
    'DELIVERED always wins, also for a delivery that is $status',
    (state) => {
      expect(after(state, 'DELIVERED')).toEqual({ ...delivered, attempt: state.attempt, since: at(2) });
    },
  );

  it.each(['DELIVERED', 'FAILED', 'ON_ITS_WAY'] as const)(
    '%s does not change a DELIVERED delivery',
    (progress) => {
      expect(after(delivered, progress)).toBe(delivered);
    },
  );

  it.each([pending(1), sending(), unknown(), accepted()])(
    'a failure ends a delivery that is $status',
    (state) => {
      expect(after(state, 'FAILED')).toMatchObject({
        status: 'FAILED',
        failureCode: '3104',
        providerId: 'M1',
      });
    },
  );

  it.each([pending(1), sending(), unknown()])(
    'ON_ITS_WAY proves the acceptance of a delivery that is $status',
    (state) => {
      expect(after(state, 'ON_ITS_WAY')).toMatchObject({ status: 'ACCEPTED', providerId: 'M1' });
    },
  );

  it.each([accepted(), failed, superseded])(
    'an old report does not change a delivery that is $status',
    (state) => {
      expect(after(state, 'ON_ITS_WAY')).toBe(state);
    },
  );

  it.each([failed, superseded])('another failure does not change a delivery that is $status', (state) => {
    expect(after(state, 'FAILED')).toBe(state);
  });
});
