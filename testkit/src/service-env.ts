import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { inject } from 'vitest';

/** Environment variables. */
export type Env = Readonly<Record<string, string>>;

const newKey = (): string => randomBytes(32).toString('base64');

/** The variables that every service reads, with new keys and a new stream prefix. Services that work together share one result. */
export const createServiceEnv = () => ({
  HOST: '127.0.0.1',
  LOG_LEVEL: 'silent',
  REDIS_URL: inject('redisUrl'),
  STREAM_PREFIX: `test-${randomUUID()}`,
  IDENTITY_KEY: newKey(),
  SEALING_KEYS: `k1:${newKey()}`,
});

/** The private key that signs login tokens: a JWK, as LOGIN_PRIVATE_KEY holds it. */
export const createLoginKey = (): string =>
  JSON.stringify({ ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid: 'test' });
