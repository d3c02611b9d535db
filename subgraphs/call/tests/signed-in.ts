import { createLoginTokenVerifier, type SignedInViewer } from '@movecall/identity/login-token';
import type { EventOf } from '@movecall/schema/events';
import type { Tel } from '@movecall/values/tel';
import type { CallHarness } from './harness.ts';

/** A client that has signed in: what its last token says, and its cookie. */
export interface SignedInClient {
  readonly viewer: SignedInViewer;
  readonly role: string;
  /** `name=value`, as the client sends it. */
  readonly cookie: string;
  /** The whole Set-Cookie header. */
  readonly setCookie: string;
}

interface LoginPayload {
  readonly token: string;
  readonly viewer: { readonly role: string };
}

type Answer = Awaited<ReturnType<CallHarness['ask']>>;

/** Signs in with a phone, as a browser does. */
export async function signIn(call: CallHarness, tel: Tel): Promise<SignedInClient> {
  await call.ask(null, 'mutation ($tel: String!) { requestLoginCode(tel: $tel) { userErrors { code } } }', {
    tel,
  });
  const code = await lastCode(call, tel);
  const answer = await call.ask<{ payload: LoginPayload }>(
    null,
    'mutation ($tel: String!, $code: String!) { payload: login(tel: $tel, code: $code) { token viewer { role } } }',
    { tel, code },
  );
  return clientOf(call, answer);
}

const REFRESH =
  'mutation { payload: refreshLogin { token expiresAt viewer { tel role } userErrors { code } } }';

/** @returns the codes of the errors when the cookie is refused */
export async function refresh(
  call: CallHarness,
  { cookie }: Pick<SignedInClient, 'cookie'>,
): Promise<SignedInClient | readonly string[]> {
  const answer = await call.ask<{ payload: LoginPayload } | null>(null, REFRESH, {}, { cookie });
  return answer.codes.length > 0 ? answer.codes : clientOf(call, answer);
}

/** Refreshes with a cookie that must be accepted. */
export async function refreshed(call: CallHarness, client: SignedInClient): Promise<SignedInClient> {
  const result = await refresh(call, client);
  if ('viewer' in result) return result;
  throw new Error(`The refresh was refused: ${result.join()}`);
}

async function clientOf(call: CallHarness, { data, headers }: Answer): Promise<SignedInClient> {
  const { token, viewer } = (data as { payload: LoginPayload }).payload;
  const { kty, crv, x, kid } = call.config.loginPrivateKey;
  const verifier = await createLoginTokenVerifier([{ kty, crv, x, kid } as never]);
  const setCookie = headers.get('set-cookie') ?? '';
  const cookie = setCookie.split(';', 1)[0] ?? '';
  return { viewer: (await verifier.verify(token)).viewer, role: viewer.role, cookie, setCookie };
}

/** The latest code that was sent to a phone. */
async function lastCode(call: CallHarness, tel: Tel): Promise<string> {
  const messages = (await call.outbox('LoginCodeRequested'))
    .map(({ data }) => data as EventOf<'LoginCodeRequested'>['data'])
    .filter((message) => call.sealer.unseal(message.tel) === tel);
  return call.sealer.unseal(messages.at(-1)?.code ?? '');
}

/** The ids of the sessions that SessionsEnded events name. */
export async function endedByEvents(call: CallHarness): Promise<string[]> {
  const events = await call.outbox('SessionsEnded');
  return events.flatMap(({ data }) => (data as EventOf<'SessionsEnded'>['data']).sessionIds);
}

/** The ids of the sessions that the router is told when it asks. */
export async function endedForRouter(call: CallHarness): Promise<string[]> {
  const { data } = await call.ask<{ endedSessions: string[] }>(
    { id: 'router', role: 'SERVICE', moverId: null },
    '{ endedSessions }',
  );
  return data.endedSessions;
}
