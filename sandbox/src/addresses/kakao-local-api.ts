import { type Handler, sendJson } from '@movecall/http';
import { timingSafeEqual } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Faults } from '../faults.ts';
import type { AddressFaultMode } from './address-faults.ts';
import { searchAddresses } from './address-search.ts';
import { documentOf } from './kakao-document.ts';

export interface KakaoLocalApiOptions {
  /** The REST API key; null: no key is right. */
  readonly key: string | null;
  readonly faults: Faults<AddressFaultMode>;
}

const parameters = z.object({
  query: z.string().trim().min(1),
  size: z.coerce.number().int().min(1).max(30).default(10),
  page: z.coerce.number().int().min(1).max(45).default(1),
});

/** Kakao Local's `GET /v2/local/search/address.json`, over the made addresses. It answers as Kakao Local does, or fails as `faults` says. */
export function createKakaoLocalApi({ key, faults }: KakaoLocalApiOptions): Handler {
  return async (request, response) => {
    if (request.method !== 'GET') return refuse(response, 404, 'NotFound', 'no such path');
    if (!isAuthorized(request.headers.authorization, key))
      return refuse(response, 401, 'AccessDeniedError', 'cannot find Authorization : KakaoAK header');
    const { searchParams } = new URL(request.url ?? '/', 'http://sandbox');
    const parsed = parameters.safeParse(Object.fromEntries(searchParams));
    if (!parsed.success)
      return refuse(response, 400, 'MissingParameter', 'query, size or page is missing or wrong');
    const fault = faults.take();
    if (fault !== 'none') return fail(response, fault);
    sendJson(response, 200, answerOf(parsed.data));
  };
}

function isAuthorized(header: string | undefined, key: string | null): boolean {
  if (key === null) return false;
  const [sent, expected] = [Buffer.from(header ?? ''), Buffer.from(`KakaoAK ${key}`)];
  return sent.length === expected.length && timingSafeEqual(sent, expected);
}

function answerOf({ query, size, page }: z.infer<typeof parameters>) {
  const hits = searchAddresses(query);
  const documents = hits.slice((page - 1) * size, page * size).map(documentOf);
  const meta = { total_count: hits.length, pageable_count: hits.length, is_end: page * size >= hits.length };
  return { meta, documents };
}

/** Of all modes, only `hang` leaves the request without an answer. */
function fail(response: ServerResponse, mode: Exclude<AddressFaultMode, 'none'>): void {
  switch (mode) {
    case 'hang':
      return;
    case '429':
      return refuse(response, 429, 'RequestThrottled', 'API limit has been exceeded.');
    case '503':
      return refuse(response, 503, 'ServiceUnavailable', 'try again later');
    case 'reset':
      return void response.socket?.resetAndDestroy();
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      return void response.end('<!doctype html><title>점검 중</title>');
    case 'empty':
      return sendJson(response, 200, {
        meta: { total_count: 0, pageable_count: 0, is_end: true },
        documents: [],
      });
    case 'wrong':
      return sendJson(response, 200, { documents: [{ address_name: 7, x: 'east', y: null }] });
    default:
      return mode satisfies never;
  }
}

const refuse = (response: ServerResponse, status: number, errorType: string, message: string): void =>
  sendJson(response, status, { errorType, message });
