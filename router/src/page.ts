import type { Handler } from '@movecall/http';
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

/** What a build may have been compressed with beforehand, the best first. */
const encodings = [
  { coding: 'br', suffix: '.br' },
  { coding: 'gzip', suffix: '.gz' },
] as const;

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
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = new Set(
    entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)),
  );
  for (const file of names) {
    const type = types[extname(file)];
    if (type === undefined) continue;
    const path = file.slice(folder.length).replaceAll('\\', '/');
    const compressed = encodings.filter(({ suffix }) => names.has(file + suffix));
    const variants = [
      ...(await Promise.all(
        compressed.map(async ({ coding, suffix }) => ({ coding, content: await readFile(file + suffix) })),
      )),
      { coding: null, content: await readFile(file) },
    ];
    handlers.set(path, serve(variants, type, path.startsWith('/assets/'), policy));
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

interface Variant {
  /** Null: as it is. */
  readonly coding: string | null;
  readonly content: Buffer;
}

/** @param variants the best first; the last is what everybody takes */
function serve(variants: readonly Variant[], type: string, forGood: boolean, policy: string): Handler {
  const tagged = variants.map((variant) => ({ ...variant, tag: tagOf(variant.content) }));
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return;
    }
    const taken = tagged.find(
      ({ coding }) => coding === null || isTaken(coding, request.headers['accept-encoding']),
    );
    if (!taken) throw new Error('everybody takes the last variant');
    response.setHeader('cache-control', forGood ? 'public, max-age=31536000, immutable' : 'no-cache');
    response.setHeader('vary', 'accept-encoding');
    response.setHeader('etag', taken.tag);
    if (request.headers['if-none-match'] === taken.tag) {
      response.writeHead(304).end();
      return;
    }
    response.writeHead(200, {
      'content-type': type,
      'content-length': taken.content.length,
      ...(taken.coding !== null && { 'content-encoding': taken.coding }),
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    });
    response.end(request.method === 'HEAD' ? undefined : taken.content);
  };
}

const tagOf = (content: Buffer): string =>
  `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;

/** Whether `Accept-Encoding` names a coding, and not to refuse it (`;q=0`). */
const isTaken = (coding: string, accepted: string | string[] | undefined): boolean =>
  String(accepted ?? '')
    .split(',')
    .some((entry) => {
      const [name = '', weight = ''] = entry.trim().split(';');
      return name.trim() === coding && !/^\s*q=0(?:\.0*)?$/.test(weight);
    });
