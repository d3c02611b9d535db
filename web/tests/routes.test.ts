import { expect, test } from 'vitest';
import { afterSignIn, homeOf, signInPath } from '../src/routes.ts';

test('sign-in leads back to where they were', () => {
  const { search } = new URL(signInPath('/calls/0b5c1c5e-0000-4000-8000-00000000000a'), 'http://page');
  expect(afterSignIn(search, 'CUSTOMER')).toBe('/calls/0b5c1c5e-0000-4000-8000-00000000000a');
});

test.each([
  '',
  '?next=',
  '?next=https://elsewhere.example',
  '?next=//elsewhere',
  '?next=/\\elsewhere',
  '?next=/a?b=//c',
])('from %j it leads home, and never to another site', (search) => {
  expect(afterSignIn(search, 'CUSTOMER')).toBe('/');
  expect(afterSignIn(search, 'OPERATOR')).toBe(homeOf('OPERATOR'));
});
