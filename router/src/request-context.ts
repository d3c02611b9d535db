import { continueClientTrace, TRACEPARENT_HEADER } from '@movecall/telemetry/trace';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { operationOfRequest } from './admission.ts';
import type { RouterContext } from './context.ts';
import type { RequestChecks } from './request-checks.ts';

/**
 * Makes the context of an HTTP request, after the request has passed the checks. The cheapest check comes first.
 *
 * @param forwardHeaders names of the client's headers that the router forwards to subgraphs, in lower case
 * @returns a function that throws CodedError or RateLimitedError when a check refuses the request
 */
export const createRequestContext =
  (
    { clientAddress, authenticate, rateLimits, admit }: RequestChecks,
    forwardHeaders: readonly string[],
  ): ((request: IncomingMessage, body: unknown, response: ServerResponse) => Promise<RouterContext>) =>
  async (request, body, response) => {
    const address = clientAddress(request);
    const session = await authenticate(request.headers.authorization).catch(async (error: unknown) => {
      // A request with an invalid token counts as well: it may be an attempt to guess one.
      await rateLimits.count(address, null);
      throw error;
    });
    const viewer = session?.viewer ?? null;
    await rateLimits.count(address, viewer);
    admit(operationOfRequest(request, body));
    const traceparent = continueClientTrace(request.headers[TRACEPARENT_HEADER] as string | undefined);
    return {
      viewer,
      traceparent,
      address,
      forwarded: headersToForward(request, forwardHeaders),
      cookies: {
        sent: request.headers.cookie ?? null,
        set: (cookies) => void response.appendHeader('set-cookie', cookies),
      },
    };
  };

/** Names and values in turn. */
const headersToForward = ({ headers }: IncomingMessage, names: readonly string[]): string[] =>
  names.flatMap((name) => (headers[name] === undefined ? [] : [name, String(headers[name])]));
