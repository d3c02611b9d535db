import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';

const env = {
  DATABASE_URL: 'postgres://somebody@db.example:5432/postgres',
  REDIS_URL: 'redis://redis.example:6379',
  SEALING_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
  PUBLIC_URL: 'https://movecall.example',
  SOLAPI_API_KEY: 'key',
  SOLAPI_API_SECRET: 'secret',
  SOLAPI_PF_ID: 'channel',
  SOLAPI_SENDER: '0215880000',
  SOLAPI_WEBHOOK_SECRET: 'hook',
};

describe("the notifier's configuration", () => {
  it('uses its own database on the shared server unless NOTIFIER_DATABASE_URL names another one', () => {
    expect(readConfig(env).databaseUrl).toBe('postgres://somebody@db.example:5432/movecall_notifier');
    const named = { ...env, NOTIFIER_DATABASE_URL: 'postgres://somebody@db.example:5432/alerts' };
    expect(readConfig(named).databaseUrl).toBe('postgres://somebody@db.example:5432/alerts');
  });

  it('defaults to the real provider and to templates without an id of the provider', () => {
    expect(readConfig(env).solapi).toMatchObject({ url: 'https://api.solapi.com', templateIds: {} });
  });

  it("reads the provider's ids of templates and refuses an unknown template", () => {
    const named = readConfig({ ...env, SOLAPI_TEMPLATE_IDS: 'LOGIN_CODE=KA01TP1, CALL_ACCEPTED=KA01TP2' });
    expect(named.solapi.templateIds).toEqual({ LOGIN_CODE: 'KA01TP1', CALL_ACCEPTED: 'KA01TP2' });
    expect(() => readConfig({ ...env, SOLAPI_TEMPLATE_IDS: 'SALE=KA01TP1' })).toThrow('SOLAPI_TEMPLATE_IDS');
  });

  it('lists all missing and malformed variables at once without their values', () => {
    const { SOLAPI_API_KEY: _key, REDIS_URL: _redis, ...rest } = env;
    expect(() => readConfig({ ...rest, SEALING_KEYS: 'k1:c2VjcmV0' })).toThrow(
      /REDIS_URL(.|\n)*SEALING_KEYS(.|\n)*SOLAPI_API_KEY/,
    );
    expect(() => readConfig({ ...rest, SEALING_KEYS: 'k1:c2VjcmV0' })).not.toThrow('c2VjcmV0');
  });
});
