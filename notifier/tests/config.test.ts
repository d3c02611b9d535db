import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { readSandboxConfig } from '@movecall/sandbox/config';

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
  it('takes a database of its own on a server, unless one is named', () => {
    expect(readConfig(env).databaseUrl).toBe('postgres://somebody@db.example:5432/movecall_notifier');
    const named = { ...env, NOTIFIER_DATABASE_URL: 'postgres://somebody@db.example:5432/alerts' };
    expect(readConfig(named).databaseUrl).toBe('postgres://somebody@db.example:5432/alerts');
  });

  it('speaks to the real provider unless told otherwise, with templates by their own names', () => {
    expect(readConfig(env).solapi).toMatchObject({ url: 'https://api.solapi.com', templateIds: {} });
  });

  it('takes what templates were registered as', () => {
    const named = readConfig({ ...env, SOLAPI_TEMPLATE_IDS: 'LOGIN_CODE=KA01TP1, CALL_ACCEPTED=KA01TP2' });
    expect(named.solapi.templateIds).toEqual({ LOGIN_CODE: 'KA01TP1', CALL_ACCEPTED: 'KA01TP2' });
    expect(() => readConfig({ ...env, SOLAPI_TEMPLATE_IDS: 'SALE=KA01TP1' })).toThrow('SOLAPI_TEMPLATE_IDS');
  });

  it('says all at once what is missing, and repeats no secret', () => {
    const { SOLAPI_API_KEY: _key, REDIS_URL: _redis, ...rest } = env;
    expect(() => readConfig({ ...rest, SEALING_KEYS: 'k1:c2VjcmV0' })).toThrow(
      /REDIS_URL(.|\n)*SEALING_KEYS(.|\n)*SOLAPI_API_KEY/,
    );
    expect(() => readConfig({ ...rest, SEALING_KEYS: 'k1:c2VjcmV0' })).not.toThrow('c2VjcmV0');
  });
});

describe("the sandbox's configuration", () => {
  it('needs neither a file, nor somebody to report to, nor a page for the demo', () => {
    expect(readSandboxConfig(env)).toMatchObject({
      reportUrl: null,
      file: null,
      pageOrigin: null,
      apiKey: 'key',
    });
    expect(() => readSandboxConfig({})).toThrow(
      /SOLAPI_API_KEY(.|\n)*SOLAPI_API_SECRET(.|\n)*SOLAPI_WEBHOOK_SECRET/,
    );
  });

  it("takes only the origin of the customer's page, which has to be one", () => {
    const of = (PAGE_URL: string) => readSandboxConfig({ ...env, PAGE_URL }).pageOrigin;
    expect(of('http://localhost:4000/calls?a="b"')).toBe('http://localhost:4000');
    expect(() => of('javascript:alert(1)')).toThrow('PAGE_URL');
  });
});
