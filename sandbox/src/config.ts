import { httpEnv, parseConfig, tracingConfig } from '@movecall/service/config';
import { createLogger } from '@movecall/telemetry/logger';
import { z } from 'zod';

const schema = z.object({
  ...httpEnv,
  SOLAPI_API_KEY: z.string(),
  SOLAPI_API_SECRET: z.string(),
  SOLAPI_WEBHOOK_SECRET: z.string(),
  /** Where delivery reports go; without, none are sent. */
  REPORT_URL: z.url().optional(),
  /** Origin of the customer's web page, for the demo; without, there is none. */
  PAGE_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Where messages are kept as JSON lines; without, in memory. */
  SANDBOX_FILE: z.string().optional(),
});

export type SandboxConfig = ReturnType<typeof readSandboxConfig>;

/** @throws ConfigError naming everything that is missing or malformed. */
export function readSandboxConfig(env: NodeJS.ProcessEnv) {
  const settings = parseConfig(schema, env);
  return {
    host: settings.HOST,
    port: settings.PORT,
    logger: createLogger('sandbox', settings.LOG_LEVEL),
    ...tracingConfig('sandbox', settings),
    apiKey: settings.SOLAPI_API_KEY,
    apiSecret: settings.SOLAPI_API_SECRET,
    webhookSecret: settings.SOLAPI_WEBHOOK_SECRET,
    reportUrl: settings.REPORT_URL ?? null,
    pageOrigin: settings.PAGE_URL === undefined ? null : new URL(settings.PAGE_URL).origin,
    file: settings.SANDBOX_FILE ?? null,
  };
}
