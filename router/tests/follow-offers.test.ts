import { expect, test, vi } from 'vitest';
import type { Viewer } from '@movecall/identity';
import { followOffers } from '../src/live/follow-offers.ts';

const team: Viewer = { id: 'person', role: 'MOVER', moverId: 'team' };
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A follower whose reads answer when the test says so. */
function follow(viewer: Viewer | null = team) {
  const reads: { resolve(payload: string): void; reject(error: Error): void }[] = [];
  let changed = (): void => undefined;
  const unlisten = vi.fn<() => void>();
  const next = vi.fn<(payload: string) => void>();
  const fail = vi.fn<(error: unknown) => void>();
  const leave = followOffers(
    viewer,
    {
      listen(moverId, onChange) {
        expect(moverId).toBe('team');
        changed = onChange;
        return unlisten;
      },
    },
    {
      sink: { next, isFull: () => false, drained: async () => undefined },
      end: { complete: () => expect.fail('it goes on'), fail },
      execute(event) {
        expect(event).toEqual({ team: { id: 'team' } });
        return new Promise((resolve, reject) => reads.push({ resolve, reject }));
      },
    },
  );
  return { reads, changed: () => changed(), unlisten, next, fail, leave };
}

test('the offers are sent as they are now, and again after a change', async () => {
  const { reads, changed, next } = follow();
  await turn();
  reads[0]?.resolve('now');
  await turn();
  expect(next.mock.calls).toEqual([['now']]);
  changed();
  await turn();
  reads[1]?.resolve('later');
  await turn();
  expect(next.mock.calls).toEqual([['now'], ['later']]);
});

test('changes that come during a read lead to one more, whose answer is sent last', async () => {
  const { reads, changed, next } = follow();
  await turn();
  changed();
  changed();
  await turn();
  expect(reads).toHaveLength(1);
  reads[0]?.resolve('before');
  await turn();
  expect(reads).toHaveLength(2);
  reads[1]?.resolve('after');
  await turn();
  expect(next.mock.calls).toEqual([['before'], ['after']]);
  expect(reads).toHaveLength(2);
});

test('nothing is sent to whoever has left', async () => {
  const { reads, changed, next, unlisten, leave } = follow();
  await turn();
  leave();
  expect(unlisten).toHaveBeenCalledOnce();
  reads[0]?.resolve('late');
  changed();
  await turn();
  expect(next).not.toHaveBeenCalled();
  expect(reads).toHaveLength(1);
});

test('an error ends the subscription', async () => {
  const { reads, fail, unlisten } = follow();
  await turn();
  reads[0]?.reject(new Error('no'));
  await turn();
  expect(fail).toHaveBeenCalledOnce();
  expect(unlisten).toHaveBeenCalledOnce();
});

test.each([
  null,
  { id: 'person', role: 'CUSTOMER', moverId: null },
  { id: 'person', role: 'OPERATOR', moverId: null },
  { id: 'person', role: 'MOVER', moverId: null },
] as const)('who is no team has no offers: %j', (viewer) => {
  expect(() => follow(viewer)).toThrow(expect.objectContaining({ extensions: { code: 'FORBIDDEN' } }));
});
