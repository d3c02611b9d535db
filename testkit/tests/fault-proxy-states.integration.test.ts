import { describe, expect, test } from 'vitest';
import { dial, plenty, startLine, talk } from './peers.ts';

describe('a slow line', () => {
  test('delays the data and the end of both directions', async () => {
    const { proxy, pair } = await startLine();
    const { client, server } = await pair();
    proxy.set({ kind: 'slow', ms: 60 });
    const startedAt = performance.now();
    client.socket.end('question');
    await server.receives('question');
    expect(performance.now() - startedAt).toBeGreaterThan(59);
    expect(await server.ending).toBe('FIN');
    server.socket.end('answer');
    expect(await client.ending).toBe('FIN');
    expect(performance.now() - startedAt).toBeGreaterThan(118);
    expect([server.text(), client.text()]).toEqual(['question', 'answer']);
  });

  test('keeps the order of the chunks, even when the line becomes fast', async () => {
    const { proxy, pair } = await startLine();
    const { client, server } = await pair();
    let chunks = 0;
    server.socket.on('data', () => {
      chunks += 1;
      proxy.set(chunks % 2 === 0 ? { kind: 'open' } : { kind: 'slow', ms: 2 });
    });
    const bytes = plenty();
    client.socket.end(bytes);
    await server.ending;
    expect(server.received().equals(bytes)).toBe(true);
    expect(chunks).toBeGreaterThan(10);
  });

  test('delays chunks independently, so that delays do not add up', async () => {
    const { proxy, pair } = await startLine();
    const { client, server } = await pair();
    proxy.set({ kind: 'slow', ms: 1_000 });
    const startedAt = performance.now();
    // At least 15 chunks of at most 64 KiB.
    client.socket.end(Buffer.alloc(900 * 1024));
    await server.ending;
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe('a refused line', () => {
  test('resets open and new connections until the line is open again', async () => {
    const { proxy, target, pair } = await startLine();
    const open = await pair();
    await talk(open);
    proxy.set({ kind: 'refused' });
    expect(await Promise.all([open.client.ending, open.server.ending])).toEqual(['ECONNRESET', 'ECONNRESET']);
    expect(await (await dial(proxy.url)).ending).toBe('ECONNRESET');
    expect([proxy.accepted, target.count()]).toEqual([1, 1]);
    proxy.set({ kind: 'open' });
    await talk(await pair());
  });
});

describe('a black hole', () => {
  test('swallows both directions, and at its end resets the connections that were used', async () => {
    const { proxy, pair } = await startLine();
    const [one, other] = [await pair(), await pair()];
    await Promise.all([talk(one), talk(other, 'bye')]);
    proxy.set({ kind: 'black hole' });
    await Promise.all([one.client.send(plenty()), other.server.send(plenty())]);
    proxy.set({ kind: 'open' });
    const peers = [one.client, one.server, other.client, other.server];
    expect(await Promise.all(peers.map(({ ending }) => ending))).toEqual(Array(4).fill('ECONNRESET'));
    expect(peers.map(({ text }) => text())).toEqual(['hello!', 'hello?', 'bye!', 'bye?']);
  });

  test('swallows the end and the reset of a connection', async () => {
    const { proxy, pair } = await startLine();
    const [ended, reset, fence] = [await pair(), await pair(), await pair()];
    proxy.set({ kind: 'black hole' });
    ended.client.socket.end();
    reset.client.socket.resetAndDestroy();
    // Once the proxy has read these bytes, it has also received the end and the reset.
    await fence.client.send(plenty());
    const received = await Promise.race([
      ended.server.ending,
      reset.server.ending,
      Promise.resolve('nothing'),
    ]);
    expect(received).toBe('nothing');
    proxy.set({ kind: 'open' });
    expect(await Promise.all([ended.server.ending, reset.server.ending])).toEqual(
      Array(2).fill('ECONNRESET'),
    );
  });

  test('accepts new connections that never reach the target', async () => {
    const { proxy, target, pair } = await startLine();
    proxy.set({ kind: 'black hole' });
    const client = await dial(proxy.url);
    await client.send(plenty());
    expect([proxy.accepted, target.count()]).toEqual([1, 0]);
    proxy.set({ kind: 'slow', ms: 1 });
    expect(await client.ending).toBe('ECONNRESET');
    await talk(await pair());
    expect(target.count()).toBe(1);
  });

  test('does not reset a connection on which nothing was sent', async () => {
    const { proxy, pair } = await startLine();
    const quiet = await pair();
    await talk(quiet);
    proxy.set({ kind: 'black hole' });
    proxy.set({ kind: 'open' });
    await talk(quiet, 'still there');
  });
});

describe('a line that answers', () => {
  test('answers each chunk on open and new connections, and at its end resets the connections', async () => {
    const { proxy, pair } = await startLine();
    const open = await pair();
    await talk(open);
    proxy.set({ kind: 'answers', bytes: 'no!' });
    const fresh = await pair();
    for (const { client } of [open, fresh]) {
      await client.send('please?');
      await client.receives('no!');
    }
    proxy.set({ kind: 'open' });
    const peers = [open.client, open.server, fresh.client, fresh.server];
    expect(await Promise.all(peers.map(({ ending }) => ending))).toEqual(Array(4).fill('ECONNRESET'));
    expect([open.server.text(), fresh.server.text()]).toEqual(['hello?', '']);
    await talk(await pair());
  });
});
