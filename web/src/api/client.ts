import { cacheExchange } from '@urql/exchange-graphcache';
import { Client, fetchExchange, mapExchange, subscriptionExchange } from 'urql';
import { overtakenExchange } from './overtaken.ts';
import { currentSession, signOut } from './session.ts';
import type { Socket } from './socket.ts';
import { newTraceparent } from './trace.ts';

/** Types that are parts of what holds them, and have no identity of their own. */
const embedded = [
  'Alert',
  'AssignedMover',
  'MoveCallConfirmation',
  'MoveCallConnection',
  'MoveCallEdge',
  'MoveCallFigures',
  'MoveCallHour',
  'MoveCallStatusCount',
  'MoveCallStatusEvent',
  'MoveOrder',
  'MoverConnection',
  'MoverEdge',
  'PageInfo',
  'Place',
  'UserError',
  'Viewer',
];

/**
 * The GraphQL client of whoever is signed in. Its cache holds each call once, by id: what a live event brings is on the
 * screen wherever that call is shown. A new session gets a new client, and nothing of the last one's.
 */
export function createApiClient(socket: Socket): Client {
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    fetchOptions: () => {
      const session = currentSession();
      const traceparent = newTraceparent();
      return { headers: { traceparent, ...(session && { authorization: `Bearer ${session.token}` }) } };
    },
    exchanges: [
      mapExchange({
        onResult({ error }) {
          // Expired or signed with a key that is gone: sign-in leads back to where they were.
          if (error?.graphQLErrors.some(({ extensions }) => extensions['code'] === 'UNAUTHENTICATED'))
            signOut();
        },
      }),
      cacheExchange({ keys: Object.fromEntries(embedded.map((name) => [name, () => null])) }),
      overtakenExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables = {} }) => ({
          subscribe: ({ next, error, complete }) => ({
            unsubscribe: socket.subscribe(
              { query, variables },
              {
                next: ({ data, errors }) => next({ data: data ?? null, ...(errors && { errors }) }),
                error,
                complete,
              },
            ),
          }),
        }),
      }),
    ],
  });
}
