import { createIdentitySigner, IDENTITY_HEADER, type Viewer } from '@movecall/identity';

export interface Answer<T> {
  readonly status: number;
  /** Null when no field could be resolved. */
  readonly data: T;
  readonly headers: Headers;
  /** The codes of the errors. */
  readonly codes: readonly string[];
}

/**
 * Sends a GraphQL request to a service. `unsigned` sends no identity. Null is the identity of a client without a sign-in.
 */
export type Ask = <T = any>(
  viewer: Viewer | null | 'unsigned',
  query: string,
  variables?: object,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer<T>>;

/**
 * Makes clients of services. The clients sign identities as the router does.
 *
 * @param identityKey the value of IDENTITY_KEY
 */
export function createServiceClients(identityKey: string): (url: string) => Ask {
  const signer = createIdentitySigner(new Uint8Array(Buffer.from(identityKey, 'base64')));
  return (url) =>
    async <T>(
      viewer: Viewer | null | 'unsigned',
      query: string,
      variables: object = {},
      headers: Readonly<Record<string, string>> = {},
    ): Promise<Answer<T>> => {
      const identity = viewer === 'unsigned' ? {} : { [IDENTITY_HEADER]: await signer.sign(viewer) };
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers, ...identity },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors = [] } = (await response.json()) as GraphqlBody<T>;
      const codes = errors.map(({ extensions }) => extensions.code);
      const { status, headers: received } = response;
      return { status, data: data ?? (null as T), headers: received, codes };
    };
}

interface GraphqlBody<T> {
  readonly data?: T | null;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

/** @throws Error with the error codes when the answer has errors */
export function dataOf<T>({ data, codes }: Answer<T>): T {
  if (codes.length > 0) throw new Error(`The service answered with errors: ${codes.join(', ')}`);
  return data;
}
