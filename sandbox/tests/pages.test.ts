import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { loginCode, send, shown, start, stopAll } from './client.ts';

afterEach(stopAll);

const PAGE = 'http://page.example:4000';

/** The content security policy of a response, by directive. */
function policyOf(answer: Response): Record<string, string> {
  const policy = answer.headers.get('content-security-policy') ?? '';
  return Object.fromEntries(
    policy.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources.join(' ')];
    }),
  );
}

/** The status of a path, sent as written: fetch would normalise it. */
const statusOf = (url: string, path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(url, { path }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });

const ownFilesOnly = {
  'default-src': "'none'",
  'style-src': "'self'",
  'script-src': "'self'",
  'img-src': "'self'",
  'base-uri': "'none'",
  'require-trusted-types-for': "'script'",
  'trusted-types': "'none'",
};

describe("the phone's page", () => {
  it('runs only its own files, turns no text into markup, and only the sandbox may frame it', async () => {
    const { url } = await start();
    const answer = await fetch(`${url}/?to=01012345678`);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(policyOf(answer)).toEqual({
      ...ownFilesOnly,
      'connect-src': "'self'",
      'form-action': "'self'",
      'frame-ancestors': "'self'",
    });
    expect(await answer.text()).toContain('<html lang="ko">');
  });

  it('contains no message: messages arrive as data', async () => {
    const { url } = await start();
    const code = '<img src=x onerror=alert(1)>';
    await send(url, [loginCode('01012345678', { variables: { '#{인증번호}': code, '#{만료시각}': '2' } })]);
    expect((await shown(url))[0]?.text).toContain(code);
    expect(await (await fetch(`${url}/?to=${encodeURIComponent(code)}`)).text()).not.toContain('onerror');
  });

  it('answers GET and HEAD only', async () => {
    const { url } = await start();
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
    const head = await fetch(url, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(Number(head.headers.get('content-length'))).toBeGreaterThan(0);
  });
});

describe('files of the pages', () => {
  it('all exist, and a page uses each of them', async () => {
    const { url } = await start({ pageOrigin: PAGE });
    const found = new Set<string>();
    const follow = async (path: string): Promise<void> => {
      const answer = await fetch(url + path);
      expect(answer.status, path).toBe(200);
      const text = await answer.text();
      const named = [
        ...[...text.matchAll(/(?:href|src)="(\/page\/[^"]+)"/g)].map(([, name = '']) => name),
        ...[...text.matchAll(/ from '\.\/([^']+)'/g)].map(([, name = '']) => `/page/${name}`),
      ];
      for (const name of named.filter((other) => !found.has(other))) {
        found.add(name);
        await follow(name);
      }
    };
    await follow('/');
    await follow('/demo');
    const files = await readdir(new URL('../src/page', import.meta.url));
    const pages = files.filter((file) => !file.endsWith('.html')).map((file) => `/page/${file}`);
    expect([...found].toSorted()).toEqual(pages.toSorted());
  });

  it.each([
    ['/page/phone.js', 'text/javascript; charset=utf-8'],
    ['/page/phone.css', 'text/css; charset=utf-8'],
    ['/page/icon.svg', 'image/svg+xml'],
  ])('%s has its content type and its policy', async (path, type) => {
    const { url } = await start();
    const answer = await fetch(url + path);
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(policyOf(answer)).toEqual(ownFilesOnly);
  });

  it.each([
    '/page',
    '/page/',
    '/page/index.html',
    '/page/nothing.js',
    '/page/../pages.ts',
    '/page/%2e%2e/pages.ts',
    '/page/constructor',
    '/constructor',
    '/demo/',
  ])('%s is not found', async (path) => {
    const { url } = await start({ pageOrigin: PAGE });
    expect(await statusOf(url, path)).toBe(404);
  });
});

describe('the demo', () => {
  it('does not exist without PAGE_URL', async () => {
    const { url } = await start();
    expect((await fetch(`${url}/demo`)).status).toBe(404);
  });

  it('frames only the page and the phone, and nothing may frame it', async () => {
    const { url } = await start({ pageOrigin: PAGE });
    const answer = await fetch(`${url}/demo`);
    expect(policyOf(answer)).toEqual({
      ...ownFilesOnly,
      'frame-src': `'self' ${PAGE}`,
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
    expect(framesIn(await answer.text())).toEqual([`${PAGE}/`, '/']);
  });

  it.each([
    ['010-1234-5678', '/?to=01012345678'],
    ['+82 10-1234-5678', '/?to=01012345678'],
    ['"><script>alert(1)</script>', '/?to=1'],
    ["$'$`$&", '/'],
    ['', '/'],
  ])('shows the phone %j', async (to, phone) => {
    const { url } = await start({ pageOrigin: PAGE });
    const html = await (await fetch(`${url}/demo?to=${encodeURIComponent(to)}`)).text();
    expect(framesIn(html)).toEqual([`${PAGE}/`, phone]);
    expect(html).not.toContain('alert');
  });
});

const framesIn = (html: string): string[] =>
  [...html.matchAll(/<iframe[^>]* src="([^"]*)"/g)].map(([, source = '']) => source);
