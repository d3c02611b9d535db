import type { Handler } from '@movecall/service/http';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The screens that the page has: all of them are the one index.html. */
const SCREEN = /^\/(?:sign-in|calls(?:\/[\w-]{1,64})?|board|movers)?$/;

export interface PagesOptions {
  /** The folder that the web page was built into; null when there is none, and no address is a page. */
  readonly folder: string | null;
  /** The origin that may show the page in a frame; null when nobody may. */
  readonly framedBy: string | null;
}

/**
 * The web page: at every address of a screen the page itself, and the files that it loads. Those carry a hash of their
 * content in their names and may be kept for good; the page is asked for anew.
 */
export async function createPages({
  folder,
  framedBy,
}: PagesOptions): Promise<(path: string) => Handler | null> {
  if (folder === null) return () => null;
  const policy = contentSecurityPolicy(framedBy);
  const handlers = new Map<string, Handler>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const file = join(entry.parentPath, entry.name);
    const path = file.slice(folder.length).replaceAll('\\', '/');
    handlers.set(path, serve(await readFile(file), type, path.startsWith('/assets/'), policy));
  }
  const page = handlers.get('/index.html');
  if (!page) throw new Error(`${folder} has no index.html: build the web page first`);
  handlers.delete('/index.html');
  return (path) => (SCREEN.test(path) ? page : (handlers.get(path) ?? null));
}

/** Everything comes from here; nothing runs that is not a file of ours. */
const contentSecurityPolicy = (framedBy: string | null): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${framedBy ?? "'none'"}`,
  ].join('; ');

function serve(content: Buffer, type: string, forGood: boolean, policy: string): Handler {
  const tag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return;
    }
    response.setHeader('cache-control', forGood ? 'public, max-age=31536000, immutable' : 'no-cache');
    response.setHeader('etag', tag);
    if (request.headers['if-none-match'] === tag) {
      response.writeHead(304).end();
      return;
    }
    response.writeHead(200, {
      'content-type': type,
      'content-length': content.length,
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    });
    response.end(request.method === 'HEAD' ? undefined : content);
  };
}
