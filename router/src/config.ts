import { CLIENT_ADDRESS_HEADER, IDENTITY_HEADER } from '@movecall/identity';
import { publicKeysText } from '@movecall/identity/login-token';
import { clockOf } from '@movecall/service/clock';
import {
  httpEnv,
  isIntrospectionOn,
  key256,
  parseConfig,
  redisCluster,
  introspectionEnv,
  tracingConfig,
} from '@movecall/service/config';
import { createLogger } from '@movecall/telemetry/logger';
import { TRACEPARENT_HEADER } from '@movecall/telemetry/trace';
import { z } from 'zod';
import { createClientAddress } from './client-address.ts';
import { DEFAULT_MAX_ERRORS } from './execution/compiled-operation.ts';
import { type DocumentLimits, documentLimits, looseDocumentLimits } from './documents/document-limits.ts';

const origin = z.url({ protocol: /^https?$/ });
const limitNames = Object.keys(documentLimits) as (keyof typeof documentLimits)[];
const milliseconds = z.coerce.number().int().positive();
const perSecond = z.union([z.literal('off').transform(() => null), z.coerce.number().int().positive()]);

/** `https://a.example,https://b.example` */
const origins = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(origin.transform((url) => new URL(url).origin)));

/** `10.0.0.0/8,192.0.2.1` */
const proxies = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine(
    (addresses) => doesNotThrow(() => createClientAddress(addresses)),
    'must be addresses and networks',
  );

/** `A,B`; `*` stands for all. */
const namesOrAll = z
  .string()
  .default('')
  .transform((text): ReadonlySet<string> | 'all' =>
    text.trim() === '*' ? 'all' : new Set(text.split(',').flatMap((part) => part.trim() || [])),
  );

/** `depth=12,cost=20000`: the limits that differ from the defaults. */
const limits = (defaults: DocumentLimits) =>
  z
    .string()
    .transform((text) => Object.fromEntries(text.split(',').map((part) => part.trim().split('='))))
    .pipe(z.partialRecord(z.enum(limitNames), z.coerce.number().int().positive()))
    .transform((changed): DocumentLimits => ({ ...defaults, ...changed }))
    .default(defaults);

/**
 * The headers that the router sets itself on a request to a subgraph. They cannot be forwarded: a client could forge its
 * identity, or break the framing of the request.
 */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  IDENTITY_HEADER,
  CLIENT_ADDRESS_HEADER,
  TRACEPARENT_HEADER,
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Required in front of movecall's own supergraph; optional in front of another one. */
const movecallEnv = {
  /** 32 bytes that router and services share: the key that signs the viewer's identity. */
  IDENTITY_KEY: key256,
  CALL_URL: origin,
  MANAGE_URL: origin,
  ASSIGN_URL: origin,
  /** The public half of the key that call signs login tokens with; a key set while keys rotate. */
  LOGIN_PUBLIC_KEY: publicKeysText,
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  /** The address at which browsers reach this router. Pages of this origin may send requests and open WebSockets. */
  PUBLIC_URL: origin,
};

const commonEnv = {
  ...httpEnv,
  ...introspectionEnv,
  /** The file of a supergraph to serve instead of movecall's own. The file states the URLs of its subgraphs. */
  SUPERGRAPH: z.string().min(1).optional(),
  REDIS_CLUSTER: redisCluster,
  STREAM_PREFIX: z.string().min(1).default('movecall'),
  /** Other origins whose pages may send requests and open WebSockets, comma separated. */
  ALLOWED_ORIGINS: origins.default([]),
  /** The file of the safelist; without one, clients may execute any operation. */
  SAFELIST: z.string().min(1).optional(),
  /** Addresses and networks of the proxies in front, comma separated: the router trusts their X-Forwarded-For. */
  TRUSTED_PROXIES: proxies.default([]),
  /** The folder that the web page was built into; without one, the router serves no page. */
  WEB_ROOT: z.string().min(1).optional(),
  /** The origin that may show the page in a frame: a demo beside a phone. */
  PAGE_FRAMED_BY: origin.optional(),
  /** The labels of `@override` that are switched on, comma separated. A label `percent(20)` needs no entry. */
  OVERRIDE_LABELS: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .default([]),
  /** Codes of subgraphs' errors that clients see besides the public ones, comma separated; `*`: every error. */
  PUBLIC_ERROR_CODES: namesOrAll,
  /** Extensions of subgraphs' errors that clients see besides the code, comma separated; `*`: all. */
  PUBLIC_ERROR_EXTENSIONS: namesOrAll,
  /**
   * `compiled`: operations are compiled where possible. `gateway`: the executor of `@apollo/gateway` executes all queries and
   * mutations, which is slower.
   */
  EXECUTOR: z.enum(['compiled', 'gateway']).default('compiled'),
  /** How many errors a response lists; one more says that there are others. */
  MAX_ERRORS: z.coerce.number().int().positive().default(DEFAULT_MAX_ERRORS),
  /**
   * How many worker threads may prepare documents: parse, validate and plan them. `0`: the thread that serves the clients does,
   * so that a costly document delays all of them.
   */
  PLANNING_THREADS: z.coerce.number().int().nonnegative().max(16).default(2),
  /** How long the planning of one document may take, ms. */
  PLANNING_TIMEOUT_MS: milliseconds.default(2_000),
  /** How long this router plans the documents of one identity, of one network address, and of all clients within a minute, ms. */
  PLANNING_PER_IDENTITY_MS: milliseconds.default(15_000),
  PLANNING_PER_ADDRESS_MS: milliseconds.default(30_000),
  PLANNING_IN_ALL_MS: milliseconds.default(60_000),
  /** How much memory the known documents may take together, MB. */
  DOCUMENTS_MAX_MB: z.coerce.number().int().positive().default(96),
  /** How long a request to a subgraph may take, ms. */
  SUBGRAPH_TIMEOUT_MS: milliseconds.default(5_000),
  /** How long a client may take to send a request's headers, ms. */
  HEADERS_TIMEOUT_MS: milliseconds.default(10_000),
  /** This many consecutive requests without an answer open the circuit to a subgraph. */
  SUBGRAPH_FAILURES_TO_OPEN: z.coerce.number().int().positive().default(10),
  /** How long the circuit stays open before one request is let through, ms. */
  SUBGRAPH_HALF_OPEN_AFTER_MS: milliseconds.default(1_000),
  /** The longest time over which a stopping router spreads the closing of its WebSockets, ms. */
  SOCKET_DRAIN_MS: z.coerce.number().int().nonnegative().max(7_000).default(5_000),
  /** How many WebSockets and subscriptions one identity may have open at this router. */
  SOCKETS_PER_IDENTITY: z.coerce.number().int().positive().default(20),
  SUBSCRIPTIONS_PER_IDENTITY: z.coerce.number().int().positive().default(200),
  /** Headers of the client that the router forwards to subgraphs, comma separated. */
  FORWARD_HEADERS: z
    .string()
    .default('')
    .transform((names) =>
      names
        .split(',')
        .map((name) => name.trim().toLowerCase())
        .filter(Boolean),
    )
    .pipe(
      z.array(
        z
          .string()
          .regex(/^[!#$%&'*+.^_`|~0-9a-z-]+$/)
          .refine((name) => !OWN_HEADERS.has(name)),
      ),
    ),
};

const movecallSchema = z.object({
  ...commonEnv,
  ...movecallEnv,
  /** The limits of a document that differ from the defaults. */
  DOCUMENT_LIMITS: limits(documentLimits),
  /** Requests per second; `off`: no limit. */
  RATE_PER_IDENTITY: perSecond.default(100),
  RATE_PER_ADDRESS: perSecond.default(300),
});
const otherSchema = z.object({
  ...commonEnv,
  ...z.object(movecallEnv).partial().shape,
  DOCUMENT_LIMITS: limits(looseDocumentLimits),
  RATE_PER_IDENTITY: perSecond.optional(),
  RATE_PER_ADDRESS: perSecond.optional(),
});

const toConfig = (env: z.output<typeof otherSchema>) => ({
  host: env.HOST,
  port: env.PORT,
  metricsPort: env.METRICS_PORT,
  lameDuckMs: env.LAME_DUCK_MS,
  keepAliveMs: env.KEEP_ALIVE_MS,
  stuckAfterMs: env.STUCK_AFTER_MS,
  version: env.SERVICE_VERSION,
  clock: clockOf(env),
  logger: createLogger('router', env.LOG_LEVEL),
  ...tracingConfig('router', env),
  /** Null: movecall's own supergraph. */
  supergraphFile: env.SUPERGRAPH ?? null,
  /** Null: requests to subgraphs carry no identity. */
  identityKey: env.IDENTITY_KEY ?? null,
  /** Origins by subgraph name, for the subgraphs whose URL in the supergraph does not apply. */
  subgraphUrls: { call: env.CALL_URL, manage: env.MANAGE_URL, assign: env.ASSIGN_URL } as Record<
    string,
    string | undefined
  >,
  /** Null: clients cannot sign in. */
  loginPublicKeys: env.LOGIN_PUBLIC_KEY ?? null,
  /** Null: there are no live events, and this process counts the rate limits alone. */
  redisUrl: env.REDIS_URL ?? null,
  redisCluster: env.REDIS_CLUSTER,
  streamPrefix: env.STREAM_PREFIX,
  publicUrl: env.PUBLIC_URL ?? null,
  allowedOrigins: env.ALLOWED_ORIGINS,
  trustedProxies: env.TRUSTED_PROXIES,
  introspection: isIntrospectionOn(env),
  safelist: env.SAFELIST ?? null,
  documentLimits: env.DOCUMENT_LIMITS,
  page: { folder: env.WEB_ROOT ?? null, framedBy: env.PAGE_FRAMED_BY ?? null },
  /** Null: no limit. */
  rates: { perIdentity: env.RATE_PER_IDENTITY ?? null, perAddress: env.RATE_PER_ADDRESS ?? null },
  overrideLabels: env.OVERRIDE_LABELS,
  passingErrors: { codes: env.PUBLIC_ERROR_CODES, extensions: env.PUBLIC_ERROR_EXTENSIONS },
  maxErrors: env.MAX_ERRORS,
  gatewayOnly: env.EXECUTOR === 'gateway',
  subgraphs: {
    timeoutMs: env.SUBGRAPH_TIMEOUT_MS,
    failuresToOpen: env.SUBGRAPH_FAILURES_TO_OPEN,
    halfOpenAfterMs: env.SUBGRAPH_HALF_OPEN_AFTER_MS,
  },
  planning: { threads: env.PLANNING_THREADS, deadlineMs: env.PLANNING_TIMEOUT_MS },
  planningTimes: {
    perIdentity: env.PLANNING_PER_IDENTITY_MS,
    perAddress: env.PLANNING_PER_ADDRESS_MS,
    inAll: env.PLANNING_IN_ALL_MS,
  },
  documentsMaxBytes: env.DOCUMENTS_MAX_MB * 1024 * 1024,
  perIdentity: { sockets: env.SOCKETS_PER_IDENTITY, subscriptions: env.SUBSCRIPTIONS_PER_IDENTITY },
  socketDrainMs: env.SOCKET_DRAIN_MS,
  headersTimeoutMs: env.HEADERS_TIMEOUT_MS,
  forwardHeaders: env.FORWARD_HEADERS,
});

export type RouterConfig = ReturnType<typeof toConfig>;

/**
 * Reads the environment of a router: in front of another supergraph if SUPERGRAPH is set, otherwise in front of movecall's own.
 *
 * @throws ConfigError naming every variable that is missing or malformed
 */
export const readConfig = (env: NodeJS.ProcessEnv): RouterConfig =>
  env['SUPERGRAPH']
    ? parseConfig(otherSchema.transform(toConfig), env)
    : parseConfig(movecallSchema.transform(toConfig), env);

function doesNotThrow(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}
