import { Pool } from 'undici';

export interface Verdict {
  readonly status: number;
  /** Of the first error; null when there is none. */
  readonly code: string | null;
  readonly text: string;
}

export interface Flood {
  /** Sends one body, whatever it is, as JSON unless a header says otherwise. */
  post(body: string | Uint8Array, headers?: Record<string, string>): Promise<Verdict>;
  /** Sends many, so many at a time as there are connections; verdicts in the same order. */
  postAll(bodies: readonly (string | Uint8Array)[], headers?: Record<string, string>): Promise<Verdict[]>;
  close(): Promise<void>;
}

/** Few: what many requests cost together is not what is looked for. */
const CONNECTIONS = 8;

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

/** How often each verdict was given, as `400 BAD_REQUEST`. */
export function tally(verdicts: readonly Verdict[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, code } of verdicts) {
    const name = code === null ? String(status) : `${status} ${code}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
