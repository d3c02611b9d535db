import { EventEmitter, once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createFaultProxy } from '../src/fault-proxy.ts';
import { dial, plenty, startLine, startTarget, talk } from './peers.ts';

describe('an open line', () => {
  test('forwards both directions and counts the connections', async () => {
    const { proxy, pair } = await startLine();
    await talk(await pair());
    await talk(await pair());
    expect(proxy.accepted).toBe(2);
  });

  test.each([
    ['client', 'server'],
    ['server', 'client'],
  ] as const)('forwards the end of the %s and keeps the other direction open', async (first, second) => {
    const { pair } = await startLine();
    const peers = await pair();
    peers[first].socket.end('question');
    expect(await peers[second].ending).toBe('FIN');
    peers[second].socket.end('answer');
    expect(await peers[first].ending).toBe('FIN');
    expect([peers[second].text(), peers[first].text()]).toEqual(['question', 'answer']);
  });

  test('forwards a reset', async () => {
    const { pair } = await startLine();
    const { client, server } = await pair();
    server.socket.resetAndDestroy();
    expect(await client.ending).toBe('ECONNRESET');
  });

  test('resets the client when the target does not listen', async () => {
    const { proxy, target, pair } = await startLine();
    await talk(await pair());
    target.stop();
    expect(await (await dial(proxy.url)).ending).toBe('ECONNRESET');
  });

  test('stops reading from one side while the other side does not read', async () => {
    const { pair } = await startLine();
    const [stuck, free] = [await pair(), await pair()];
    stuck.server.socket.pause();
    let sent = false;
    const sending = stuck.client.send(plenty()).then(() => (sent = true));
    // Waits twice the time that the same amount takes on another connection.
    for (let round = 0; round < 2; round += 1) await free.client.send(plenty());
    expect(sent).toBe(false);
    stuck.server.socket.resume();
    await sending;
  });

  test('holds back what the client sends until `before` resolves', async () => {
    const seen: string[] = [];
    const signs = new EventEmitter();
    const [asked, allowed] = [once(signs, 'asked'), once(signs, 'allowed')];
    const { pair } = await startLine({
      before: async (sent) => {
        seen.push(sent.toString());
        signs.emit('asked');
        await allowed;
      },
    });
    const { client, server } = await pair();
    await client.send('first');
    await asked;
    client.socket.end('second');
    await server.send('meanwhile');
    await client.receives('meanwhile');
    expect([seen, server.text()]).toEqual([['first'], '']);
    signs.emit('allowed');
    expect(await server.ending).toBe('FIN');
    expect([seen, server.text()]).toEqual([['first', 'second'], 'firstsecond']);
  });
});

test.each([
  ['reset', 'ECONNRESET'],
  ['cut', 'FIN'],
] as const)('%s() ends every open connection with %s, and new connections work', async (breaks, ending) => {
  const { proxy, pair } = await startLine();
  const pairs = [await pair(), await pair()];
  for (const each of pairs) await talk(each);
  proxy[breaks]();
  const peers = pairs.flatMap(({ client, server }) => [client, server]);
  expect(await Promise.all(peers.map((peer) => peer.ending))).toEqual(Array(4).fill(ending));
  await talk(await pair());
});

test('close() ends the connections immediately and stops listening', async () => {
  const { proxy, pair } = await startLine();
  const { client, server } = await pair();
  await talk({ client, server });
  proxy.set({ kind: 'slow', ms: 60_000 });
  await client.send('late');
  await proxy.close();
  await Promise.all([client.ending, server.ending]);
  expect(await (await dial(proxy.url)).ending).toBe('ECONNREFUSED');
});

describe('the URL of the proxy', () => {
  test.each([
    [
      'postgres://user:secret@localhost:5432/db?sslmode=disable',
      /^postgres:\/\/user:secret@127\.0\.0\.1:\d+\/db\?sslmode=disable$/,
    ],
    ['redis://:secret@10.0.0.1:6379/3', /^redis:\/\/:secret@127\.0\.0\.1:\d+\/3$/],
    ['http://localhost:4000', /^http:\/\/127\.0\.0\.1:\d+$/],
  ])('is the URL of the target with another host and port: %s', async (target, url) => {
    const proxy = await createFaultProxy(target);
    expect(proxy.url).toMatch(url);
    await proxy.close();
  });

  test('is an HTTP origin while the target is unknown, and each connection determines the target again', async () => {
    const targets = [await startTarget(), await startTarget()];
    const known: string[] = [];
    const proxy = await createFaultProxy(() => {
      if (known[0] === undefined) throw new Error('not yet');
      return known[0];
    });
    expect(proxy.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await dial(proxy.url)).ending).toBe('ECONNRESET');
    for (const target of targets) {
      known[0] = target.url;
      await talk({ client: await dial(proxy.url), server: await target.next() });
    }
    await proxy.close();
  });
});
