import type { CountFaults } from '@movecall/graphql/faults';
import { maskError } from '@movecall/graphql';
import type { Logger } from '@movecall/telemetry/logger';
import { GraphQLError, parse } from 'graphql';
import { makeServer, type Server } from 'graphql-ws';
import type { Admit } from '../admission.ts';
import type { Authenticate } from '../authentication.ts';
import type { Documents } from '../documents/documents.ts';
import type { Live } from '../live/live.ts';
import type { RateLimits } from '../rate-limits.ts';
import type { EndedSessions } from '../sessions/ended-sessions.ts';
import { completionIterator } from './completion-iterator.ts';
import type { Connection } from './connection.ts';
import type { OpenLimit } from './open-limit.ts';
import { type InitPayload, signIn } from './sign-in.ts';
import { startSocketSubscription } from './socket-subscription.ts';

export interface ProtocolOptions {
  readonly admit: Admit;
  readonly documents: Documents;
  /** Whether clients may read the schema: error messages then contain suggestions. */
  readonly introspection: boolean;
  readonly live: Live;
  readonly authenticate: Authenticate;
  readonly now: () => Date;
  readonly endedSessions: EndedSessions;
  readonly rateLimits: RateLimits;
  readonly openSockets: OpenLimit;
  readonly openSubscriptions: OpenLimit;
  readonly countFaults: CountFaults;
  readonly logger: Logger;
}

/** How long a client may take to send `connection_init`, ms. */
const INIT_TIMEOUT_MS = 3_000;
/** graphql-ws needs a document to see that an operation is a subscription. `documents` prepares the client's document. */
const ANY_SUBSCRIPTION = parse('subscription { moveCallFeed { cursor } }');

/**
 * The server side of `graphql-transport-ws`. A connection without a valid login token is closed with 4403, and so is a
 * connection whose token expires or whose session ends; the client reconnects with a new token.
 */
export function createProtocol(options: ProtocolOptions): Server<Connection> {
  const { introspection, live, countFaults, logger } = options;
  return makeServer<InitPayload, Connection>({
    connectionInitWaitTimeout: INIT_TIMEOUT_MS,
    onConnect(context) {
      const { connectionParams, extra } = context;
      // The token is not kept for as long as the connection is open.
      Object.assign(context, { connectionParams: undefined });
      return signIn(extra, connectionParams, options);
    },
    // Nothing is awaited before iteration begins: until then, graphql-ws cannot distinguish a subscription that the client
    // has cancelled from the next one with the same id.
    onSubscribe: ({ extra }, id, payload) => ({
      schema: live.schema,
      document: ANY_SUBSCRIPTION,
      contextValue: completionIterator((end) =>
        startSocketSubscription({ connection: extra, id, payload }, end, options),
      ),
    }),
    subscribe: ({ contextValue }) => contextValue as AsyncGenerator<never, void, undefined>,
    onError(_context, _id, _payload, errors) {
      const masked = errors.map((error) => {
        // graphql-js wraps a thrown error. The original error has its own locations in the document.
        const thrown = error.originalError instanceof GraphQLError ? error.originalError : error;
        return maskError(thrown.toJSON(), thrown, logger, introspection);
      });
      countFaults(masked);
      return masked;
    },
    onClose({ extra }) {
      extra.isClosed = true;
      if (extra.expiry) clearTimeout(extra.expiry);
      extra.stopWatching();
      extra.release();
    },
  });
}
