import { jwkText } from '@movecall/schema/login-token';
import { httpEnv, key256, parseConfig } from '@movecall/service/config';
import { createLogger } from '@movecall/service/logger';
import { z } from 'zod';

const origin = z.url({ protocol: /^https?$/ });
const perSecond = z.coerce.number().int().positive();

const environment = z.object({
  ...httpEnv,
  /** 32 bytes that router and services share: signs who asks. */
  IDENTITY_KEY: key256,
  CALL_URL: origin,
  MANAGE_URL: origin,
  ASSIGN_URL: origin,
  /** The public half of the key that call issues tokens with. */
  LOGIN_PUBLIC_KEY: jwkText,
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  STREAM_PREFIX: z.string().min(1).default('movecall'),
  /** Where browsers reach this router; WebSockets of its pages are let in. */
  PUBLIC_URL: origin,
  /** The folder that the web page was built into; without one the router has no page. */
  WEB_ROOT: z.string().min(1).optional(),
  /** The origin that may show the page in a frame: a demo beside a phone. */
  PAGE_FRAMED_BY: origin.optional(),
  /** Requests per second. */
  RATE_PER_IDENTITY: perSecond.default(100),
  RATE_PER_ADDRESS: perSecond.default(300),
  /** How long a subgraph may take, ms. */
  SUBGRAPH_TIMEOUT_MS: z.coerce.number().int().positive().default(5_000),
  /** Over how long a router that stops sends its WebSockets away, ms, when they are many. */
  SOCKET_DRAIN_MS: z.coerce.number().int().nonnegative().max(7_000).default(5_000),
});

const config = environment.transform((env) => ({
  host: env.HOST,
  port: env.PORT,
  logger: createLogger('router', env.LOG_LEVEL),
  identityKey: env.IDENTITY_KEY,
  subgraphUrls: { call: env.CALL_URL, manage: env.MANAGE_URL, assign: env.ASSIGN_URL },
  loginPublicKey: env.LOGIN_PUBLIC_KEY,
  redisUrl: env.REDIS_URL,
  streamPrefix: env.STREAM_PREFIX,
  publicUrl: env.PUBLIC_URL,
  page: { folder: env.WEB_ROOT ?? null, framedBy: env.PAGE_FRAMED_BY ?? null },
  rates: { perIdentity: env.RATE_PER_IDENTITY, perAddress: env.RATE_PER_ADDRESS },
  subgraphTimeoutMs: env.SUBGRAPH_TIMEOUT_MS,
  socketDrainMs: env.SOCKET_DRAIN_MS,
}));

export type RouterConfig = z.output<typeof config>;

/** @throws ConfigError naming every variable that is missing or malformed. */
export const readConfig = (env: NodeJS.ProcessEnv): RouterConfig => parseConfig(config, env);
