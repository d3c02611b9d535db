import type { Viewer } from '@movecall/identity';
import { randomUUID } from 'node:crypto';
import { until } from '@movecall/service/until';
import type { RequestOptions, Saga } from '@movecall/testkit/saga';

/** What a customer wants: the day of the move, and whether to cancel the call. */
export interface Wish {
  readonly daysAhead: number;
  readonly fate: 'KEPT' | 'CANCELLED_AT_ONCE' | 'CANCELLED_ONCE_CONFIRMED';
}

/** A call that was accepted. */
export interface Made extends Wish {
  readonly id: string;
  /** The customer's phone number in the sandbox's notation. */
  readonly tel: string;
}

/**
 * Makes calls at the same time, one customer for each wish. Neighbouring customers send their requests to different
 * replicas. A customer's cancel goes to another replica than the request.
 */
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

/** Retries as an app does: after "try again" or a lost connection it sends the same request to the next replica. */
function patiently<T>(what: string, { by, nth }: Asker, ask: (asking: RequestOptions) => Promise<T | null>) {
  let asked = nth;
  return until(what, async () => {
    try {
      return (await ask({ by, nth: asked })) ?? undefined;
    } catch (error) {
      // fetch throws a TypeError when the connection is lost. An answer with an error is another type.
      if (error instanceof TypeError) return undefined;
      throw error;
    } finally {
      asked += 1;
    }
  });
}
