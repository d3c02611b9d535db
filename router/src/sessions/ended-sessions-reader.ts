import { IDENTITY_HEADER, type IdentitySigner } from '@movecall/identity';
import type { Logger } from '@movecall/telemetry/logger';
import { z } from 'zod';
import type { EndedSessions } from './ended-sessions.ts';

export interface EndedSessionsReaderOptions {
  /** The address of call's GraphQL endpoint. */
  readonly url: string;
  readonly signer: IdentitySigner;
  readonly endedSessions: EndedSessions;
  readonly logger: Logger;
}

export interface EndedSessionsReader {
  /** Resolves when the list was read for the first time, or when the reader is closed. */
  readonly begun: Promise<void>;
  /** Reads the list again, as soon as possible. */
  read(): void;
  close(): Promise<void>;
}

/** How often the list is read although no event was missed, ms: a router without Redis learns of ended sessions this late. */
const READ_EVERY_MS = 30_000;
const RETRY_MS = 1_000;
const TIMEOUT_MS = 2_000;

const answer = z.object({ data: z.object({ endedSessions: z.array(z.string()) }) });

/**
 * Reads the list of ended sessions from call, whose database is the truth: when the router starts, whenever it may have missed
 * an event, and now and then. Between two readings, SessionsEnded names those that end.
 */
export function startEndedSessionsReader(options: EndedSessionsReaderOptions): EndedSessionsReader {
  const { endedSessions, logger } = options;
  let [closed, wanted] = [false, false];
  let begin = (): void => undefined;
  let wake = (): void => undefined;
  let abort = (): void => undefined;

  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  /** @returns how long to wait before the next reading, ms */
  async function readOnce(): Promise<number> {
    const controller = new AbortController();
    abort = () => controller.abort();
    const timer = setTimeout(abort, TIMEOUT_MS);
    try {
      endedSessions.add(await readList(options, controller.signal));
      begin();
      return wanted ? 0 : READ_EVERY_MS;
    } catch (error) {
      if (!closed) logger.debug({ err: error }, 'ended sessions: call did not answer');
      return RETRY_MS;
    } finally {
      clearTimeout(timer);
    }
  }

  async function run(): Promise<void> {
    while (!closed) {
      wanted = false;
      const ms = await readOnce();
      if (!closed) await sleep(ms);
    }
  }

  const begun = new Promise<void>((resolve) => (begin = resolve));
  const running = run().finally(begin);
  return {
    begun,
    read() {
      wanted = true;
      wake();
    },
    async close() {
      closed = true;
      abort();
      wake();
      await running;
    },
  };
}

async function readList(
  { url, signer }: EndedSessionsReaderOptions,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const identity = await signer.sign({ id: 'router', role: 'SERVICE', moverId: null });
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [IDENTITY_HEADER]: identity },
    body: JSON.stringify({ query: '{ endedSessions }' }),
    signal,
  });
  return answer.parse(await response.json()).data.endedSessions;
}
