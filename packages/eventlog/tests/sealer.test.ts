import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSealer, sealingKeys, UnsealError } from '../src/sealer.ts';

const entry = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [first, second] = [entry('k1'), entry('k2')];

test('a sealed text can be unsealed with its key, and not with another', () => {
  const sealed = createSealer(sealingKeys.parse(first)).seal('01012345678');
  expect(sealed).not.toContain('01012345678');
  expect(createSealer(sealingKeys.parse(first)).unseal(sealed)).toBe('01012345678');
  expect(() => createSealer(sealingKeys.parse(second)).unseal(sealed)).toThrow(UnsealError);
});

test('the same text is never sealed the same way twice', () => {
  const sealer = createSealer(sealingKeys.parse(first));
  expect(sealer.seal('a')).not.toBe(sealer.seal('a'));
});

test('after a rotation the new key seals, and the old key still unseals older texts', () => {
  const old = createSealer(sealingKeys.parse(first)).seal('old');
  const rotated = createSealer(sealingKeys.parse(`${second},${first}`));
  expect(rotated.unseal(old)).toBe('old');
  expect(rotated.seal('new')).toMatch(/^k2\./);
});

test('a text that was tampered with is refused', () => {
  const sealer = createSealer(sealingKeys.parse(first));
  const [id, iv, body = ''] = sealer.seal('01012345678').split('.');
  const bytes = Buffer.from(body, 'base64url');
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  for (const forged of [`${id}.${iv}.${bytes.toString('base64url')}`, `${id}.${iv}.`, '', 'k1', 'k1.a.b']) {
    expect(() => sealer.unseal(forged)).toThrow(UnsealError);
  }
});

test.each(['', 'k1', 'k1:short', `:${randomBytes(32).toString('base64')}`, `${first},k 2:x`])(
  'malformed keys are refused: %j',
  (text) => {
    expect(sealingKeys.safeParse(text).success).toBe(false);
  },
);
