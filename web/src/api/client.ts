import { cacheExchange } from '@urql/exchange-graphcache';
import { Client, fetchExchange, mapExchange, subscriptionExchange } from 'urql';
import type { introspection_types } from '../generated/introspection.d.ts';
import { overtakenExchange } from './overtaken.ts';
import type { Socket } from './socket.ts';
import { newTraceparent } from './trace.ts';

/** Types without an identity of their own: the cache keeps them inside the object that holds them. */
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
] as const satisfies readonly (keyof introspection_types)[];

export interface ApiClientOptions {
  /** Carries the subscriptions. */
  readonly socket: Pick<Socket, 'subscribe'>;
  /** The login token of each request; null without a session. */
  readonly token: () => string | null;
  /** Called when the server does not accept the token: it has expired, or its signing key is gone. */
  readonly onUnauthenticated: () => void;
}

/**
 * The GraphQL client of one session. Its cache holds each call once, by id: a live event about a call reaches every
 * screen that shows the call. A new session needs a new client, so that it reads nothing of the last one's.
 */
export function createApiClient({ socket, token, onUnauthenticated }: ApiClientOptions): Client {
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    fetchOptions: () => {
      const current = token();
      const traceparent = newTraceparent();
      return { headers: { traceparent, ...(current !== null && { authorization: `Bearer ${current}` }) } };
    },
    exchanges: [
      mapExchange({
        onResult({ error }) {
          if (error?.graphQLErrors.some(({ extensions }) => extensions['code'] === 'UNAUTHENTICATED'))
            onUnauthenticated();
        },
      }),
      cacheExchange({ keys: Object.fromEntries(embedded.map((name) => [name, () => null])) }),
      overtakenExchange,
      fetchExchange,
      overSocket(socket),
    ],
  });
}

/** Sends subscriptions over the socket. */
const overSocket = (socket: ApiClientOptions['socket']) =>
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
  });
