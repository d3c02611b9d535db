import { publicKeysText } from '@movecall/schema/login-token';
import { httpEnv, isSchemaTold, key256, parseConfig, schemaEnv } from '@movecall/service/config';
import { createLogger } from '@movecall/service/logger';
import { z } from 'zod';
import { documentLimits } from './document-limits.ts';

const origin = z.url({ protocol: /^https?$/ });
const limitNames = Object.keys(documentLimits) as (keyof typeof documentLimits)[];
const milliseconds = z.coerce.number().int().positive();
const perSecond = z.union([z.literal('off').transform(() => null), z.coerce.number().int().positive()]);

/** `https://a.example,https://b.example` */
const origins = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(origin.transform((url) => new URL(url).origin)));

/** `depth=12,cost=20000`: those that differ from the built-in ones. */
const limits = z
  .string()
  .transform((text) => Object.fromEntries(text.split(',').map((part) => part.trim().split('='))))
  .pipe(z.partialRecord(z.enum(limitNames), z.coerce.number().int().positive()))
  .transform((changed) => ({ ...documentLimits, ...changed }));

const environment = z.object({
  ...httpEnv,
  ...schemaEnv,
  /** 32 bytes that router and services share: signs who asks. */
  IDENTITY_KEY: key256,
  CALL_URL: origin,
  MANAGE_URL: origin,
  ASSIGN_URL: origin,
  /** The public half of the key that call issues tokens with; a key set while keys rotate. */
  LOGIN_PUBLIC_KEY: publicKeysText,
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  STREAM_PREFIX: z.string().min(1).default('movecall'),
  /** Where browsers reach this router; its pages are let in. */
  PUBLIC_URL: origin,
  /** Other origins whose pages are let in, over HTTP and WebSocket. */
  ALLOWED_ORIGINS: origins.default([]),
  /** The file of the only operations that are executed; without one all are. */
  SAFELIST: z.string().min(1).optional(),
  /** What a document may ask for, where it differs from the defaults. */
  DOCUMENT_LIMITS: limits.default(documentLimits),
  /** The folder that the web page was built into; without one the router has no page. */
  WEB_ROOT: z.string().min(1).optional(),
  /** The origin that may show the page in a frame: a demo beside a phone. */
  PAGE_FRAMED_BY: origin.optional(),
  /** Requests per second; `off`: as many as they like. */
  RATE_PER_IDENTITY: perSecond.default(100),
  RATE_PER_ADDRESS: perSecond.default(300),
  /** How long a subgraph may take, ms. */
  SUBGRAPH_TIMEOUT_MS: milliseconds.default(5_000),
  /** How long a client may take to send a request's headers, ms. */
  HEADERS_TIMEOUT_MS: milliseconds.default(10_000),
});

const config = environment.transform((env) => ({
  host: env.HOST,
  port: env.PORT,
  logger: createLogger('router', env.LOG_LEVEL),
  identityKey: env.IDENTITY_KEY,
  subgraphUrls: { call: env.CALL_URL, manage: env.MANAGE_URL, assign: env.ASSIGN_URL },
  introspection: isSchemaTold(env),
  loginPublicKeys: env.LOGIN_PUBLIC_KEY,
  redisUrl: env.REDIS_URL,
  streamPrefix: env.STREAM_PREFIX,
  publicUrl: env.PUBLIC_URL,
  allowedOrigins: env.ALLOWED_ORIGINS,
  safelist: env.SAFELIST ?? null,
  documentLimits: env.DOCUMENT_LIMITS,
  page: { folder: env.WEB_ROOT ?? null, framedBy: env.PAGE_FRAMED_BY ?? null },
  rates: { perIdentity: env.RATE_PER_IDENTITY, perAddress: env.RATE_PER_ADDRESS },
  subgraphTimeoutMs: env.SUBGRAPH_TIMEOUT_MS,
  headersTimeoutMs: env.HEADERS_TIMEOUT_MS,
}));

export type RouterConfig = z.output<typeof config>;

/** @throws ConfigError naming every variable that is missing or malformed. */
export const readConfig = (env: NodeJS.ProcessEnv): RouterConfig => parseConfig(config, env);
