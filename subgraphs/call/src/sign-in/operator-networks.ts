import type { Tel } from '@movecall/values/tel';
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** The router counts IPv6 clients by their /64: a smaller network could not be told apart. */
const MAX_PREFIX = { ipv4: 32, ipv6: 64 };

/** Parses `203.0.113.0/24,2001:db8::/32`. */
export const networks = z.string().transform((text, context): readonly Network[] => {
  const parsed = text.split(',').map((part) => parseNetwork(part.trim()));
  const valid = parsed.filter((network) => network !== null);
  if (valid.length === parsed.length) return valid;
  const message = `must be networks like 203.0.113.0/24, comma separated; IPv6 up to /${MAX_PREFIX.ipv6}`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

function parseNetwork(text: string): Network | null {
  const [, address = '', digits] = /^([\da-fA-F:.]+)\/(\d{1,3})$/.exec(text) ?? [];
  const family = familyOf(address);
  const prefix = Number(digits);
  return family !== null && prefix <= MAX_PREFIX[family] ? { address, prefix, family } : null;
}

function familyOf(address: string): Network['family'] | null {
  const version = isIP(address);
  if (version === 0) return null;
  return version === 4 ? 'ipv4' : 'ipv6';
}

/**
 * Whether a phone may sign in from an address: operators' phones only from certain networks, others from everywhere.
 *
 * @param address as the router counts it: an IPv4 address, or the /64 network of an IPv6 address
 */
export type AdmitsAddress = (tel: Tel, address: string) => boolean;

/** @param allowed when empty, operators too sign in from everywhere */
export function createOperatorNetworks(
  operators: ReadonlySet<Tel>,
  allowed: readonly Network[],
): AdmitsAddress {
  const list = new BlockList();
  for (const { address, prefix, family } of allowed) list.addSubnet(address, prefix, family);
  return (tel, text) => {
    if (allowed.length === 0 || !operators.has(tel)) return true;
    const [address = ''] = text.split('/');
    const family = familyOf(address);
    return family !== null && list.check(address, family);
  };
}
