import { expect } from 'vitest';
import type { Saga } from '@movecall/testkit/saga';

/** The calls of a small day, by what became of them. */
export interface Played {
  readonly confirmed: string;
  /** The same mover, another day. */
  readonly alsoConfirmed: string;
  readonly cancelled: string;
  readonly waiting: string;
  /** Manage refused: it has a tombstone. */
  readonly refused: string;
  /** Manage accepted, its answer was lost: it has a cancelled order. */
  readonly withdrawn: string;
}

/** One mover, and customers who call. */
export async function play(saga: Saga): Promise<Played> {
  await saga.registerMover('01023456789');
  await saga.requestLoginCode('01012345678');

  async function accepted(daysAhead: number, status: 'CONFIRMED' | 'ASSIGNING'): Promise<string> {
    const id = await saga.request(daysAhead);
    if (id === null) throw new Error('the call was refused');
    await saga.reaches(id, status);
    return id;
  }

  async function refused(daysAhead: number): Promise<string> {
    expect(await saga.request(daysAhead)).toBeNull();
    const [attempt] = await saga.sql.call<{ id: string }[]>`
      select id from attempts where status = 'VOID' order by created_at desc limit 1`;
    return attempt!.id;
  }

  const confirmed = await accepted(10, 'CONFIRMED');
  const alsoConfirmed = await accepted(11, 'CONFIRMED');
  const cancelled = await accepted(12, 'CONFIRMED');
  const waiting = await accepted(10, 'ASSIGNING');
  await saga.cancel(cancelled);
  await saga.reaches(cancelled, 'CANCELLED');
  const line = saga.lines[0]!;
  line.set({ kind: 'refused' });
  const tombstoned = await refused(13);
  line.set({ kind: 'open' });
  const lost = line.loseReply({ sent: 'RequestAssignment', answer: 'ACCEPTED' });
  const withdrawn = await refused(14);
  await lost;
  return { confirmed, alsoConfirmed, cancelled, waiting, refused: tombstoned, withdrawn };
}
