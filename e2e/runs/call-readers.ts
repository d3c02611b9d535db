import { askGraphql } from '@movecall/testkit/client';
import { setTimeout as pause } from 'node:timers/promises';
import type { System } from '../support/system.ts';
import { messageWithCauses } from './message-with-causes.ts';

const QUERY = `query ($id: ID!) { moveCall(id: $id) {
  id version status order { status } assignment { status } timeline { version } } }`;
/** The run is about deploys, not about load. */
const PAUSE_MS = 250;

export interface ReadableCall {
  readonly id: string;
  readonly token: string;
  /** The latest version that its customer has seen. A query must not return an older one. */
  readonly version: number;
}

/** Clients who keep querying calls over HTTP. @param someCall returns the call to query next */
export function startCallReaders(
  { addresses }: Pick<System, 'addresses'>,
  someCall: () => ReadableCall | undefined,
  count: number,
) {
  const failures: string[] = [];
  let requests = 0;
  let ending = false;
  let isEnough: () => boolean = () => false;

  async function read({ id, token, version: least }: ReadableCall): Promise<void> {
    requests += 1;
    try {
      const { status, data, errors } = await askGraphql<{
        moveCall: { id: string; version: number; order: unknown; timeline: unknown[] } | null;
      }>(addresses, QUERY, { id }, token);
      const call = data?.moveCall;
      const isCurrent =
        errors.length === 0 && call?.id === id && call.version >= least && call.timeline.length >= least;
      if (!isCurrent || call.order === null)
        failures.push(`query: ${status} ${JSON.stringify({ data, errors, least })}`);
    } catch (error) {
      failures.push(`query: ${messageWithCauses(error)}`);
    }
  }

  const reader = async (): Promise<void> => {
    while (!ending && !isEnough()) {
      const call = someCall();
      if (call) await read(call);
      await pause(PAUSE_MS);
    }
  };
  const all = Promise.all(Array.from({ length: count }, reader));
  return {
    failures,
    requests: () => requests,
    /** Ends the readers once the condition holds. */
    until(condition: () => boolean) {
      isEnough = condition;
      return all;
    },
    async end() {
      ending = true;
      await all;
    },
  };
}
