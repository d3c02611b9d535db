import { expect } from 'vitest';
import type { Saga } from '@movecall/testkit/saga';

/** The ids of sample calls, by their outcome. */
export interface SampleCalls {
  readonly confirmed: string;
  /** With the same mover, on another day. */
  readonly alsoConfirmed: string;
  readonly cancelled: string;
  readonly waiting: string;
  /** Manage was unreachable and has a tombstone. */
  readonly refused: string;
  /** Manage accepted it, but the reply was lost; manage has a cancelled order. */
  readonly withdrawn: string;
  /** Accepted with a quote, confirmed, and the customer was told of the contract. */
  readonly quoted: string;
  /** Accepted with another quote; no team of a company is free. */
  readonly quotedWaiting: string;
  /** Confirmed with the same team on another day, and then cancelled by its customer. */
  readonly quotedCancelled: string;
}

/** Registers one mover and makes the sample calls. */
export async function makeSampleCalls(saga: Saga): Promise<SampleCalls> {
  await saga.registerMover('01023456789');
  await saga.requestLoginCode('01012345678');
  await saga.sendQuote(
    await saga.requestQuote(await saga.newCustomer('+821055556666'), 'mapo'),
    '01055556666',
  );

  async function accepted(daysAhead: number, status: 'CONFIRMED' | 'ASSIGNING'): Promise<string> {
    const id = await saga.request(daysAhead);
    if (id === null) throw new Error('the sample call was refused');
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
  const quotedCalls = await makeQuotedCalls(saga);
  return { confirmed, alsoConfirmed, cancelled, waiting, refused: tombstoned, withdrawn, ...quotedCalls };
}

/** The only team of a company takes moves of another type, so that it gets none of the other calls. */
async function makeQuotedCalls(saga: Saga) {
  const moveTypes = ['HALF_PACKING'] as const;
  const companyId = await saga.registerCompany();
  const team = await saga.registerMover('01023456780', { companyId, moveTypes });
  const customer = await saga.newCustomer('+821066667777');
  async function accepted(daysAhead: number, status: 'CONFIRMED' | 'ASSIGNING'): Promise<string> {
    const quote = await saga.requestQuote(customer, 'mapo', { moveType: 'HALF_PACKING', daysAhead });
    const id = await saga.accept(quote, customer);
    await saga.reaches(id, status);
    return id;
  }
  const quoted = await accepted(10, 'CONFIRMED');
  const quotedWaiting = await accepted(10, 'ASSIGNING');
  const quotedCancelled = await accepted(11, 'CONFIRMED');
  await saga.cancel(quotedCancelled, { by: customer });
  await saga.reaches(quotedCancelled, 'CANCELLED');
  // What was agreed stays as it was when the team leaves its company.
  await saga.joinCompany(team, null);
  return { quoted, quotedWaiting, quotedCancelled };
}
