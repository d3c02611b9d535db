import { CLIENT_ADDRESS_HEADER, type Viewer } from '@movecall/identity';
import type { EventOf } from '@movecall/schema/events';
import type { Tel } from '@movecall/values/tel';
import type { UserError } from '../src/user-errors.ts';
import { type CallHarness, freshTel } from './harness.ts';

/** Who signs in: a client at an address, which may have a token or a cookie already. */
export interface Client {
  readonly address?: string;
  readonly viewer?: Viewer;
  /** As the Cookie header. */
  readonly cookie?: string;
}

export interface RequestCodePayload {
  readonly challengeId: string | null;
  readonly expiresAt: string | null;
  readonly userErrors: readonly UserError[];
}

export interface LoginPayload {
  readonly token: string | null;
  readonly expiresAt: string | null;
  readonly viewer: { readonly tel: string; readonly role: string } | null;
  readonly userErrors: readonly UserError[];
}

const USER_ERRORS = 'userErrors { code message field retryAfterSeconds }';
const REQUEST = `mutation ($tel: String!) {
  requestLoginCode(tel: $tel) { challengeId expiresAt ${USER_ERRORS} }
}`;
const LOGIN = `mutation ($tel: String!, $code: String!, $challengeId: ID) {
  login(tel: $tel, code: $code, challengeId: $challengeId) { token expiresAt viewer { tel role } ${USER_ERRORS} }
}`;

const headersOf = ({ address = '127.0.0.1', cookie }: Client) => ({
  [CLIENT_ADDRESS_HEADER]: address,
  ...(cookie !== undefined && { cookie }),
});

export async function requestCode(call: CallHarness, tel: string, client: Client = {}) {
  const { data } = await call.ask<{ requestLoginCode: RequestCodePayload }>(
    client.viewer ?? null,
    REQUEST,
    { tel },
    headersOf(client),
  );
  return data.requestLoginCode;
}

export async function login(
  call: CallHarness,
  tel: string,
  code: string,
  client: Client & { readonly challengeId?: string | null } = {},
): Promise<LoginPayload> {
  const variables = { tel, code, challengeId: client.challengeId };
  const { data } = await call.ask<{ login: LoginPayload }>(
    client.viewer ?? null,
    LOGIN,
    variables,
    headersOf(client),
  );
  return data.login;
}

/** The codes that were sent to a phone, oldest first. */
export async function codesTo(call: CallHarness, tel: Tel): Promise<string[]> {
  return (await call.outbox('LoginCodeRequested'))
    .map(({ data }) => data as EventOf<'LoginCodeRequested'>['data'])
    .filter((message) => call.sealer.unseal(message.tel) === tel)
    .map(({ code }) => call.sealer.unseal(code));
}

/** Sends a code to a phone. */
export async function phoneWithCode(call: CallHarness, tel: Tel = freshTel(), client: Client = {}) {
  const { challengeId } = await requestCode(call, tel, client);
  return { tel, code: (await codesTo(call, tel)).at(-1) ?? '', challengeId };
}

/** Another code. */
export const wrong = (code: string): string => (code === '000000' ? '000001' : '000000');

export const errorsOf = ({ userErrors }: { readonly userErrors: readonly UserError[] }): string[] =>
  userErrors.map(({ code }) => code);
