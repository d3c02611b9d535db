import { expect, test } from 'vitest';
import type { FaultProxy } from '../src/fault-proxy.ts';
import { type Peer, startLine, talk } from './peers.ts';

const COMMIT = { sent: 'insert into "calls"', answer: 'COMMIT\0' };

test('the client does not receive a lost reply, and the connection is reset', async () => {
  const { proxy, pair } = await startLine();
  const { client, server } = await pair();
  await talk({ client, server });
  const lost = proxy.loseReply(COMMIT);
  await client.send('insert into "calls" values (1)');
  await server.receives('values (1)');
  await server.send('INSERT 1');
  await client.receives('INSERT 1');
  await server.send('COMMIT\0 and more');
  await lost;
  expect(await Promise.all([client.ending, server.ending])).toEqual(['ECONNRESET', 'ECONNRESET']);
  expect(client.text()).toBe('hello!INSERT 1');
});

test.each([
  ['a text', 'insert into "calls"'],
  ['a regular expression', /insert\s+into/g],
])('finds %s in the request and the answer across chunks', async (_what, sent) => {
  const { proxy, pair } = await startLine();
  const { client, server } = await pair();
  const lost = proxy.loseReply({ sent, answer: 'COMMIT\0' });
  for (const piece of ['begin; ins', 'ert in', 'to "calls"']) {
    await client.send(piece);
    await server.receives(piece);
  }
  for (const piece of ['CO', 'MM']) {
    await server.send(piece);
    await client.receives(piece);
  }
  await server.send('IT\0');
  await lost;
  expect(await client.ending).toBe('ECONNRESET');
  expect(client.text()).toBe('COMM');
});

test('finds a text with characters of several bytes', async () => {
  const { proxy, pair } = await startLine();
  const { client, server } = await pair();
  const lost = proxy.loseReply({ sent: '이사', answer: '완료' });
  await client.send('이사콜');
  await server.receives('이사콜');
  await server.send('완료');
  await lost;
  expect(client.text()).toBe('');
});

test('ignores bytes that were sent before loseReply, and the answer to another request', async () => {
  const { proxy, pair } = await startLine();
  const [early, other, meant] = [await pair(), await pair(), await pair()];
  await talk(early, COMMIT.sent);
  const lost = proxy.loseReply(COMMIT);
  await talk(early, 'COMMIT\0');
  await talk(other, 'COMMIT\0');
  await talk(meant, COMMIT.sent);
  await meant.server.send('COMMIT\0');
  await lost;
  expect(await meant.client.ending).toBe('ECONNRESET');
  await talk(early);
  await talk(other);
});

test('loses several replies on different connections, and no further reply', async () => {
  const { proxy, pair } = await startLine();
  const pairs = [await pair(), await pair(), await pair()];
  const lost = [proxy.loseReply(COMMIT), proxy.loseReply(COMMIT)];
  for (const nth of [0, 0, 1, 2]) await talk(pairs[nth]!, COMMIT.sent);
  for (const { server } of pairs) await server.send('COMMIT\0');
  await Promise.all(lost);
  const [first, second, third] = pairs;
  expect(await Promise.all([first!.client.ending, second!.client.ending])).toEqual(
    Array(2).fill('ECONNRESET'),
  );
  await third!.client.receives('COMMIT\0');
  await talk(third!);
});

test.each<[string, (proxy: FaultProxy, client: Peer) => unknown]>([
  ['is reset by the client', (_proxy, client) => client.socket.resetAndDestroy()],
  ['is reset', (proxy) => proxy.reset()],
  ['is cut and then reset', (proxy) => [proxy.cut(), proxy.reset()]],
])('when a connection %s before the answer, the reply is lost on the next connection', async (_how, end) => {
  const { proxy, pair } = await startLine();
  const first = await pair();
  const lost = proxy.loseReply(COMMIT);
  await talk(first, COMMIT.sent);
  end(proxy, first.client);
  await first.server.ending;
  const next = await pair();
  await talk(next, COMMIT.sent);
  await next.server.send('COMMIT\0');
  await lost;
  expect(await next.client.ending).toBe('ECONNRESET');
});
