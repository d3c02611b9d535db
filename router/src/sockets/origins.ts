const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether a page of this origin may open a WebSocket: those that are named may, and our own on this machine.
 * Browsers always say the origin; programs that are no browsers leave it out.
 *
 * @param named origins, as URL spells them
 * @param ownPort the port that the connection came in on
 */
export function isAllowedOrigin(
  origin: string | undefined,
  named: readonly string[],
  ownPort: number | undefined,
): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  if (named.includes(url.origin)) return true;
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  return LOOPBACK.has(url.hostname) && port === ownPort;
}
