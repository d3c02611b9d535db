import { expect, test } from 'vitest';
import { type AttemptStatus, repeat, standing } from '../src/attempt.ts';

const attempt = (status: AttemptStatus) => ({ id: 'a', status, fingerprint: 'same', deadline: new Date(0) });

test.each<[AttemptStatus, string, ReturnType<typeof repeat>]>([
  ['ACCEPTED', 'same', 'SAME_CALL'],
  ['ACCEPTED', 'other', 'KEY_REUSED'],
  ['PENDING', 'same', 'IN_FLIGHT'],
  ['PENDING', 'other', 'KEY_REUSED'],
  ['VOID', 'same', 'KEY_IS_FREE'],
  ['VOID', 'other', 'KEY_IS_FREE'],
])(
  'an idempotency key held by an attempt that is %s, asking for the %s: %s',
  (status, fingerprint, expected) => {
    expect(repeat(attempt(status), fingerprint)).toBe(expected);
  },
);

test.each<[AttemptStatus | null, ReturnType<typeof standing>]>([
  ['ACCEPTED', 'CALL_EXISTS'],
  ['PENDING', 'NOT_YET'],
  ['VOID', 'NONE'],
  [null, 'NONE'],
])('an event about an attempt that is %s: %s', (status, expected) => {
  expect(standing(status)).toBe(expected);
});
