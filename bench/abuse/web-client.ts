import type { Answer } from '@movecall/testkit/client';

/** A browser at an address of its own: it keeps cookies, and a login token once it has one. */
export interface WebClient {
  /** Sends a GraphQL request. A lost connection and an answer that is not JSON reject the promise. */
  ask<T>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer<T>>;
  useToken(token: string): void;
}

const TIMEOUT_MS = 30_000;

/**
 * @param router its origin; it must trust this machine as a proxy
 * @param address the address that the router sees
 */
export function createWebClient(router: string, address: string): WebClient {
  const cookies = new Map<string, string>();
  let token: string | null = null;
  const headers = (): Record<string, string> => ({
    'content-type': 'application/json',
    'x-forwarded-for': address,
    ...(token !== null && { authorization: `Bearer ${token}` }),
    ...(cookies.size > 0 && { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
  });
  return {
    async ask<T>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Answer<T>> {
      const response = await fetch(`${router}/graphql`, {
        method: 'POST',
        headers: headers(),
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        cookies.set(name, value);
      }
      const { data = null, errors = [] } = (await response.json()) as Partial<Answer<T>>;
      return { status: response.status, data, errors };
    },
    useToken(given) {
      token = given;
    },
  };
}

/** The code of the first error or refusal in an answer; null when there is none. */
export function refusalOf({ data, errors }: Answer<Readonly<Record<string, unknown>>>): string | null {
  const [error] = errors;
  if (error) return error.extensions.code;
  for (const payload of Object.values(data ?? {})) {
    const { userErrors = [] } = (payload ?? {}) as { readonly userErrors?: readonly { code: string }[] };
    if (userErrors[0]) return userErrors[0].code;
  }
  return null;
}
