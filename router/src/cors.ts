import type { Handler } from '@movecall/http';
import cors from 'cors';

/** How long a browser may cache a preflight, seconds. */
const MAX_AGE_SECONDS = 600;

/**
 * Lets pages of other origins read the responses. Clients sign in with a token and not with a cookie, so the CORS headers do
 * not allow credentials. Any other origin receives no CORS headers, and its preflight fails like any method that is not
 * served.
 *
 * @param origins as URL spells them: `https://a.example`
 */
export function withCors(origins: readonly string[], handler: Handler): Handler {
  const allowed = new Set(origins);
  const apply = cors({
    origin: (origin, decide) => decide(null, origin !== undefined && allowed.has(origin)),
    methods: ['GET', 'POST'],
    exposedHeaders: ['retry-after'],
    maxAge: MAX_AGE_SECONDS,
  });
  return async (request, response) => {
    // A response without an origin varies as well: a cache must not serve it to an origin that is allowed.
    response.setHeader('vary', 'Origin');
    if (request.headers.origin === undefined) return handler(request, response);
    let answered = true;
    // `cors` answers a preflight itself; for any other request it calls back synchronously.
    apply(request, response, () => (answered = false));
    if (!answered) await handler(request, response);
  };
}
