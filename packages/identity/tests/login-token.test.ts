import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  createLoginTokenIssuer,
  createLoginTokenVerifier,
  InvalidTokenError,
  publicKeysText,
  type SignedInViewer,
} from '../src/login-token.ts';

async function keyPair(kid: string): Promise<{ privateKey: JWK; publicKey: JWK }> {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return {
    privateKey: { ...(await exportJWK(pair.privateKey)), kid },
    publicKey: { ...(await exportJWK(pair.publicKey)), kid },
  };
}
const { privateKey, publicKey } = await keyPair('one');
const other = await keyPair('one');
const viewer: SignedInViewer = {
  id: randomUUID(),
  role: 'CUSTOMER',
  moverId: null,
  sessionId: randomUUID(),
};

test('a token names its viewer and its session for half an hour', async () => {
  const issuer = await createLoginTokenIssuer(privateKey);
  const now = new Date();
  const { token, expiresAt } = await issuer.issue(viewer, now);
  expect(await (await createLoginTokenVerifier([publicKey])).verify(token)).toEqual({ viewer, expiresAt });
  expect(expiresAt.getTime() - now.getTime()).toBeGreaterThan(30 * 60 * 1000);
});

const signing = await importJWK(privateKey, 'EdDSA');
const token = (header: object = {}, audience = 'movecall', issuer = 'movecall/call', claims: object = {}) =>
  new SignJWT({ role: 'CUSTOMER', mover: null, sid: viewer.sessionId, ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'one', ...header })
    .setSubject(viewer.id)
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime('1h');

test.each([
  ['not a token', 'abc'],
  ['unsigned', `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`],
  [
    'signed with another key',
    await (
      await createLoginTokenIssuer(other.privateKey)
    )
      .issue(viewer, new Date())
      .then((issued) => issued.token),
  ],
  [
    'signed with the public key as a secret',
    await token({ alg: 'HS256' }).sign(new TextEncoder().encode(JSON.stringify(publicKey))),
  ],
  ['of an unknown key id', await token({ kid: 'two' }).sign(signing)],
  ['for another audience', await token({}, 'somebody').sign(signing)],
  ['of another issuer', await token({}, 'movecall', 'somebody').sign(signing)],
  ['not valid yet', await token().setNotBefore('30m').sign(signing)],
  ['expired', await token().setExpirationTime(1).sign(signing)],
  ['of no session', await token({}, 'movecall', 'movecall/call', { sid: undefined }).sign(signing)],
  ['of an unknown role', await token({}, 'movecall', 'movecall/call', { role: 'SERVICE' }).sign(signing)],
])('a token that is %s is refused', async (_what, text) => {
  await expect((await createLoginTokenVerifier([publicKey])).verify(text)).rejects.toThrow(InvalidTokenError);
});

test('during a key rotation a router with both keys accepts tokens of both', async () => {
  const next = await keyPair('two');
  const [before, after] = await Promise.all(
    [privateKey, next.privateKey].map(async (key) =>
      (await createLoginTokenIssuer(key)).issue(viewer, new Date()).then((issued) => issued.token),
    ),
  );
  const steps = [
    [[publicKey], [true, false]],
    [
      [publicKey, next.publicKey],
      [true, true],
    ],
    [[next.publicKey], [false, true]],
  ] as const;
  for (const [keys, verdicts] of steps) {
    const verifier = await createLoginTokenVerifier(publicKeysText.parse(JSON.stringify({ keys })));
    const isTaken = (text = '') =>
      verifier.verify(text).then(
        () => true,
        () => false,
      );
    expect([await isTaken(before), await isTaken(after)]).toEqual(verdicts);
  }
});

test('public keys are one key or a set with distinct key ids, and a private key is refused', () => {
  const read = (keys: object) => publicKeysText.safeParse(JSON.stringify(keys));
  expect(read(publicKey).data).toEqual([publicKey]);
  expect(read({ keys: [publicKey, { ...publicKey, kid: 'two' }] }).data).toHaveLength(2);
  for (const wrong of [
    {},
    { keys: [] },
    { keys: [publicKey, publicKey] },
    { ...publicKey, kid: undefined },
    { ...publicKey, crv: 'X25519' },
    privateKey,
    { keys: [publicKey, { ...privateKey, kid: 'two' }] },
  ]) {
    expect(read(wrong).success).toBe(false);
  }
});
