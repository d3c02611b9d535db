import { describe, expect, it } from 'vitest';
import type { DeliveryFact } from '../src/delivery-state.ts';
import type { Finding, Progress } from '../src/provider.ts';
import {
  accepted,
  at,
  cases,
  delivered,
  expiring,
  failed,
  found,
  given,
  nothing,
  pending,
  putBack,
  sending,
  stateOf,
  type Story,
  superseded,
  unknown,
  when,
  Withdrawn,
} from './delivery-stories.ts';

const LookedUp = (seconds: number): DeliveryFact => ({ type: 'LookedUp', dueAt: at(seconds) });
const Unconfirmed = (seconds: number, providerId: string | null): DeliveryFact => ({
  type: 'Failed',
  providerId,
  failureCode: 'UNCONFIRMED',
  at: at(seconds),
});
/** What the provider has told, for `test.each`. */
const ended = (progress: 'DELIVERED' | 'FAILED', seconds: number): DeliveryFact =>
  progress === 'DELIVERED'
    ? { type: 'Delivered', providerId: 'M1', at: at(seconds) }
    : { type: 'Failed', providerId: 'M1', failureCode: '3104', at: at(seconds) };

describe('after a lookup', () => {
  const after = (story: Story, finding: Finding, seconds: number, asked = seconds) =>
    given(...story).when(when({ type: 'noteFinding', askedAt: at(asked), finding }, seconds));
  const absent: Finding = { kind: 'ABSENT' };
  const unavailable: Finding = { kind: 'UNAVAILABLE', code: 'HTTP_503' };

  it("an UNKNOWN delivery takes over the provider's progress", () => {
    expect(after(unknown(), found('ON_ITS_WAY'), 3)).toEqual({
      facts: [{ type: 'Accepted', providerId: 'M1', at: at(3), dueAt: at(23) }],
    });
    expect(after(unknown(), found('DELIVERED'), 3)).toEqual({ facts: [ended('DELIVERED', 3)] });
    expect(after(unknown(), found('FAILED'), 3)).toEqual({ facts: [ended('FAILED', 3)] });
  });

  it('an absence is not believed while the request may still be on its way', () => {
    expect(after(unknown(), absent, 3)).toEqual({ facts: [LookedUp(5)] });
    expect(stateOf([...unknown(), LookedUp(5)])).toEqual({ ...stateOf(unknown(1)), dueAt: at(5) });
  });

  it('the next lookup is due as soon as an absence can be believed', () => {
    expect(after(unknown(), absent, 9)).toEqual({ facts: [LookedUp(10)] });
  });

  it('an absence from an early lookup is not believed, however late its answer comes', () => {
    expect(after(unknown(), absent, 100, 9)).toEqual({ facts: [LookedUp(102)] });
  });

  it('a message that is certainly absent is sent again', () => {
    const fact: DeliveryFact = { type: 'PutBack', dueAt: at(10) };
    expect(after(unknown(3), absent, 10)).toEqual({ facts: [fact] });
    expect(stateOf([...unknown(3), fact])).toEqual({ status: 'PENDING', attempt: 1, dueAt: at(10) });
  });

  it('a withdrawn or expired message is not sent again', () => {
    expect(after([...unknown(), Withdrawn], absent, 10)).toEqual({
      facts: [{ type: 'Superseded', at: at(10) }],
    });
    expect(after(expiring(unknown(), 9), absent, 10)).toEqual({
      facts: [{ type: 'Failed', providerId: null, failureCode: 'EXPIRED', at: at(10) }],
    });
  });

  it('lookups back off while the provider is unavailable, and keep its Retry-After', () => {
    expect(after(unknown(0), unavailable, 100)).toEqual({ facts: [LookedUp(102)] });
    expect(after(unknown(6), { ...unavailable, retryAfterMs: 30_000 }, 100)).toEqual({
      facts: [LookedUp(130)],
    });
    expect(stateOf([...unknown(6), LookedUp(130)])).toEqual({ ...stateOf(unknown(7)), dueAt: at(130) });
  });

  it('a delivery fails when its provider stays unavailable after it has expired', () => {
    expect(after(unknown(9), unavailable, 609)).toMatchObject({ facts: [{ type: 'LookedUp' }] });
    expect(after(unknown(9), unavailable, 610)).toEqual({ facts: [Unconfirmed(610, null)] });
  });

  it.each([absent, unavailable, found('ON_ITS_WAY')])(
    'an ACCEPTED delivery is never sent again after $kind',
    (finding) => {
      expect(after(accepted(0), finding, 20)).toEqual({ facts: [LookedUp(60)] });
      expect(stateOf([...accepted(0), LookedUp(60)])).toEqual({ ...stateOf(accepted(1)), dueAt: at(60) });
      expect(after(accepted(9), finding, 300)).toEqual({ facts: [Unconfirmed(300, 'M1')] });
    },
  );

  it('an ACCEPTED delivery ends as the provider says', () => {
    expect(after(accepted(), found('DELIVERED'), 20)).toEqual({ facts: [ended('DELIVERED', 20)] });
    expect(after(accepted(), found('FAILED'), 20)).toEqual({ facts: [ended('FAILED', 20)] });
  });

  it.each(cases(pending, sending(), delivered, failed, superseded))(
    'a delivery that is %s by then does not change',
    (_, story) => {
      expect(after(story, found('FAILED'), 1)).toEqual(nothing);
    },
  );
});

describe('after a delivery report', () => {
  const after = (story: Story, progress: Progress) => {
    const report = { providerId: 'M1', progress, code: progress === 'FAILED' ? '3104' : '4000' };
    return given(...story).when(when({ type: 'noteReport', report }, 2));
  };

  it.each(cases(putBack, sending(), unknown(), accepted(), failed, superseded))(
    'DELIVERED always wins, also for a delivery that is %s',
    (_, story) => {
      expect(after(story, 'DELIVERED')).toEqual({ facts: [ended('DELIVERED', 2)] });
      const { attempt } = stateOf(story);
      expect(stateOf([...story, ended('DELIVERED', 2)])).toEqual({
        ...stateOf(delivered),
        attempt,
        since: at(2),
      });
    },
  );

  it.each(['DELIVERED', 'FAILED', 'ON_ITS_WAY'] as const)(
    '%s does not change a DELIVERED delivery',
    (progress) => {
      expect(after(delivered, progress)).toEqual(nothing);
    },
  );

  it.each(cases(putBack, sending(), unknown(), accepted()))(
    'a failure ends a delivery that is %s',
    (_, story) => {
      expect(after(story, 'FAILED')).toEqual({ facts: [ended('FAILED', 2)] });
      expect(stateOf([...story, ended('FAILED', 2)])).toMatchObject({
        status: 'FAILED',
        failureCode: '3104',
        providerId: 'M1',
      });
    },
  );

  it.each(cases(putBack, sending(), unknown()))(
    'ON_ITS_WAY proves the acceptance of a delivery that is %s',
    (_, story) => {
      expect(after(story, 'ON_ITS_WAY')).toEqual({
        facts: [{ type: 'Accepted', providerId: 'M1', at: at(2), dueAt: at(22) }],
      });
    },
  );

  it.each(cases(accepted(), failed, superseded))(
    'an old report does not change a delivery that is %s',
    (_, story) => {
      expect(after(story, 'ON_ITS_WAY')).toEqual(nothing);
    },
  );

  it.each(cases(failed, superseded))('another failure does not change a delivery that is %s', (_, story) => {
    expect(after(story, 'FAILED')).toEqual(nothing);
  });
});
