import type { Viewer } from '@movecall/identity';
import { randomUUID } from 'node:crypto';
import { until } from '@movecall/service/until';
import type { RequestOptions, Saga } from '@movecall/testkit/saga';

/** What a customer wants: a mover on a day, or in the end none. */
export interface Wish {
  readonly daysAhead: number;
  readonly fate: 'KEPT' | 'CANCELLED_AT_ONCE' | 'CANCELLED_ONCE_CONFIRMED';
}

/** A call that was accepted. */
export interface Made extends Wish {
  readonly id: string;
  /** Whose it is, as the sandbox names a phone. */
  readonly tel: string;
}

/** One customer for each wish, all at the same time; each asks another replica than the one before, and cancels at another. */
export const makeCalls = (saga: Saga, wishes: readonly Wish[]): Promise<Made[]> =>
  Promise.all(
    wishes.map(async (wish, nth): Promise<Made> => {
      const number = `10${55_000_000 + (customers += 1)}`;
      const by = await saga.newCustomer(`+82${number}`);
      const id = await accepted(saga, wish, { by, nth });
      if (wish.fate === 'CANCELLED_ONCE_CONFIRMED') await saga.reaches(id, 'CONFIRMED');
      if (wish.fate !== 'KEPT') await cancelled(saga, id, { by, nth: nth + 1 });
      return { ...wish, id, tel: `0${number}` };
    }),
  );

let customers = 0;

interface Asker {
  readonly by: Viewer;
  readonly nth: number;
}

const accepted = (saga: Saga, { daysAhead }: Wish, asker: Asker): Promise<string> => {
  const idempotencyKey = randomUUID();
  return patiently('a call to be accepted', asker, (asking) =>
    saga.request(daysAhead, { ...asking, idempotencyKey }),
  );
};

const cancelled = (saga: Saga, id: string, asker: Asker): Promise<unknown> =>
  patiently(`call ${id} to be cancelled`, asker, (asking) => saga.cancel(id, asking));

/** As an app does it: told to try again, or cut off, it asks the same again, and comes to the next replica. */
function patiently<T>(what: string, { by, nth }: Asker, ask: (asking: RequestOptions) => Promise<T | null>) {
  let asked = nth;
  return until(what, async () => {
    try {
      return (await ask({ by, nth: asked })) ?? undefined;
    } catch (error) {
      // What fetch throws when a connection is lost; an answer that says there was an error is none of these.
      if (error instanceof TypeError) return undefined;
      throw error;
    } finally {
      asked += 1;
    }
  });
}
