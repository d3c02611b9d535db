import { createIdentityVerifier, IDENTITY_HEADER } from '@movecall/identity';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { seedMovers } from '../src/seed.ts';

const key = randomBytes(32);

/** A stand-in for assign's registerMover. */
async function startAssign(refusal?: string) {
  const verifier = createIdentityVerifier(new Uint8Array(key));
  const tels = new Set<string>();
  const server = createServer(async (request, response) => {
    const viewer = await verifier.verify(request.headers[IDENTITY_HEADER]);
    const { variables } = JSON.parse(await text(request)) as { variables: { input: { tel: string } } };
    const code =
      viewer?.role !== 'OPERATOR'
        ? 'FORBIDDEN'
        : tels.has(variables.input.tel)
          ? 'ALREADY_REGISTERED'
          : refusal;
    if (code === undefined) tels.add(variables.input.tel);
    const payload = {
      mover: code === undefined ? { id: 'x' } : null,
      userErrors: code === undefined ? [] : [{ code }],
    };
    response.end(JSON.stringify({ data: { registerMover: payload } }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { tels, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function seed(origin: string): Promise<number> {
  const secrets = { IDENTITY_KEY: key.toString('base64') } as Parameters<typeof seedMovers>[0]['secrets'];
  return seedMovers({ origins: { assign: origin }, secrets });
}

test('the six movers of the seed data are registered once, as an operator', async () => {
  const { tels, origin } = await startAssign();
  expect(await seed(origin)).toBe(6);
  expect(tels.size).toBe(6);
  expect(await seed(origin)).toBe(0);
});

test('only missing movers are registered', async () => {
  const { tels, origin } = await startAssign();
  await seed(origin);
  tels.delete('01023456789');
  expect(await seed(origin)).toBe(1);
});

test('a refusal for another reason fails, and the error names the mover', async () => {
  const { origin } = await startAssign('INVALID_TEL');
  await expect(seed(origin)).rejects.toThrow('백영곤: INVALID_TEL');
});
