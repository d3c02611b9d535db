import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';

/**
 * The address that a request counts against in the rate limits: an IPv4 address, or the /64 network of an IPv6 address. All
 * loopback addresses are one, `127.0.0.1`: a local client may choose any of them.
 */
export type ClientAddress = (request: IncomingMessage) => string;

const MAX_CACHED = 10_000;
const LOOPBACK = '127.0.0.1';

/**
 * Finds the address of the client. Without trusted proxies this is the address of the socket. Behind trusted proxies this is
 * the last address in X-Forwarded-For that is not one of theirs. Addresses before that one come from the client itself and
 * are ignored.
 *
 * An IPv6 client counts by its /64, the smallest network that one customer receives (RFC 6177).
 *
 * @param trusted addresses and networks of the proxies in front, as `10.0.0.0/8`; when empty, X-Forwarded-For is ignored
 * @throws TypeError when an entry of `trusted` is neither an address nor a network
 */
export function createClientAddress(trusted: readonly string[]): ClientAddress {
  // Most requests come from recently seen addresses, and parsing an address is slow.
  const parsed = new LRUCache<string, string>({ max: MAX_CACHED });
  function networkFor(text: string): string | null {
    const network = parsed.get(text) ?? networkOf(text);
    if (network !== null) parsed.set(text, network);
    return network;
  }
  const direct = ({ socket }: IncomingMessage): string => networkFor(socket.remoteAddress ?? '') ?? '';
  if (trusted.length === 0) return direct;
  const trust = proxyAddr.compile([...trusted]);
  // When a trusted proxy forwards a malformed address, the request counts against the proxy.
  return (request) => networkFor(proxyAddr(request, trust)) ?? direct(request);
}

/**
 * The canonical spelling: a dual-stack socket reports an IPv4 client as `::ffff:192.0.2.1`.
 *
 * @returns null when the text is not an address
 */
function networkOf(text: string): string | null {
  if (!ipaddr.isValid(text)) return null;
  const address = ipaddr.process(text);
  if (address.range() === 'loopback') return LOOPBACK;
  if (!('parts' in address)) return address.toString();
  const network = address.parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
}
