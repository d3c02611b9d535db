import { RequestRefused, type Session } from '@movecall/testkit/client';
import { acceptedMove, settledMove } from '@movecall/testkit/move-calls';
import { expect, test } from 'vitest';

const MOVE = { address: 'mapo', cost: 2_500_000, movingOn: '2027-03-02' };
const refused = (code: string) => new RequestRefused('the query', [{ code, message: 'Not now.' }]);

/** A session whose requests are answered one after the other, and what it was asked. */
function sessionOf(...answers: readonly unknown[]) {
  const asked: Record<string, unknown>[] = [];
  const ask = async (_query: string, variables: Record<string, unknown> = {}): Promise<unknown> => {
    const answer = answers[asked.push(variables) - 1];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, session: { ask } as unknown as Session };
}

test('a request that found no service in time is repeated with the same key', async () => {
  const { asked, session } = sessionOf(
    refused('SERVICE_UNAVAILABLE'),
    { requestMoveCall: { moveCall: null, userErrors: [{ code: 'TRY_AGAIN_LATER', message: '' }] } },
    { requestMoveCall: { moveCall: { id: 'one', status: 'ASSIGNING' }, userErrors: [] } },
  );
  expect(await acceptedMove(session, MOVE)).toBe('one');
  expect(
    new Set(asked.map(({ input }) => (input as { idempotencyKey: string }).idempotencyKey)),
  ).toHaveProperty('size', 1);
  expect(asked).toHaveLength(3);
});

test('a call whose order cannot be read yet is read again', async () => {
  const call = { id: 'one', order: { status: 'ASSIGNED' }, assignment: { status: 'ACTIVE' } };
  const { session } = sessionOf(refused('SERVICE_UNAVAILABLE'), { moveCall: call });
  expect(await settledMove(session, 'one', { order: 'ASSIGNED', assignment: 'ACTIVE' })).toEqual(call);
});

test('every other refusal ends the wait', async () => {
  await expect(acceptedMove(sessionOf(refused('FORBIDDEN')).session, MOVE)).rejects.toThrow(
    'the query was refused: FORBIDDEN Not now.',
  );
});
