import { locate } from '@movecall/values/places';
import { z } from 'zod';
import type { AddressProvider, FoundAddress } from './address-provider.ts';

export interface KakaoLocalOptions {
  /** The provider's origin. */
  readonly url: string;
  /** The REST API key. */
  readonly key: string;
}

/** Kakao Local answered, but not with addresses. */
class KakaoLocalFailedError extends Error {
  override readonly name = 'KakaoLocalFailedError';
}

/** How many addresses one question brings. */
const SIZE = 10;
/** In bytes. Ten addresses take about 8 KB. */
const MAX_ANSWER = 256 * 1024;

const named = z.object({ address_name: z.string() });
const degrees = z
  .string()
  .regex(/^-?\d{1,3}(\.\d+)?$/)
  .transform(Number);

const document = z.object({
  address_name: z.string(),
  x: degrees,
  y: degrees,
  address: named.nullish(),
  road_address: named.nullish(),
});

const answerShape = z.object({ documents: z.array(document) });

/**
 * Kakao Local's address search. An address that lies in no 시·군·구 of the table, or far from it, is left out: no service of ours
 * would take it for a place.
 */
export function createKakaoLocal({ url, key }: KakaoLocalOptions): AddressProvider {
  const endpoint = new URL('/v2/local/search/address.json', url);
  return {
    async search(query, signal) {
      const asked = new URL(endpoint);
      asked.searchParams.set('query', query);
      asked.searchParams.set('size', String(SIZE));
      const response = await fetch(asked, {
        headers: { authorization: `KakaoAK ${key}`, accept: 'application/json' },
        redirect: 'manual',
        signal,
      });
      const body = await readUpTo(response, MAX_ANSWER);
      if (response.status !== 200) throw new KakaoLocalFailedError(`the answer is HTTP ${response.status}`);
      return documentsIn(body).flatMap(foundIn);
    },
  };
}

/** @throws KakaoLocalFailedError past `limit` bytes */
async function readUpTo({ body }: Response, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > limit) throw new KakaoLocalFailedError('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** @throws KakaoLocalFailedError; a parser's own message would quote the answer, and with it the query */
function documentsIn(body: string): readonly z.infer<typeof document>[] {
  const parsed = answerShape.safeParse(parseJson(body));
  if (!parsed.success) throw new KakaoLocalFailedError('the answer has no documents');
  return parsed.data.documents;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function foundIn({ address_name, address, road_address, x, y }: z.infer<typeof document>): FoundAddress[] {
  const name = address?.address_name || address_name;
  const located = locate({ address: name, latitude: y, longitude: x });
  if (located.status !== 'FOUND' || located.place.district === null) return [];
  return [{ address: name, roadAddress: road_address?.address_name || null, place: located.place }];
}
