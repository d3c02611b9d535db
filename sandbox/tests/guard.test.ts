import { request } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { loginCode, send, shown, start, stopAll } from './client.ts';

afterEach(stopAll);

/** Sends a request with headers that `fetch` does not let through. @returns the status */
const status = (
  url: string,
  path: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { method, headers }, (response) => {
      response.resume();
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end(method === 'POST' ? '{"mode":"503"}' : undefined);
  });

it.each(['localhost:4400', '127.0.0.1', '[::1]:4400', 'sandbox:8080'])(
  'answers at its own host %s',
  async (host) => {
    const { url } = await start({ hosts: ['sandbox'] });
    for (const path of ['/', '/messages', '/page/phone.js'])
      expect(await status(url, path, { host })).toBe(200);
  },
);

it.each([
  'attacker.example',
  'localhost.attacker.example',
  'sandbox:8080',
  '127.0.0.1.nip.io:4400',
  '169.254.1.1',
])('does not answer at the foreign host %j, whatever name leads to it', async (host) => {
  const { url } = await start();
  await send(url, [loginCode()]);
  expect(await shown(url)).toHaveLength(1);
  for (const path of ['/', '/messages', '/events']) expect(await status(url, path, { host })).toBe(421);
});

it('takes JSON only: a page of another origin can send other types without being asked', async () => {
  const { url } = await start();
  const host = new URL(url).host;
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'text/plain; application/json', ''])
    expect(await status(url, '/faults', { host, 'content-type': type }, 'POST')).toBe(415);
  const json = { host, 'content-type': 'application/json; charset=utf-8' };
  expect(await status(url, '/faults', json, 'POST')).toBe(200);
});

it('takes nothing from a page of another origin, and all from its own', async () => {
  const { url } = await start();
  const { host, port } = new URL(url);
  const json = { host, 'content-type': 'application/json' };
  for (const origin of ['http://attacker.example', `http://localhost:${port}1`, 'http://127.0.0.1:1', 'null'])
    expect(await status(url, '/faults', { ...json, origin }, 'POST')).toBe(403);
  expect(await status(url, '/faults', { ...json, origin: `http://${host}` }, 'POST')).toBe(200);
});
