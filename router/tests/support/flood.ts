import { Pool } from 'undici';

export interface Verdict {
  readonly status: number;
  /** The code of the first error; null without errors. */
  readonly code: string | null;
  readonly text: string;
}

export interface Flood {
  /** Sends one body unchanged; its content type is JSON unless a header overrides it. */
  post(body: string | Uint8Array, headers?: Record<string, string>): Promise<Verdict>;
  /** Sends many bodies, one at a time on each connection. The verdicts are in the same order. */
  postAll(bodies: readonly (string | Uint8Array)[], headers?: Record<string, string>): Promise<Verdict[]>;
  close(): Promise<void>;
}

/** Few connections: the tests measure what a single request costs. */
const CONNECTIONS = 8;

/** Opens connections to a router, for thousands of requests. @param url the router's origin */
export function openFlood(url: string): Flood {
  const pool = new Pool(url, { connections: CONNECTIONS });
  async function post(body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Verdict> {
    const { statusCode, body: answer } = await pool.request({
      path: '/graphql',
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    const text = await answer.text();
    return { status: statusCode, code: codeOf(text), text };
  }
  return {
    post,
    async postAll(bodies, headers) {
      const verdicts: Verdict[] = [];
      const left = bodies.entries();
      const worker = async (): Promise<void> => {
        for (const [index, body] of left) verdicts[index] = await post(body, headers);
      };
      await Promise.all(Array.from({ length: CONNECTIONS }, worker));
      return verdicts;
    },
    close: () => pool.close(),
  };
}

function codeOf(text: string): string | null {
  const { errors } = JSON.parse(text) as { errors?: { extensions?: { code?: string } }[] };
  return errors?.[0]?.extensions?.code ?? null;
}

/** Counts the verdicts by name, such as `400 BAD_REQUEST`. */
export function tally(verdicts: readonly Verdict[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, code } of verdicts) {
    const name = code === null ? String(status) : `${status} ${code}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
