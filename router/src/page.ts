import type { Handler } from '@movecall/http';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** The compressed variants that a build may contain, in order of preference. */
const encodings = [
  { coding: 'br', suffix: '.br' },
  { coding: 'gzip', suffix: '.gz' },
] as const;

/** The paths of the page's screens: each of them serves index.html. */
const SCREEN =
  /^\/(?:sign-in|account|calls(?:\/[\w-]{1,64}(?:\/contract(?:\/pdf)?)?)?|dispatch|companies|price-book|quote(?:\/[\w-]{1,64}(?:\/consent)?)?|board|movers|team)?$/;

export interface PagesOptions {
  /** The folder that the web page was built into; null: the router serves no page. */
  readonly folder: string | null;
  /** The origin that may show the page in a frame; null: no origin may. */
  readonly framedBy: string | null;
}

/**
 * The web page: index.html at the path of each screen, and the files that index.html loads. Those files have a hash of their
 * content in their names, so browsers cache them permanently. Browsers revalidate index.html each time. All files are read
 * once and kept in memory.
 *
 * @returns the handler of a path; null when the page has no such path
 * @throws Error when the folder cannot be read or has no index.html
 */
export async function createPages({
  folder,
  framedBy,
}: PagesOptions): Promise<(path: string) => Handler | null> {
  if (folder === null) return () => null;
  const index = join(folder, 'index.html');
  const handlers = new Map<string, Handler>();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Set(
    entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)),
  );
  if (!files.has(index)) throw new Error(`${folder} has no index.html: build the web page first`);
  const policy = contentSecurityPolicy(framedBy, await readFile(index, 'utf8'));
  for (const file of files) {
    const contentType = contentTypes[extname(file)];
    if (contentType === undefined) continue;
    const path = file.slice(folder.length).replaceAll('\\', '/');
    const immutable = path.startsWith('/assets/');
    const variants = await readVariants(file, files);
    handlers.set(path, createFileHandler({ variants, contentType, immutable, policy }));
  }
  const page = handlers.get('/index.html') ?? null;
  handlers.delete('/index.html');
  return (path) => (SCREEN.test(path) ? page : (handlers.get(path) ?? null));
}

/** Allows nothing but files of the router's own origin, and what is written in index.html itself. */
const contentSecurityPolicy = (framedBy: string | null, index: string): string =>
  [
    "default-src 'none'",
    ["script-src 'self'", ...hashesIn(index, 'script')].join(' '),
    ["style-src 'self'", ...hashesIn(index, 'style')].join(' '),
    "font-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${framedBy ?? "'none'"}`,
  ].join('; ');

/** The hashes of the texts inside of an element's tags, as a policy names them. A script with a `src` has no text. */
const hashesIn = (html: string, element: 'script' | 'style'): string[] =>
  [
    ...html.matchAll(new RegExp(`<${element}(?:\\s[^>]*)?>((?:(?!</${element}>)[^])+)</${element}>`, 'g')),
  ].map(([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);

/** One encoding of a file. */
interface Variant {
  /** The content coding; null: not compressed. */
  readonly coding: string | null;
  readonly content: Buffer;
}

/** The variants of a file in order of preference; the last one is not compressed. */
async function readVariants(file: string, files: ReadonlySet<string>): Promise<readonly Variant[]> {
  const compressed = encodings.filter(({ suffix }) => files.has(file + suffix));
  return Promise.all([
    ...compressed.map(async ({ coding, suffix }) => ({ coding, content: await readFile(file + suffix) })),
    readFile(file).then((content) => ({ coding: null, content })),
  ]);
}

interface FileOptions {
  readonly variants: readonly Variant[];
  readonly contentType: string;
  /** Whether the content at this path never changes. */
  readonly immutable: boolean;
  readonly policy: string;
}

function createFileHandler({ variants, contentType, immutable, policy }: FileOptions): Handler {
  const tagged = variants.map((variant) => ({ ...variant, tag: entityTag(variant.content) }));
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return;
    }
    const variant = tagged.find(
      ({ coding }) => coding === null || isAccepted(coding, request.headers['accept-encoding']),
    );
    if (!variant) throw new Error('the variant without compression is missing');
    response.setHeader('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    response.setHeader('vary', 'accept-encoding');
    response.setHeader('etag', variant.tag);
    if (request.headers['if-none-match'] === variant.tag) {
      response.writeHead(304).end();
      return;
    }
    response.writeHead(200, {
      'content-type': contentType,
      'content-length': variant.content.length,
      ...(variant.coding !== null && { 'content-encoding': variant.coding }),
      'content-security-policy': policy,
      'referrer-policy': 'same-origin',
    });
    response.end(request.method === 'HEAD' ? undefined : variant.content);
  };
}

const entityTag = (content: Buffer): string =>
  `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;

/** Whether `Accept-Encoding` lists a coding with a weight above 0. */
const isAccepted = (coding: string, acceptEncoding: string | string[] | undefined): boolean =>
  String(acceptEncoding ?? '')
    .split(',')
    .some((entry) => {
      const [name = '', weight = ''] = entry.trim().split(';');
      return name.trim() === coding && !/^\s*q=0(?:\.0*)?$/.test(weight);
    });
