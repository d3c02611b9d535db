import http, { type ClientRequest } from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';

export interface Reply {
  readonly status: number;
  readonly body: string;
}

export interface KeptConnections {
  /**
   * Posts JSON. What it asks for must be the same when it is asked twice: a server that goes away closes the connections it had
   * kept, perhaps in the very moment in which one is used again; then the request is sent once more, on another.
   *
   * @throws Error when there is no answer, or `signal` is aborted before it
   */
  post(body: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Reply>;
  close(): void;
}

/** The server went while the connection was idle, or nearly so. */
class StaleConnectionError extends Error {
  override readonly name = 'StaleConnectionError';
}

/** Connections to one endpoint that are kept for the next request. */
export function createKeptConnections(endpoint: URL): KeptConnections {
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
          // One that is new fails for good: this comes to an end when all that were kept are gone.
          if (!(error instanceof StaleConnectionError) || signal.aborted) throw error;
        }
      }
    },
    close: () => agent.destroy(),
  };
}

const isStale = (sent: ClientRequest, error: NodeJS.ErrnoException): boolean =>
  sent.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
