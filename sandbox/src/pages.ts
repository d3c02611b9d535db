import type { Handler } from '@movecall/http';
import { readFile } from 'node:fs/promises';
import { recipientFilter } from './recipient-filter.ts';

const HTML = 'text/html; charset=utf-8';
const CSS = 'text/css; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';

const assets = {
  'base.css': CSS,
  'device.css': CSS,
  'phone.css': CSS,
  'card.css': CSS,
  'demo.css': CSS,
  'phone.js': SCRIPT,
  'chat.js': SCRIPT,
  'card.js': SCRIPT,
  'element.js': SCRIPT,
  'connection.js': SCRIPT,
  'words.js': SCRIPT,
  'demo.js': SCRIPT,
  'icon.svg': 'image/svg+xml',
} as const;

/** A content security policy: the page loads and runs files of the sandbox only, and no text becomes markup. */
const OWN_FILES_ONLY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
];

const PHONE_POLICY = [
  ...OWN_FILES_ONLY,
  "connect-src 'self'",
  "form-action 'self'",
  // The demo frames the phone.
  "frame-ancestors 'self'",
];

/**
 * The sandbox's web pages. `/` is the customers' phones: every AlimTalk as it arrives, of one phone (`?to=`) or of all. `/demo`
 * is a phone beside the customer's web page.
 *
 * @param pageOrigin origin of the customer's web page; null: no demo
 */
export async function createPages(pageOrigin: string | null): Promise<(path: string) => Handler | null> {
  const handlers = new Map<string, Handler>();
  for (const [file, type] of Object.entries(assets)) {
    const content = await fileOfPage(file);
    handlers.set(
      `/page/${file}`,
      serve(type, OWN_FILES_ONLY, () => content),
    );
  }

  const phone = await fileOfPage('index.html');
  handlers.set(
    '/',
    serve(HTML, PHONE_POLICY, () => phone),
  );

  if (pageOrigin !== null) {
    const demo = (await fileOfPage('demo.html')).replaceAll('%PAGE_ORIGIN%', pageOrigin);
    const policy = [
      ...OWN_FILES_ONLY,
      `frame-src 'self' ${pageOrigin}`,
      "form-action 'none'",
      "frame-ancestors 'none'",
    ];
    // recipientFilter leaves digits only, so the query is safe in the HTML.
    const query = (to: string | null): string => (to ? `?to=${to}` : '');
    handlers.set(
      '/demo',
      serve(HTML, policy, (url) => demo.replace('%PHONE%', query(recipientFilter(url)))),
    );
  }
  return (path) => handlers.get(path) ?? null;
}

const PAGE = new URL('./page/', import.meta.url);
const fileOfPage = (name: string): Promise<string> => readFile(new URL(name, PAGE), 'utf8');

function serve(
  type: string,
  policy: readonly string[],
  contentFor: (url: string | undefined) => string,
): Handler {
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return;
    }
    const content = contentFor(request.url);
    response.writeHead(200, {
      'content-type': type,
      'content-length': Buffer.byteLength(content),
      'cache-control': 'no-cache',
      'content-security-policy': policy.join('; '),
      'referrer-policy': 'no-referrer',
    });
    response.end(request.method === 'HEAD' ? undefined : content);
  };
}
