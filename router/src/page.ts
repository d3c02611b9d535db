import type { Handler } from '@movecall/service/http';
import { readFile } from 'node:fs/promises';

/** Everything comes from here; nothing runs that is not a file of ours. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const assets = {
  'index.html': 'text/html; charset=utf-8',
  'app.css': 'text/css; charset=utf-8',
  'app.js': 'text/javascript; charset=utf-8',
} as const;

/** The plain page: a small Korean front at `/`, and at `/calls/:id` the same page showing one call. */
export async function createPages(): Promise<(path: string) => Handler | null> {
  const handlers = new Map<string, Handler>();
  for (const [file, type] of Object.entries(assets)) {
    handlers.set(file, serve(await readFile(new URL(`./page/${file}`, import.meta.url)), type));
  }
  return (path) => {
    const isPage = path === '/' || /^\/calls\/[\w-]{1,64}$/.test(path);
    return handlers.get(isPage ? 'index.html' : path.replace(/^\/assets\//, '')) ?? null;
  };
}

function serve(content: Buffer, type: string): Handler {
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return;
    }
    response.writeHead(200, {
      'content-type': type,
      'content-length': content.length,
      'cache-control': 'no-cache',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    });
    response.end(request.method === 'HEAD' ? undefined : content);
  };
}
