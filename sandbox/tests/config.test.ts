import { describe, expect, it } from 'vitest';
import { readSandboxConfig } from '../src/config.ts';

const env = { SOLAPI_API_KEY: 'key', SOLAPI_API_SECRET: 'secret', SOLAPI_WEBHOOK_SECRET: 'hook' };

describe("the sandbox's configuration", () => {
  it('requires the account only: no file, no report URL, no page', () => {
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

  it("keeps only the origin of the customer's page and refuses any URL but http(s)", () => {
    const of = (PAGE_URL: string) => readSandboxConfig({ ...env, PAGE_URL }).pageOrigin;
    expect(of('http://localhost:4000/calls?a="b"')).toBe('http://localhost:4000');
    expect(() => of('javascript:alert(1)')).toThrow('PAGE_URL');
  });
});
