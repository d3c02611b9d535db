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

/**
 * Reads the body of a request as text.
 *
 * @param limit the largest body, in bytes
 * @throws BodyTooLargeError when the body is larger; the rest of it is discarded
 * @throws Error when the client closes the connection before the end of the body
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
    request.once('error', reject);
    // When the client closes the connection within its request, there is neither `end` nor `error`.
    request.once('close', () => {
      if (!request.complete) reject(new Error('the client closed the connection before the end of the body'));
    });
  });
}
