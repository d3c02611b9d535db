import { SignJWT } from 'jose';
import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  createIdentitySigner,
  createIdentityVerifier,
  InvalidIdentityError,
  type Viewer,
} from '../src/identity.ts';

const key = new Uint8Array(randomBytes(32));
const viewer: Viewer = { id: randomUUID(), role: 'MOVER', moverId: randomUUID() };

test.each([viewer, { ...viewer, role: 'CUSTOMER' as const, moverId: null }, null])(
  'the verifier reads the viewer that was signed: %o',
  async (who) => {
    const header = await createIdentitySigner(key).sign(who);
    expect(await createIdentityVerifier(key).verify(header)).toEqual(who);
  },
);

const forge = (claims: object, issuer = 'movecall/internal') =>
  new SignJWT({ role: 'OPERATOR', mover: null, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('someone')
    .setIssuer(issuer);
const inAMinute = Math.floor(Date.now() / 1000) + 60;

test.each([
  ['absent', undefined],
  ['repeated', ['a', 'b']],
  ['not a token', 'operator'],
  [
    'signed with another key',
    await forge({})
      .setExpirationTime(inAMinute)
      .sign(new Uint8Array(randomBytes(32))),
  ],
  ['of another issuer', await forge({}, 'somebody').setExpirationTime(inAMinute).sign(key)],
  [
    'expired',
    await forge({})
      .setExpirationTime(inAMinute - 120)
      .sign(key),
  ],
  ['without an expiry', await forge({}).sign(key)],
  ['of an unknown role', await forge({ role: 'ROOT' }).setExpirationTime(inAMinute).sign(key)],
  [
    'unsigned',
    `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"x"}').toString('base64url')}.`,
  ],
])('an identity header that is %s is refused', async (_what, header) => {
  await expect(createIdentityVerifier(key).verify(header)).rejects.toThrow(InvalidIdentityError);
});
