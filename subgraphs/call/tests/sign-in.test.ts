import type { Tel } from '@movecall/values/tel';
import { describe, expect, test } from 'vitest';
import {
  codeExpiry,
  decideLogin,
  formatCode,
  parseCode,
  type SignIn,
  viewerOf,
} from '../src/sign-in/sign-in.ts';

const now = new Date('2026-11-22T03:00:00Z');
const open: SignIn = { id: 's', expiresAt: new Date(now.getTime() + 1), wrongAnswers: 0, used: false };
const refused = (code: string, countsAgainst: string | null = null) => ({
  type: 'REFUSED',
  code,
  countsAgainst,
});

describe('a login code', () => {
  test.each<[string, SignIn | null, boolean, object]>([
    ['right', open, true, { type: 'SIGNED_IN', signInId: 's' }],
    ['wrong', open, false, refused('INVALID_CODE', 's')],
    ['right, at the fifth attempt', { ...open, wrongAnswers: 4 }, true, { type: 'SIGNED_IN', signInId: 's' }],
    ['right, after five wrong answers', { ...open, wrongAnswers: 5 }, true, refused('TOO_MANY_ATTEMPTS')],
    ['wrong, after five wrong answers', { ...open, wrongAnswers: 5 }, false, refused('TOO_MANY_ATTEMPTS')],
    ['right, but expired', { ...open, expiresAt: now }, true, refused('INVALID_CODE')],
    ['right, but used', { ...open, used: true }, true, refused('INVALID_CODE')],
    ['that was never sent', null, false, refused('INVALID_CODE')],
  ])('%s', (_name, signIn, isRight, decision) => {
    expect(decideLogin(signIn, isRight, now)).toEqual(decision);
  });

  test('expires after five minutes', () => {
    expect(codeExpiry(now)).toEqual(new Date('2026-11-22T03:05:00Z'));
  });

  test('always has six digits', () => {
    expect(formatCode(7)).toBe('000007');
    expect(formatCode(999_999)).toBe('999999');
  });

  test.each([
    ['123456', '123456'],
    [' 123 456 ', '123456'],
    ['１２３４５６', '123456'],
    ['123-456', '123456'],
    ['\u202d123\u2013456\u202c', '123456'],
    ['12345', null],
    ['1234567', null],
    ['12345a', null],
    ['', null],
    ['1'.repeat(10_000), null],
  ])('typed as %j is parsed as %j', (text, code) => {
    expect(parseCode(text)).toBe(code);
  });
});

describe('a person signs in', () => {
  const person = { id: 'p', tel: '+821012345678' as Tel };
  const nobody = new Set<Tel>();

  test('as a customer', () => {
    expect(viewerOf(person, nobody, null)).toEqual({ id: 'p', role: 'CUSTOMER', moverId: null });
  });

  test('as a mover when assign has registered the phone', () => {
    expect(viewerOf(person, nobody, 'm')).toEqual({ id: 'p', role: 'MOVER', moverId: 'm' });
  });

  test('as an operator when the configuration names the phone, even if a mover has it', () => {
    expect(viewerOf(person, new Set([person.tel]), 'm')).toEqual({
      id: 'p',
      role: 'OPERATOR',
      moverId: null,
    });
  });
});
