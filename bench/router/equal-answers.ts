import { isDeepStrictEqual } from 'node:util';
import { bodyOf, CHECKED_IDS, OTHER_SHAPES } from './requests.ts';
import type { Gateway } from './variants.ts';

interface Asked {
  readonly gateway: Gateway;
  readonly url: string;
}

/** A request that is sent to several gateways. */
interface Compared {
  readonly body: string;
  /** False: the pass-through cannot answer it. */
  readonly anyGateway: boolean;
}

/**
 * Sends the same requests to all gateways and compares the answers as parsed JSON. The pass-through receives only the measured
 * request, the one that it can answer.
 *
 * @returns how many requests were compared
 * @throws Error with the first request that two gateways answer differently, or that one answers with errors
 */
export async function demandEqualAnswers(gateways: readonly Asked[], token: string): Promise<number> {
  const measured = CHECKED_IDS.map((id) => ({ body: bodyOf(id), anyGateway: true }));
  const others = OTHER_SHAPES.flatMap((query) =>
    CHECKED_IDS.map((id) => ({
      body: JSON.stringify(query.includes('$id') ? { query, variables: { id } } : { query }),
      anyGateway: false,
    })),
  );
  const requests = [...measured, ...others];
  await compareAnswers(gateways, requests, token);
  return requests.length;
}

/**
 * Sends requests to gateways and compares the answers as parsed JSON.
 *
 * @throws Error with the first request that two gateways answer differently, or that one answers with errors
 */
export async function compareAnswers(
  gateways: readonly Asked[],
  requests: readonly Compared[],
  token: string,
): Promise<void> {
  for (const { body, anyGateway } of requests) {
    const asked = gateways.filter(({ gateway }) => anyGateway || gateway !== 'pass-through');
    const answers = await Promise.all(asked.map(({ url }) => answerOf(url, body, token)));
    for (const [nth, answer] of answers.entries()) {
      if (!('errors' in answer) && isDeepStrictEqual(answer, answers[0])) continue;
      const said = [asked[0]!, asked[nth]!].map(
        ({ gateway }, side) => `${gateway}: ${JSON.stringify(side === 0 ? answers[0] : answer)}`,
      );
      throw new Error(`The gateways answer differently to ${body}\n${said.join('\n')}`);
    }
  }
}

async function answerOf(url: string, body: string, token: string): Promise<object> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: `Bearer ${token}`,
    },
    body,
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${text}`);
  return JSON.parse(text) as object;
}
