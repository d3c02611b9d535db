import http, { type ClientRequest } from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';

export interface Reply {
  readonly status: number;
  readonly body: string;
}

export interface KeepAliveClient {
  /**
   * Posts JSON. The request must be idempotent, since it may be sent twice: the server may close an idle connection in the
   * moment in which the client uses it again, and then the client sends the request once more, on another connection.
   *
   * @throws Error when there is no answer, or when `signal` is aborted before the answer
   */
  post(body: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Reply>;
  close(): void;
}

/** The server closed a connection that was idle, or nearly so. */
class StaleConnectionError extends Error {
  override readonly name = 'StaleConnectionError';
}

/** An HTTP client of one endpoint, which keeps its connections for the next requests. */
export function createKeepAliveClient(endpoint: URL): KeepAliveClient {
  const { Agent, request } = endpoint.protocol === 'https:' ? https : http;
  const agent = new Agent({ keepAlive: true });

  const send = (
    body: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const length = Buffer.byteLength(body);
      const sent = request(endpoint, {
        method: 'POST',
        agent,
        signal,
        headers: { ...headers, 'content-type': 'application/json', 'content-length': length },
      });
      sent.once('response', (response) => {
        text(response).then((read) => resolve({ status: response.statusCode ?? 0, body: read }), reject);
      });
      sent.on('error', (error) => reject(isStale(sent, error) ? new StaleConnectionError() : error));
      sent.end(body);
    });

  return {
    async post(body, headers, signal) {
      for (;;) {
        try {
          return await send(body, headers, signal);
        } catch (error) {
          // A new connection is never stale: the loop ends at the latest when all kept connections are used up.
          if (!(error instanceof StaleConnectionError) || signal.aborted) throw error;
        }
      }
    },
    close: () => agent.destroy(),
  };
}

const isStale = (sent: ClientRequest, error: NodeJS.ErrnoException): boolean =>
  sent.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
