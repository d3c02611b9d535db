const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether a page of this origin may open a WebSocket: a page of an allowed origin may, and so may a page that this router
 * serves on the local machine. Browsers always send an origin; clients that are not browsers send none, and are let in without
 * asking here.
 *
 * @param origin the Origin header
 * @param allowed origins as URL spells them
 * @param ownPort the port at which the connection arrived
 */
export function isAllowedOrigin(
  origin: string,
  allowed: readonly string[],
  ownPort: number | undefined,
): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  if (allowed.includes(url.origin)) return true;
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  return LOOPBACK.has(url.hostname) && port === ownPort;
}
