import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';

/** Whom a request is counted against. */
export type ClientAddress = (request: IncomingMessage) => string;

const MAX_SEEN = 10_000;

/**
 * The address of the client: that of the socket, or, behind proxies of ours, the last one in X-Forwarded-For that none of
 * them has. What a client writes into that header itself stands before it, and counts for nothing.
 *
 * An IPv6 client is counted by its /64, the smallest network that one customer is given (RFC 6177).
 *
 * @param trusted addresses and networks of the proxies in front, as `10.0.0.0/8`; none: the header is not read
 * @throws TypeError when one of them is no address
 */
export function createClientAddress(trusted: readonly string[]): ClientAddress {
  // Most requests come from an address that was seen just now.
  const seen = new LRUCache<string, string>({ max: MAX_SEEN });
  function networkFor(text: string): string | null {
    const network = seen.get(text) ?? networkOf(text);
    if (network !== null) seen.set(text, network);
    return network;
  }
  const direct = ({ socket }: IncomingMessage): string => networkFor(socket.remoteAddress ?? '') ?? '';
  if (trusted.length === 0) return direct;
  const trust = proxyAddr.compile([...trusted]);
  // A proxy of ours that forwards nonsense is counted itself.
  return (request) => networkFor(proxyAddr(request, trust)) ?? direct(request);
}

/** One spelling: an IPv4 client of a dual-stack socket shows as `::ffff:192.0.2.1`. Null for what is no address. */
function networkOf(text: string): string | null {
  if (!ipaddr.isValid(text)) return null;
  const address = ipaddr.process(text);
  if (!('parts' in address)) return address.toString();
  const network = address.parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
}
