import type { Handler } from '@movecall/http';
import cors from 'cors';

/** How long a browser may remember that it may ask, in seconds. */
const MAX_AGE_SECONDS = 600;

/**
 * Lets pages of other origins read the answers. Who asks is told by a token and not by a cookie, so credentials are not
 * allowed. For any other origin there are no CORS headers, and its preflight is answered like any method that is not served.
 */
export function withCors(origins: readonly string[], handler: Handler): Handler {
  const allowed = new Set(origins);
  const apply = cors({
    origin: (origin, tell) => tell(null, origin !== undefined && allowed.has(origin)),
    methods: ['GET', 'POST'],
    exposedHeaders: ['retry-after'],
    maxAge: MAX_AGE_SECONDS,
  });
  return async (request, response) => {
    // Also of an answer without: caches must not give it to an origin that is allowed.
    response.setHeader('vary', 'Origin');
    if (request.headers.origin === undefined) return handler(request, response);
    let answered = true;
    // A preflight it answers itself; for everything else it calls back, at once.
    apply(request, response, () => (answered = false));
    if (!answered) await handler(request, response);
  };
}
