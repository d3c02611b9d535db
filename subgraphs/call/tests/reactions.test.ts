import { fact } from '@movecall/schema/events';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createReactions } from '../src/reactions.ts';

const at = new Date('2026-12-01T03:00:00Z');
// Nothing of the event is sealed.
const reactions = createReactions({ sealer: {} as never, now: () => at });

test('a call that waits at another time is told of it with its reason', () => {
  const rescheduled = { movingOn: '2026-12-09', slot: 'ALL_DAY', cost: 1_700_000 } as const;
  const { data } = fact('AssignmentFailed', randomUUID(), { reason: 'NO_MOVER_FREE', rescheduled });
  expect(reactions.AssignmentFailed?.({ data } as never)).toEqual({
    call: { type: 'noteNoMoverFree', reason: 'NO_MOVER_FREE', newTime: rescheduled, at },
  });
});
