import { expect, test } from 'vitest';
import { type AttemptStatus, repetitionOf } from '../src/acceptance/attempt.ts';

const attempt = (status: AttemptStatus) => ({ id: 'a', status, fingerprint: 'same', deadline: new Date(0) });

test.each<[AttemptStatus, string, ReturnType<typeof repetitionOf>]>([
  ['ACCEPTED', 'same', 'SAME_CALL'],
  ['ACCEPTED', 'other', 'KEY_REUSED'],
  ['PENDING', 'same', 'IN_FLIGHT'],
  ['PENDING', 'other', 'KEY_REUSED'],
  ['VOID', 'same', 'KEY_IS_FREE'],
  ['VOID', 'other', 'KEY_IS_FREE'],
])(
  'the key is held by an attempt that is %s, and the fingerprint is the %s: %s',
  (status, fingerprint, expected) => {
    expect(repetitionOf(attempt(status), fingerprint)).toBe(expected);
  },
);
