import { type Addresses, messagesTo } from '@movecall/testkit/client';
import { setTimeout as pause } from 'node:timers/promises';
import { refusalOf, type WebClient } from './web-client.ts';

/** What people do at the public API, attackers and customers alike. */

const REQUEST_CODE = 'mutation ($tel: String!) { requestLoginCode(tel: $tel) { userErrors { code } } }';
const LOGIN =
  'mutation ($tel: String!, $code: String!) { login(tel: $tel, code: $code) { token userErrors { code } } }';
const REQUEST_CALL = `mutation ($input: RequestMoveCallInput!) {
  requestMoveCall(input: $input) { moveCall { id } userErrors { code } } }`;
const CANCEL = 'mutation ($id: ID!) { cancelMoveCall(id: $id) { userErrors { code } } }';

const CODE_WITHIN_MS = 30_000;
const POLL_MS = 20;

/** The answer's code; `SENT` when a code is on its way. */
export const requestCode = async (client: WebClient, tel: string): Promise<string> =>
  refusalOf(await client.ask(REQUEST_CODE, { tel })) ?? 'SENT';

/** Asks for a login code and waits for it. @returns null when it is refused or does not arrive within half a minute */
export async function receiveCode(
  addresses: Addresses,
  client: WebClient,
  tel: string,
): Promise<string | null> {
  const earlier = (await codesOf(addresses, tel)).length;
  if ((await requestCode(client, tel)) !== 'SENT') return null;
  const deadline = performance.now() + CODE_WITHIN_MS;
  while (performance.now() < deadline) {
    const codes = await codesOf(addresses, tel);
    if (codes.length > earlier) return codes.at(-1) ?? null;
    await pause(POLL_MS);
  }
  return null;
}

const codesOf = async (addresses: Addresses, tel: string): Promise<string[]> =>
  (await messagesTo(addresses, tel))
    .filter(({ templateId }) => templateId === 'LOGIN_CODE')
    .map(({ text }) => /\d{6}/.exec(text)?.[0] ?? '');

/** The answer's code; `SIGNED_IN` after which the client has a token. */
export async function login(client: WebClient, tel: string, code: string): Promise<string> {
  const answer = await client.ask<{ login: { token: string | null } }>(LOGIN, { tel, code });
  const refusal = refusalOf(answer);
  if (refusal !== null) return refusal;
  client.useToken(answer.data?.login.token ?? '');
  return 'SIGNED_IN';
}

/** @throws Error when the code or the login is refused */
export async function signIn(addresses: Addresses, client: WebClient, tel: string): Promise<void> {
  const code = await receiveCode(addresses, client, tel);
  const answered = code === null ? 'no code' : await login(client, tel, code);
  if (answered !== 'SIGNED_IN')
    throw new Error(`an attacker or customer of the bench cannot sign in: ${answered}`);
}

/** @returns the call's id, and the answer's code: `ACCEPTED` or a refusal */
export async function requestCall(client: WebClient, movingOn: string, cost: number) {
  const answer = await client.ask<{ requestMoveCall: { moveCall: { id: string } | null } }>(REQUEST_CALL, {
    input: { moveType: 'FULL_PACKING', location: { address: '마포구' }, movingOn, cost },
  });
  return { id: answer.data?.requestMoveCall?.moveCall?.id ?? null, code: refusalOf(answer) ?? 'ACCEPTED' };
}

export const cancelCall = (client: WebClient, id: string) => client.ask(CANCEL, { id });

/** `ACCEPTED 5, TOO_MANY_CALLS 65`. */
export function tally(codes: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => `${code} ${count}`).join(', ');
}

/** Runs `count` pieces of work, so many at a time, and returns their results. A rejection becomes `LOST`. */
export async function atOnce(
  count: number,
  concurrency: number,
  work: (nth: number) => Promise<string>,
): Promise<string[]> {
  const results: string[] = [];
  let next = 0;
  async function worker(): Promise<void> {
    while (next < count) {
      const nth = next++;
      results.push(await work(nth).catch(() => 'LOST'));
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker));
  return results;
}
