import { expect, test } from 'vitest';
import { afterSignIn, homeOf, signInPath } from '../src/routes.ts';

test('sign-in leads back to the path that needed it', () => {
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
])('after sign-in with %j the first screen is opened, and never another site', (search) => {
  expect(afterSignIn(search, 'CUSTOMER')).toBe('/');
  expect(afterSignIn(search, 'OPERATOR')).toBe(homeOf('OPERATOR'));
});
