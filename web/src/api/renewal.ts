import { Client, fetchExchange } from 'urql';
import { graphql } from './graphql.ts';
import { signedIn, signOut, tokenOf } from './session.ts';
import { newTraceparent } from './trace.ts';

/** With the `__typename` that the page's client adds by itself: the safelist knows the operation with it. */
const Renew = graphql(`
  mutation Renew {
    refreshLogin {
      token
      viewer {
        tel
        role
        __typename
      }
      __typename
    }
  }
`);

/** The name of the lock by which one tab at a time renews the session. */
const LOCK = 'movecall.renewal';

/** Sends no token: the session's cookie, which scripts cannot read, says whose session it is. */
const client = new Client({
  url: '/graphql',
  preferGetMethod: false,
  fetchOptions: () => ({ headers: { traceparent: newTraceparent() } }),
  exchanges: [fetchExchange],
});

/**
 * Gets a new token for a person whose token the server has refused. Signs the person out when the session has ended. Without an
 * answer, and when another tab has renewed the session or another person has signed in, nothing changes.
 */
export async function renew(tel: string | null, refused: string | null): Promise<void> {
  const isCurrent = (): boolean => refused !== null && tokenOf(tel) === refused;
  await alone(async () => {
    if (!isCurrent()) return;
    const { data, error } = await client.mutation(Renew, {});
    if (!isCurrent()) return;
    const { token, viewer } = data?.refreshLogin ?? {};
    const isRefused = error?.graphQLErrors.some(({ extensions }) => extensions['code'] === 'UNAUTHENTICATED');
    if (token && viewer?.tel === tel) signedIn({ token, tel: viewer.tel, role: viewer.role });
    // The cookie may be another person's, who has signed in meanwhile.
    else if (isRefused || token) signOut();
  });
}

/** Browsers have locks only on pages that came over TLS or from localhost. Elsewhere the server's patience has to do. */
async function alone(work: () => Promise<void>): Promise<void> {
  if ('locks' in navigator) await navigator.locks.request(LOCK, work);
  else await work();
}
