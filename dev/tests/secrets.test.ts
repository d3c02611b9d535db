import { createPrivateKey, createPublicKey, sign, verify, type JsonWebKey } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keptSecrets } from '../src/secrets.ts';
import { folderForThisTest } from '@movecall/testkit/folders';

test('secrets are made once, and only their owner can read them', async () => {
  const directory = await folderForThisTest();
  const made = await keptSecrets(directory);
  expect(await keptSecrets(directory)).toEqual(made);
  expect((await stat(join(directory, 'secrets.json'))).mode & 0o777).toBe(0o600);
});

test('the public login key verifies what the private one signs', async () => {
  const { LOGIN_PRIVATE_KEY, LOGIN_PUBLIC_KEY } = await keptSecrets(await folderForThisTest());
  const [privateJwk, publicJwk] = [LOGIN_PRIVATE_KEY, LOGIN_PUBLIC_KEY].map(
    (text) => JSON.parse(text) as JsonWebKey,
  );
  const signature = sign(null, Buffer.from('token'), createPrivateKey({ key: privateJwk!, format: 'jwk' }));
  expect(
    verify(null, Buffer.from('token'), createPublicKey({ key: publicJwk!, format: 'jwk' }), signature),
  ).toBe(true);
  expect(publicJwk).not.toHaveProperty('d');
  expect(publicJwk).toHaveProperty('kid');
});

test('keys have the size that services require', async () => {
  const { IDENTITY_KEY, SEALING_KEYS } = await keptSecrets(await folderForThisTest());
  expect(Buffer.from(IDENTITY_KEY, 'base64')).toHaveLength(32);
  const [, id, key] = /^(\w+):(.+)$/.exec(SEALING_KEYS)!;
  expect(id).toBe('k1');
  expect(Buffer.from(key!, 'base64')).toHaveLength(32);
});
