import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { createClientAddress } from '../src/client-address.ts';

const request = (remoteAddress: string, forwarded?: string): IncomingMessage =>
  ({
    socket: { remoteAddress },
    connection: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['127.0.0.1', '127.0.0.1'],
  ['127.8.9.10', '127.0.0.1'],
  ['::ffff:127.0.0.2', '127.0.0.1'],
  ['::1', '127.0.0.1'],
])('without trusted proxies %s counts as %s, whatever X-Forwarded-For says', (address, counted) => {
  const clientAddress = createClientAddress([]);
  expect(clientAddress(request(address))).toBe(counted);
  expect(clientAddress(request(address, '203.0.113.9'))).toBe(counted);
});

test.each([
  ['the client of a trusted proxy', '10.0.0.1', '203.0.113.9', '203.0.113.9'],
  ['the client of two trusted proxies', '10.0.0.1', '203.0.113.9, 10.0.0.2', '203.0.113.9'],
  [
    'the address that a trusted proxy has appended, not the one that its client claims',
    '10.0.0.1',
    '198.51.100.1, 203.0.113.9',
    '203.0.113.9',
  ],
  ['a client that is not a trusted proxy', '203.0.113.9', '198.51.100.1', '203.0.113.9'],
  ['the network of an IPv6 client', '10.0.0.1', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['a proxy without X-Forwarded-For', '10.0.0.1', undefined, '10.0.0.1'],
  ['a proxy whose X-Forwarded-For is malformed', '10.0.0.1', 'unknown', '10.0.0.1'],
])('behind trusted proxies: %s', (_, socket, forwarded, counted) => {
  expect(createClientAddress(['10.0.0.0/8'])(request(socket, forwarded))).toBe(counted);
});

test('a trusted proxy must be an address or a network', () => {
  expect(() => createClientAddress(['proxy.example'])).toThrow(TypeError);
});
