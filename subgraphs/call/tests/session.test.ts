import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decideRefresh, hasLostRole, type Session } from '../src/sign-in/session.ts';
import { cookieValue, isProven, parseCookieValue } from '../src/sign-in/session-cookie.ts';

const NOW = new Date('2026-11-30T03:00:00Z');
const before = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000);
const session: Session = {
  generation: 5,
  refreshedAt: before(1),
  expiresAt: before(-60),
  endedAt: null,
  hasLostRole: false,
};

describe('a cookie of a session', () => {
  test('of the current generation is replaced by the next one', () => {
    expect(decideRefresh(session, 5, NOW)).toEqual({ type: 'RENEWED', generation: 6, refreshedAt: NOW });
  });

  test('that was replaced a moment ago gets the same replacement again', () => {
    const { refreshedAt } = session;
    expect(decideRefresh(session, 4, NOW)).toEqual({ type: 'RENEWED', generation: 5, refreshedAt });
  });

  test.each([
    ['was replaced half a minute ago', 4, { refreshedAt: before(30) }],
    ['was replaced twice', 3, {}],
    ['is newer than the session, which was restored from a backup', 6, {}],
    ['names a role that its person has lost', 5, { hasLostRole: true }],
  ] as const)('ends the session when it %s', (_when, generation, change) => {
    expect(decideRefresh({ ...session, ...change }, generation, NOW)).toEqual({ type: 'ENDED' });
  });

  test.each([
    ['ended', { endedAt: before(1) }],
    ['expired', { expiresAt: NOW }],
  ] as const)('is refused when the session has %s', (_what, change) => {
    expect(decideRefresh({ ...session, ...change }, 5, NOW)).toEqual({ type: 'REFUSED' });
  });
});

test.each([
  ['CUSTOMER', 'MOVER', false],
  ['OPERATOR', 'OPERATOR', false],
  ['OPERATOR', 'CUSTOMER', true],
  ['MOVER', 'CUSTOMER', true],
] as const)(
  'a session with the role %s of a person with the role %s has lost its role: %s',
  (was, is, lost) => {
    expect(hasLostRole({ role: was, moverId: null }, { role: is, moverId: null })).toBe(lost);
  },
);

test('a session of a mover has lost its role when the phone is another mover’s', () => {
  const [one, two] = [randomUUID(), randomUUID()];
  expect(hasLostRole({ role: 'MOVER', moverId: one }, { role: 'MOVER', moverId: two })).toBe(true);
});

describe('the value of a cookie', () => {
  const id = randomUUID();
  const value = cookieValue(id, 7, 'secret');

  test('proves the generation that it names', () => {
    const claim = parseCookieValue(value);
    expect(claim).toMatchObject({ sessionId: id, generation: 7 });
    expect(claim && isProven(claim, 'secret')).toBe(true);
  });

  test('proves nothing with another secret, for another generation or cut short', () => {
    expect(isProven(parseCookieValue(value)!, 'other')).toBe(false);
    expect(isProven(parseCookieValue(value.replace('.7.', '.8.'))!, 'secret')).toBe(false);
    expect(isProven(parseCookieValue(value.slice(0, -1))!, 'secret')).toBe(false);
  });

  test.each(['', 'a.b.c', `${id}.1`, `${id}.-1.x`, `${id}.1.x.y`, `${id}.9999999999.x`])(
    '%j is none',
    (text) => {
      expect(parseCookieValue(text)).toBeNull();
    },
  );
});
