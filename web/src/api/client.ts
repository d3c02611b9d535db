import { authExchange } from '@urql/exchange-auth';
import { cacheExchange } from '@urql/exchange-graphcache';
import { Client, type Exchange, fetchExchange, subscriptionExchange } from 'urql';
import type { introspection_types } from '../generated/introspection.d.ts';
import { overtakenExchange } from './overtaken.ts';
import type { Socket } from './socket.ts';
import { newTraceparent } from './trace.ts';

/** Types without an identity of their own: the cache keeps them inside the object that holds them. */
const embedded = [
  'Access',
  'Alert',
  'AssignedMover',
  'Bill',
  'CancelPreview',
  'CodedPrice',
  // A quote has its companies as they were when it was made.
  'Company',
  'Contract',
  'ContractPaper',
  'DepositRule',
  'DistancePrice',
  'JobAtRisk',
  'LadderPrice',
  'LedgerEntry',
  'LoadItemKind',
  'LoadPreset',
  'LoadPresetItem',
  'MoveCallConfirmation',
  'MoveCallConnection',
  'MoveCallEdge',
  'MoveCallFigures',
  'MoveCallHour',
  'MoveCallStatusCount',
  'MoveCallStatusEvent',
  'MoveOrder',
  'MoveTypePrice',
  'MoverConnection',
  'MoverEdge',
  'Offer',
  'OffersChanged',
  'MovingDay',
  'PageInfo',
  'PaperLine',
  'PaperRow',
  'PaperSection',
  'PaperTable',
  'Place',
  'PlaceSuggestion',
  'PreviewedMove',
  'PriceBook',
  'PriceBookPreviewPayload',
  'ProgressStep',
  'QuoteItem',
  'QuoteLine',
  'QuoteOption',
  'ScheduledJob',
  'SlotAvailability',
  'StairsPrice',
  'TeamJobs',
  'TeamDay',
  'Truck',
  'UserError',
  'Viewer',
  'WaitingJob',
] as const satisfies readonly (keyof introspection_types)[];

export interface ApiClientOptions {
  /** Carries the subscriptions. */
  readonly socket: Pick<Socket, 'subscribe'>;
  /** The login token of each request; null without a session, or when the session is another person's by now. */
  readonly token: () => string | null;
  /** Whether its requests are those of a signed-out visitor. */
  readonly isSignedOut: boolean;
  /** Called when the server refuses the token: it has expired, or its session has ended. `token` may have a new one then. */
  readonly renew: () => Promise<void>;
}

/**
 * The GraphQL client of one person. Its cache holds each call once, by id: a live event about a call reaches every
 * screen that shows the call. A new person needs a new client, which reads nothing of the last one's. Once its person is
 * signed out, it sends nothing.
 */
export function createApiClient({ socket, token, isSignedOut, renew }: ApiClientOptions): Client {
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    fetch: async (input, init) => {
      if (!isSignedOut && token() === null) throw new Error('the person of this request is signed out');
      return fetch(input, init);
    },
    fetchOptions: () => ({ headers: { traceparent: newTraceparent() } }),
    exchanges: [
      cacheExchange({ keys: Object.fromEntries(embedded.map((name) => [name, () => null])) }),
      overtakenExchange,
      withToken({ token, renew }),
      fetchExchange,
      overSocket(socket),
    ],
  });
}

/** Sends the token with each operation. An operation whose token is refused is sent once more, when the token is renewed. */
function withToken({ token, renew }: Pick<ApiClientOptions, 'token' | 'renew'>): Exchange {
  return authExchange(async ({ appendHeaders }) => ({
    addAuthToOperation(operation) {
      const current = token();
      return current === null ? operation : appendHeaders(operation, { authorization: `Bearer ${current}` });
    },
    didAuthError: ({ graphQLErrors }) =>
      graphQLErrors.some(({ extensions }) => extensions['code'] === 'UNAUTHENTICATED'),
    refreshAuth: renew,
  }));
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
