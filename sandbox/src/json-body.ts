import { readBody } from '@movecall/http';
import type { IncomingMessage } from 'node:http';

/**
 * Reads a request's JSON body; undefined when it is not JSON.
 *
 * @throws BodyTooLargeError past `limit` bytes
 */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  const body = await readBody(request, limit);
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
