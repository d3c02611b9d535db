import { CodedError, maskError } from '@movecall/service/graphql';
import type { Logger } from '@movecall/service/logger';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { type Context, makeServer, type Server } from 'graphql-ws';
import { type Admit, askedOf } from '../admission.ts';
import type { Authenticate, Session } from '../authentication.ts';
import type { Live } from '../live/live.ts';
import type { RouterMetrics } from '../metrics.ts';
import type { RateLimits } from '../rate-limits.ts';

const CLOSE_FORBIDDEN = 4403;

/** One connection, as the protocol sees it. */
export interface Connection {
  readonly address: string;
  /** W3C Trace Context. */
  readonly traceparent: string;
  readonly close: (code: number, reason: string) => void;
  /** From connection_init on. */
  session: Session | null;
  expiry: NodeJS.Timeout | null;
}

export interface ProtocolOptions {
  readonly admit: Admit;
  /** Whether clients are told the schema. */
  readonly introspection: boolean;
  readonly live: Live;
  readonly authenticate: Authenticate;
  readonly rateLimits: RateLimits;
  readonly metrics: RouterMetrics;
  readonly logger: Logger;
}

const MAX_SUBSCRIPTIONS = 100;
const INIT_TIMEOUT_MS = 3_000;

type InitPayload = { readonly authorization?: unknown; readonly Authorization?: unknown };
type Payloads = AsyncGenerator<ExecutionResult, void, undefined>;

/**
 * `graphql-transport-ws`: who a connection belongs to, what may be subscribed to on it, and what an error looks like.
 * A connection without a valid token is closed with 4403, and so is one whose token expires; a client comes back with a new
 * token on a new connection.
 */
export function createProtocol({
  admit,
  introspection,
  live,
  authenticate,
  rateLimits,
  metrics,
  logger,
}: ProtocolOptions): Server<Connection> {
  const mask = (error: GraphQLError) => maskError(error.toJSON(), error, logger, introspection);

  async function signIn({ connectionParams, extra }: Context<InitPayload, Connection>): Promise<boolean> {
    const authorization = connectionParams?.authorization ?? connectionParams?.Authorization;
    if (typeof authorization !== 'string') return false;
    try {
      extra.session = await authenticate(authorization);
    } catch (error) {
      if (error instanceof CodedError) return false;
      throw error;
    }
    if (!extra.session) return false;
    const lifetime = extra.session.expiresAt.getTime() - Date.now();
    extra.expiry = setTimeout(() => extra.close(CLOSE_FORBIDDEN, 'Token expired'), lifetime).unref();
    return true;
  }

  return makeServer<InitPayload, Connection>({
    connectionInitWaitTimeout: INIT_TIMEOUT_MS,
    onConnect: signIn,
    async onSubscribe({ extra, subscriptions }, _id, { query, operationName, variables, extensions }) {
      const viewer = extra.session?.viewer ?? null;
      try {
        if (Object.keys(subscriptions).length > MAX_SUBSCRIPTIONS) {
          throw new CodedError(
            'RATE_LIMITED',
            `More than ${MAX_SUBSCRIPTIONS} subscriptions on one connection.`,
          );
        }
        await rateLimits.count(extra.address, viewer);
        const operation = live.prepare(
          admit(askedOf(query, extensions)) ?? query,
          operationName ?? undefined,
        );
        const subscriber = { viewer, traceparent: extra.traceparent };
        const payloads = await live.subscribe({ operation, variables: variables ?? {}, subscriber });
        metrics.openSubscriptions.inc();
        return { schema: live.schema, document: operation.document, contextValue: payloads };
      } catch (error) {
        return [
          error instanceof GraphQLError
            ? error
            : new GraphQLError('Could not subscribe.', { originalError: error as Error }),
        ];
      }
    },
    subscribe: ({ contextValue }) => contextValue as Payloads,
    onNext(_context, _id, _payload, _args, { data, errors }) {
      metrics.deliveredEvents.inc();
      return { data: data ?? null, ...(errors && { errors: errors.map(mask) }) };
    },
    onError: (_context, _id, _payload, errors) => errors.map(mask),
    // Once for each subscription that was begun, however it ends.
    onComplete: () => metrics.openSubscriptions.dec(),
    onClose({ extra }) {
      if (extra.expiry) clearTimeout(extra.expiry);
    },
  });
}
