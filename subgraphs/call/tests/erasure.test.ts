import type { MoveCallStatus } from '@movecall/schema/events';
import { expect, test } from 'vitest';
import { isOpen } from '../src/erasure/erasure.ts';

const TODAY = '2026-11-30';

test.each<[MoveCallStatus, string, boolean]>([
  ['REQUESTED', '2026-12-01', true],
  ['ASSIGNING', '2026-11-29', true],
  ['CONFIRMED', '2026-11-30', true],
  ['CONFIRMED', '2026-11-29', false],
  ['IN_PROGRESS', '2026-11-29', true],
  ['COMPLETED', '2026-11-30', false],
  ['CANCELLED', '2026-12-01', false],
])('a call that is %s, for the day %s, is open: %s', (status, movingOn, open) => {
  expect(isOpen({ status, movingOn }, TODAY)).toBe(open);
});
