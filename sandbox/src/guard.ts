import { type Handler, sendJson } from '@movecall/http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

const OWN_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Keeps web pages of other origins out: the sandbox shows login codes. It answers at its own host names only, so that no foreign
 * name can be made to lead to it. It takes only JSON, which a page of another origin cannot send without being asked first, and
 * nothing that a page of another origin has sent.
 *
 * @param hosts host names in addition to those of this machine
 */
export function createGuard(hosts: readonly string[]): (handler: Handler) => Handler {
  const known = new Set([...OWN_HOSTS, ...hosts]);
  return (handler) => async (request, response) => {
    const refused = refusal(request, known);
    if (!refused) return await handler(request, response);
    request.resume();
    sendJson(response, refused.status, { error: refused.error });
  };
}

function refusal({ headers }: IncomingMessage, known: ReadonlySet<string>) {
  const { host = '', origin } = headers;
  if (!known.has(hostname(`http://${host}`)))
    return { status: 421, error: 'The sandbox answers at its own host names only; see SANDBOX_HOSTS.' };
  if (origin !== undefined && hostOf(origin) !== hostOf(`http://${host}`))
    return { status: 403, error: 'Not for pages of another origin.' };
  if (!hasBody(headers) || isJson(headers['content-type'])) return null;
  return { status: 415, error: 'Send application/json.' };
}

const hasBody = ({ 'content-length': length, 'transfer-encoding': encoding }: IncomingHttpHeaders): boolean =>
  Number(length ?? 0) > 0 || encoding !== undefined;
const hostname = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '');
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : '');
const isJson = (type = ''): boolean => type.split(';')[0]?.trim().toLowerCase() === 'application/json';
