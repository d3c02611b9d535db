import { inSpan, TRACEPARENT_HEADER } from '@movecall/telemetry/trace';
import { createHmac, randomBytes } from 'node:crypto';
import { Agent, request } from 'undici';
import { type HttpAnswer, parseJson } from './solapi-answers.ts';

export interface SolapiHttpOptions {
  /** Origin: `https://api.solapi.com`, or the sandbox's. */
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly now: () => Date;
  /** For one request, ms. */
  readonly timeoutMs: number;
}

interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly traceparent?: string | null;
}

/** Connection errors that happen before a request is sent. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Signed requests to Solapi, each in a span of its own. A request is sent once and never throws. */
export function createSolapiHttp(options: SolapiHttpOptions) {
  const { url, now, timeoutMs } = options;
  const agent = new Agent({
    connect: { timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });

  async function exchange(sent: Request, traceparent: string | null): Promise<HttpAnswer> {
    const { method, path, body } = sent;
    try {
      const answer = await request(new URL(path, url), {
        method,
        dispatcher: agent,
        headers: {
          authorization: authorization(options),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(traceparent !== null && { [TRACEPARENT_HEADER]: traceparent }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const retryAfterMs = retryAfter(answer.headers['retry-after'], now());
      const text = await answer.body.text();
      return { kind: 'ANSWERED', status: answer.statusCode, body: parseJson(text), retryAfterMs };
    } catch (error) {
      const code = codeOf(error);
      return { kind: NOT_SENT.has(code) ? 'NOT_SENT' : 'LOST', code };
    }
  }

  return {
    call(sent: Request): Promise<HttpAnswer> {
      const attributes = {
        'http.request.method': sent.method,
        'server.address': new URL(url).hostname,
        'peer.service': 'solapi',
      };
      const name = `${sent.method} ${sent.path.split('?', 1)[0]}`;
      return inSpan(name, { kind: 'CLIENT', attributes }, async (span) => {
        const answer = await exchange(sent, span?.traceparent ?? sent.traceparent ?? null);
        if (answer.kind === 'ANSWERED') span?.set({ 'http.response.status_code': answer.status });
        else span?.fail(answer.code);
        return answer;
      });
    },
    close: (): Promise<void> => agent.close(),
  };
}

/** `HMAC-SHA256 apiKey=…, date=…, salt=…, signature=…`: date and salt are signed, the body is not. */
function authorization({ apiKey, apiSecret, now }: SolapiHttpOptions): string {
  const date = now().toISOString();
  const salt = randomBytes(16).toString('hex');
  const signature = createHmac('sha256', apiSecret)
    .update(date + salt)
    .digest('hex');
  return `HMAC-SHA256 apiKey=${apiKey}, date=${date}, salt=${salt}, signature=${signature}`;
}

/** A `Retry-After` header, seconds or a date, in ms. */
function retryAfter(value: string | string[] | undefined, now: Date): number | null {
  if (typeof value !== 'string') return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now.getTime();
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN_FAULT';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
