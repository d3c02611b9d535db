import { type Client, createClient } from 'graphql-ws';
import type { Message } from '@movecall/sandbox/message';
import { until } from '@movecall/service/until';
import { WebSocket } from 'ws';

/** A client of the public API, for the founding scenario and the end-to-end tests. */

export interface Addresses {
  /** The origins of the router and the sandbox. */
  readonly router: string;
  readonly sandbox: string;
}

export interface GraphqlError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string };
}

export interface Answer<T> {
  readonly status: number;
  readonly data: T | null;
  readonly errors: readonly GraphqlError[];
}

/** Sends a GraphQL request to the router. The answer contains refusals and errors. A lost connection rejects the promise. */
export async function askGraphql<T>(
  addresses: Addresses,
  query: string,
  variables: Record<string, unknown> = {},
  token?: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer<T>> {
  const response = await fetch(`${addresses.router}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...headers,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(60_000),
  });
  const body = (await response.json()) as { data?: T | null; errors?: GraphqlError[] };
  return { status: response.status, data: body.data ?? null, errors: body.errors ?? [] };
}

/** The messages that the sandbox has delivered to a phone, oldest first. */
export async function messagesTo(addresses: Addresses, tel: string): Promise<Message[]> {
  const response = await fetch(`${addresses.sandbox}/messages?to=${encodeURIComponent(tel)}`);
  return (await response.json()) as Message[];
}

/** A request that was answered with GraphQL errors or user errors. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  /** The codes of all errors in the answer. */
  readonly codes: readonly string[];
  constructor(what: string, reasons: readonly { code: string; message?: string }[]) {
    super(
      `${what} was refused: ${reasons.map(({ code, message }) => [code, message].filter(Boolean).join(' ')).join(', ')}`,
    );
    this.codes = reasons.map(({ code }) => code);
  }
}

/** A signed-in customer or operator. */
export interface Session {
  readonly tel: string;
  readonly token: string;
  /** @throws RequestRefused when the answer has GraphQL errors */
  ask<T>(query: string, variables?: Record<string, unknown>): Promise<T>;
  /** Yields the events of a subscription. Ends when the subscription ends or the signal is aborted. */
  subscribe<T>(
    query: string,
    variables: Record<string, unknown>,
    signal?: AbortSignal,
  ): AsyncGenerator<T, void>;
  messages(): Promise<Message[]>;
  close(): Promise<void>;
}

/**
 * Requests a login code, reads it from the sandbox and signs in with it. A token lives half an hour and a long run takes longer, so
 * the session signs in again from time to time.
 *
 * @throws RequestRefused when either step is refused
 */
export async function signIn(addresses: Addresses, tel: string): Promise<Session> {
  return createSession(addresses, tel, await requestToken(addresses, tel));
}

async function requestToken(addresses: Addresses, tel: string): Promise<string> {
  const codesBefore = (await codes(addresses, tel)).length;
  const requested = await askGraphql<{ requestLoginCode: { userErrors: { code: string }[] } }>(
    addresses,
    'mutation ($tel: String!) { requestLoginCode(tel: $tel) { userErrors { code } } }',
    { tel },
  );
  throwIfRefused('requestLoginCode', requested, requested.data?.requestLoginCode.userErrors);
  const code = await until(`a login code for ${tel.slice(0, 3)}****${tel.slice(-4)}`, async () => {
    const all = await codes(addresses, tel);
    return all.length > codesBefore ? all.at(-1) : undefined;
  });
  const login = await askGraphql<{ login: { token: string | null; userErrors: { code: string }[] } }>(
    addresses,
    'mutation ($tel: String!, $code: String!) { login(tel: $tel, code: $code) { token userErrors { code } } }',
    { tel, code },
  );
  throwIfRefused('login', login, login.data?.login.userErrors);
  return login.data?.login.token ?? '';
}

/** Well before a token ends, ms: a system under test may refuse the first tries. */
const RENEW_EVERY_MS = 10 * 60_000;

function createSession(addresses: Addresses, tel: string, firstToken: string): Session {
  let token = firstToken;
  // A renewal that fails leaves the token as it is; the next one comes in time.
  const renew = (): void =>
    void requestToken(addresses, tel).then(
      (next) => (token = next),
      () => undefined,
    );
  const renewal = setInterval(renew, RENEW_EVERY_MS).unref();
  let client: Client | null = null;
  const connect = (): Client =>
    (client ??= createClient({
      url: `${addresses.router.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: () => ({ authorization: `Bearer ${token}` }),
    }));
  return {
    tel,
    get token() {
      return token;
    },
    async ask<T>(query: string, variables: Record<string, unknown> = {}) {
      const answer = await askGraphql<T>(addresses, query, variables, token);
      throwIfRefused('the query', answer, []);
      return answer.data as T;
    },
    async *subscribe<T>(query: string, variables: Record<string, unknown>, signal?: AbortSignal) {
      const events = connect().iterate<T>({ query, variables });
      signal?.addEventListener('abort', () => void events.return?.(), { once: true });
      for await (const { data, errors } of events) {
        if (errors?.length) throw new Error(errors.map((error) => error.message).join('; '));
        if (data) yield data;
      }
    },
    messages: () => messagesTo(addresses, tel),
    async close() {
      clearInterval(renewal);
      await client?.dispose();
    },
  };
}

const codes = async (addresses: Addresses, tel: string): Promise<string[]> =>
  (await messagesTo(addresses, tel))
    .filter(({ templateId }) => templateId === 'LOGIN_CODE')
    .map(({ text }) => /\d{6}/.exec(text)?.[0] ?? '');

function throwIfRefused(
  what: string,
  answer: Answer<unknown>,
  userErrors: readonly { code: string }[] | undefined,
): void {
  const reasons = [
    ...answer.errors.map(({ message, extensions: { code } }) => ({ code, message })),
    ...(userErrors ?? []).map(({ code }) => ({ code })),
  ];
  if (reasons.length > 0) throw new RequestRefused(what, reasons);
}
