import { percentile } from '@movecall/testkit/statistics';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';

/** A client waits this long for an answer, ms. Then the request counts as one without an answer. */
export const PATIENCE_MS = 30_000;

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  /** The HTTP status; null without an answer. */
  readonly status: number | null;
  /** The body, or the reason why there is none. */
  readonly text: string;
}

export interface Client {
  /** Sends a request on an idle connection, or on a new one. Resolves also without an answer. */
  send(request: HttpRequest): Promise<Answer>;
  close(): Promise<void>;
}

/** @param origin such as `http://127.0.0.1:4000` */
export function openClient(origin: string): Client {
  const pool = new Pool(origin, { headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS });
  return {
    async send({ method, path, headers, body }) {
      try {
        const answer = await pool.request({ method, path, headers, ...(body !== undefined && { body }) });
        return { status: answer.statusCode, text: await answer.body.text() };
      } catch (error) {
        return { status: null, text: (error as { code?: string }).code ?? String(error) };
      }
    },
    close: () => pool.destroy(),
  };
}

/** What a client with a fixed rate saw. */
export interface Latencies {
  readonly answered: number;
  /** Requests without a right answer. They count in the times too. */
  readonly failed: number;
  readonly firstFailure: string | null;
  /** From the moment at which the request was due, ms. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly worstMs: number;
}

interface SteadyTask {
  readonly perSecond: number;
  readonly seconds: number;
  readonly requestOf: (nth: number) => HttpRequest;
  /** Whether the answer is right. */
  readonly judge: (answer: Answer, nth: number) => boolean;
}

/**
 * Sends requests at a fixed rate, however long the answers take. A time starts when the request was due, so that a server which
 * stands still is measured by all requests that it delays.
 */
export async function sendSteadily(client: Client, task: SteadyTask): Promise<Latencies> {
  const { perSecond, seconds, requestOf, judge } = task;
  const times: number[] = [];
  let failed = 0;
  let firstFailure: string | null = null;
  const since = performance.now();
  async function sendOne(nth: number, due: number): Promise<void> {
    const answer = await client.send(requestOf(nth));
    times.push(performance.now() - due);
    if (judge(answer, nth)) return;
    failed += 1;
    firstFailure ??= `${answer.status} ${answer.text.slice(0, 300)}`;
  }
  const sent: Promise<void>[] = [];
  for (let nth = 0; nth < perSecond * seconds; nth += 1) {
    const due = since + (nth * 1_000) / perSecond;
    const early = due - performance.now();
    // oxlint-disable-next-line no-await-in-loop -- the rate is the point
    if (early > 0) await pause(early);
    sent.push(sendOne(nth, due));
  }
  await Promise.all(sent);
  const at = (share: number): number => percentile(times, share) ?? Number.NaN;
  return {
    answered: times.length - failed,
    failed,
    firstFailure,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    worstMs: at(1),
  };
}
