import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers with a JSON body. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

/** The body of a request is larger than its limit. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/** The client closed the connection before the end of its request's body. Nobody waits for an answer. */
export class ClientLeftError extends Error {
  override readonly name = 'ClientLeftError';
}

/**
 * Reads the body of a request as text. A handler need not catch the errors: `startHttpService` does.
 *
 * @param limit the largest body, in bytes
 * @throws BodyTooLargeError when the body is larger; the rest of it is discarded
 * @throws ClientLeftError when the client closes the connection before the end of the body
 */
export function readBody(request: IncomingMessage, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        // Reads and discards the rest: a client that is still writing would not read the answer.
        request.removeAllListeners('data').resume();
        reject(new BodyTooLargeError(`the body is over ${limit} bytes`));
      } else chunks.push(chunk);
    });
    request.once('end', () => {
      const [first] = chunks;
      resolve((chunks.length === 1 && first ? first : Buffer.concat(chunks)).toString('utf8'));
    });
    // Depending on the moment, Node emits `error` and `close`, or `close` only.
    const left = (): void => {
      if (!request.complete)
        reject(new ClientLeftError('the client closed the connection before the end of the body'));
    };
    request.once('error', left);
    request.once('close', left);
  });
}
