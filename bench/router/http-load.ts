import { Client, type Dispatcher } from 'undici';
import { callId, KNOWN_CALLS } from './sample-subgraphs.ts';
import { bodyOf } from './requests.ts';

/**
 * Sends requests to a gateway over a number of connections. Each connection sends its next request after the previous answer.
 * The id changes with every request, and every answer has to be complete and about that id.
 */
export interface LoadTask {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** Login tokens, assigned to the connections in turn. */
  readonly tokens: readonly string[];
}

export interface LoadResult {
  /** Correct answers. */
  readonly requests: number;
  /** Answers with another status than 200, with errors, or about another id. */
  readonly failures: number;
  /** The first wrong answer, for diagnosis. */
  readonly firstFailure: string | null;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface Request {
  readonly body: string;
  readonly mark: string;
}

/** A step through the ids that reaches every id. */
const STRIDE = 337;
const requests: Request[] = Array.from({ length: KNOWN_CALLS }, (_, nth) => ({
  body: bodyOf(callId(nth)),
  mark: `"${callId(nth)}"`,
}));

process.on('message', (message: { id: number; ask: string } & LoadTask) => {
  if (message.ask !== 'load') return;
  void load(message).then((result) => process.send?.({ id: message.id, ...result }));
});

async function load({ url, connections, seconds, tokens }: LoadTask): Promise<LoadResult> {
  const { origin, pathname } = new URL(url);
  const times: number[] = [];
  let failures = 0;
  let firstFailure: string | null = null;
  const since = performance.now();
  const until = since + seconds * 1_000;
  await Promise.all(
    Array.from({ length: connections }, async (_, connection) => {
      const client = new Client(origin, { headersTimeout: 30_000, bodyTimeout: 30_000 });
      const headers = {
        'content-type': 'application/json',
        accept: 'application/json',
        authorization: `Bearer ${tokens[connection % tokens.length]}`,
      };
      let nth = (connection * 7_919) % KNOWN_CALLS;
      let sent = performance.now();
      while (sent < until) {
        const { body, mark } = requests[nth]!;
        nth = (nth + STRIDE) % KNOWN_CALLS;
        // oxlint-disable-next-line no-await-in-loop -- one request at a time is what a connection is
        const wrong = await ask(client, { path: pathname, method: 'POST', headers, body }, mark);
        const now = performance.now();
        if (wrong === null) times.push(now - sent);
        else {
          failures += 1;
          firstFailure ??= `asked for ${mark} after ${((sent - since) / 1_000).toFixed(1)} s: ${wrong}`;
        }
        sent = now;
      }
      await client.close();
    }),
  );
  const sorted = Float64Array.from(times).sort();
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  return {
    requests: times.length,
    failures,
    firstFailure,
    seconds: (performance.now() - since) / 1_000,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  };
}

/**
 * Resolves to null when the answer is complete and contains `mark`, otherwise to the wrong answer. Uses `dispatch`, which costs
 * half of `client.request`.
 */
function ask(client: Client, options: Dispatcher.DispatchOptions, mark: string): Promise<string | null> {
  return new Promise((resolve) => {
    let status = 0;
    const chunks: Buffer[] = [];
    client.dispatch(options, {
      onRequestStart() {},
      onResponseStart(_controller, statusCode) {
        status = statusCode;
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        const text = (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString('latin1');
        const right = status === 200 && text.includes(mark) && !text.includes('"errors"');
        resolve(right ? null : `${status} ${text.slice(0, 500)}`);
      },
      onResponseError(_controller, error) {
        resolve(String(error));
      },
    });
  });
}
