import { askGraphql } from '@movecall/testkit/client';
import { setTimeout as pause } from 'node:timers/promises';
import type { System } from '../support/system.ts';
import { messageWithCauses } from './message-with-causes.ts';

const QUERY = `query ($id: ID!) { moveCall(id: $id) {
  id version status order { status } assignment { status } timeline { version } } }`;
/** Two dozen requests a second in all: what is looked at is who goes away, and not how much a machine bears. */
const PAUSE_MS = 250;

interface SomeCall {
  readonly id: string;
  readonly token: string;
  /** What its customer has been told already: nobody may be shown an older one from now on. */
  readonly version: number;
}

/** People who look at calls all the time, over HTTP. */
export function startCallReaders(
  { addresses }: Pick<System, 'addresses'>,
  someCall: () => SomeCall | undefined,
  count: number,
) {
  const failures: string[] = [];
  let requests = 0;
  let ending = false;
  let enough: () => boolean = () => false;

  async function look({ id, token, version: least }: SomeCall): Promise<void> {
    requests += 1;
    try {
      const { status, data, errors } = await askGraphql<{
        moveCall: { id: string; version: number; order: unknown; timeline: unknown[] } | null;
      }>(addresses, QUERY, { id }, token);
      const call = data?.moveCall;
      const sound =
        errors.length === 0 && call?.id === id && call.version >= least && call.timeline.length >= least;
      if (!sound || call.order === null)
        failures.push(`query: ${status} ${JSON.stringify({ data, errors, least })}`);
    } catch (error) {
      failures.push(`query: ${messageWithCauses(error)}`);
    }
  }

  const reader = async (): Promise<void> => {
    while (!ending && !enough()) {
      const call = someCall();
      if (call) await look(call);
      await pause(PAUSE_MS);
    }
  };
  const all = Promise.all(Array.from({ length: count }, reader));
  return {
    failures,
    requests: () => requests,
    /** Resolves once they have seen enough, and look no more. */
    until(condition: () => boolean) {
      enough = condition;
      return all;
    },
    async end() {
      ending = true;
      await all;
    },
  };
}
