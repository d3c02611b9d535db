import type { CountFaults } from '@movecall/graphql/faults';
import { CodedError, maskError } from '@movecall/graphql';
import type { Logger } from '@movecall/telemetry/logger';
import { GraphQLError, parse } from 'graphql';
import { type Context, makeServer, type Server, type SubscribePayload } from 'graphql-ws';
import { type Admit, askedOf } from '../admission.ts';
import type { Authenticate, Session } from '../authentication.ts';
import type { Live } from '../live/live.ts';
import type { Ending, Sink } from '../live/member.ts';
import type { RateLimits } from '../rate-limits.ts';
import { endingOnly } from './ending-only.ts';
import type { Outlet } from './outlet.ts';

const CLOSE_FORBIDDEN = 4403;

/** One connection, as the protocol sees it. */
export interface Connection {
  readonly address: string;
  /** W3C Trace Context. */
  readonly traceparent: string;
  readonly outlet: Outlet;
  readonly close: (code: number, reason: string) => void;
  /** From connection_init on. */
  session: Session | null;
  expiry: NodeJS.Timeout | null;
  isClosed: boolean;
}

export interface ProtocolOptions {
  readonly admit: Admit;
  /** Whether clients are told the schema. */
  readonly introspection: boolean;
  readonly live: Live;
  readonly authenticate: Authenticate;
  readonly rateLimits: RateLimits;
  readonly countFaults: CountFaults;
  readonly logger: Logger;
}

const MAX_SUBSCRIPTIONS = 100;
const INIT_TIMEOUT_MS = 3_000;
/** The longest that a timer of Node can be. */
const MAX_TIMER_MS = 2 ** 31 - 1;
/** What graphql-ws looks at to know that an operation is a subscription; documents are parsed and checked by `live`. */
const ANY_SUBSCRIPTION = parse('subscription { moveCallFeed { cursor } }');

type InitPayload = { readonly authorization?: unknown; readonly Authorization?: unknown };

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
  countFaults,
  logger,
}: ProtocolOptions): Server<Connection> {
  async function signIn(context: Context<InitPayload, Connection>): Promise<boolean> {
    const { connectionParams, extra } = context;
    const authorization = connectionParams?.authorization ?? connectionParams?.Authorization;
    if (typeof authorization !== 'string') return false;
    try {
      extra.session = await authenticate(authorization);
    } catch (error) {
      if (error instanceof CodedError) return false;
      throw error;
    }
    if (!extra.session || extra.isClosed) return false;
    // In whole seconds, so that those who expire together share a timer's list.
    const seconds = Math.ceil((extra.session.expiresAt.getTime() - Date.now()) / 1000);
    const expire = (): void => extra.close(CLOSE_FORBIDDEN, 'Token expired');
    extra.expiry = setTimeout(expire, Math.min(seconds * 1000, MAX_TIMER_MS)).unref();
    return true;
  }

  function sinkOf({ outlet }: Connection, id: string): Sink {
    const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
    return {
      next(payload) {
        live.metrics.countDelivery();
        outlet.send(`${head}${payload}}`);
      },
      isFull: outlet.isFull,
      drained: outlet.drained,
    };
  }

  /** @returns ends it. */
  function begin(
    { extra, subscriptions }: Context<InitPayload, Connection>,
    id: string,
    { query, operationName, variables, extensions }: SubscribePayload,
    ending: Ending,
  ): () => void {
    const viewer = extra.session?.viewer ?? null;
    let left = false;
    let leave = (): void => undefined;

    async function count(): Promise<void> {
      if (Object.keys(subscriptions).length > MAX_SUBSCRIPTIONS) {
        throw new CodedError(
          'RATE_LIMITED',
          `More than ${MAX_SUBSCRIPTIONS} subscriptions on one connection.`,
        );
      }
      await rateLimits.count(extra.address, viewer);
    }

    function subscribe(): void {
      if (left) return;
      const text = admit(askedOf(query, extensions)) ?? query;
      const operation = live.prepare(text, operationName ?? undefined);
      const subscriber = { viewer, traceparent: extra.traceparent, sink: sinkOf(extra, id) };
      leave = live.subscribe({ operation, variables: variables ?? {}, subscriber, ending });
    }

    count().then(subscribe).catch(ending.fail);
    return () => {
      left = true;
      leave();
    };
  }

  return makeServer<InitPayload, Connection>({
    connectionInitWaitTimeout: INIT_TIMEOUT_MS,
    onConnect: signIn,
    // Nothing is awaited before iteration begins: until then graphql-ws cannot tell a subscription that the client took
    // back from the next one that has its id.
    onSubscribe: (context, id, payload) => ({
      schema: live.schema,
      document: ANY_SUBSCRIPTION,
      contextValue: endingOnly((ending) => begin(context, id, payload, ending)),
    }),
    subscribe: ({ contextValue }) => contextValue as AsyncGenerator<never, void, undefined>,
    onError(_context, _id, _payload, errors) {
      const masked = errors.map((error) => {
        // What was thrown knows its place in the document.
        const thrown = error.originalError instanceof GraphQLError ? error.originalError : error;
        return maskError(thrown.toJSON(), thrown, logger, introspection);
      });
      countFaults(masked);
      return masked;
    },
    onClose({ extra }) {
      extra.isClosed = true;
      if (extra.expiry) clearTimeout(extra.expiry);
    },
  });
}
