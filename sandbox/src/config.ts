import { clockOf } from '@movecall/service/clock';
import { httpEnv, parseConfig, tracingConfig } from '@movecall/service/config';
import { createLogger } from '@movecall/telemetry/logger';
import { z } from 'zod';

const schema = z.object({
  ...httpEnv,
  SOLAPI_API_KEY: z.string(),
  SOLAPI_API_SECRET: z.string(),
  SOLAPI_WEBHOOK_SECRET: z.string(),
  /** The key of the address search; without it, none is right. */
  KAKAO_LOCAL_KEY: z.string().min(1).optional(),
  /** The webhook for delivery reports; without it, none are sent. */
  REPORT_URL: z.url().optional(),
  /** URL of the customer's web page; without it, there is no demo. */
  PAGE_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Further host names at which the sandbox answers, comma separated; always: localhost, 127.0.0.1 and [::1]. */
  SANDBOX_HOSTS: z.string().default(''),
  /** The file that stores messages as JSON lines; without it, they are in memory only. */
  SANDBOX_FILE: z.string().optional(),
});

export type SandboxConfig = ReturnType<typeof readSandboxConfig>;

/** @throws ConfigError that lists every missing or malformed variable */
export function readSandboxConfig(env: NodeJS.ProcessEnv) {
  const settings = parseConfig(schema, env);
  return {
    host: settings.HOST,
    port: settings.PORT,
    metricsPort: settings.METRICS_PORT,
    clock: clockOf(settings),
    logger: createLogger('sandbox', settings.LOG_LEVEL),
    ...tracingConfig('sandbox', settings),
    apiKey: settings.SOLAPI_API_KEY,
    apiSecret: settings.SOLAPI_API_SECRET,
    webhookSecret: settings.SOLAPI_WEBHOOK_SECRET,
    kakaoLocalKey: settings.KAKAO_LOCAL_KEY ?? null,
    reportUrl: settings.REPORT_URL ?? null,
    pageOrigin: settings.PAGE_URL === undefined ? null : new URL(settings.PAGE_URL).origin,
    file: settings.SANDBOX_FILE ?? null,
    hosts: settings.SANDBOX_HOSTS.split(',').filter(Boolean),
  };
}
