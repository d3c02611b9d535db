import {
  days,
  eventlogEnv,
  httpEnv,
  loginRetentionEnv,
  migrateConfig,
  parseConfig,
  serviceConfig,
  withDatabase,
} from '@movecall/service/config';
import { sealingKeys } from '@movecall/eventlog/sealer';
import { z } from 'zod';
import { type TemplateCode, templateCodes } from '@movecall/schema/templates';

/** `LOGIN_CODE=KA01TP…,CALL_ACCEPTED=KA01TP…` */
const templateIds = z
  .string()
  .default('')
  .transform((text, context) => {
    const ids: Partial<Record<TemplateCode, string>> = {};
    for (const entry of text.split(',').filter(Boolean)) {
      const [name, id] = entry.split('=').map((part) => part.trim());
      const code = templateCodes.find((known) => known === name);
      if (!code || !id) {
        context.addIssue({
          code: 'custom',
          message: `must be <template>=<id>, comma separated; templates are ${templateCodes.join(' ')}`,
        });
        return z.NEVER;
      }
      ids[code] = id;
    }
    return ids;
  });

/** The variable of the database's URL, and the database's name on a server that all services share. */
const DATABASE = ['NOTIFIER_DATABASE_URL', 'movecall_notifier'] as const;

const schema = withDatabase(
  z.object({
    ...httpEnv,
    ...eventlogEnv,
    SEALING_KEYS: sealingKeys,
    /** Origin of the customers' web page: the buttons of messages link to it. */
    PUBLIC_URL: z.url(),
    SOLAPI_URL: z.url().default('https://api.solapi.com'),
    SOLAPI_API_KEY: z.string(),
    SOLAPI_API_SECRET: z.string(),
    /** Id of the KakaoTalk channel that sends the messages. */
    SOLAPI_PF_ID: z.string(),
    /** A sender number that is registered with the provider. */
    SOLAPI_SENDER: z.string(),
    SOLAPI_WEBHOOK_SECRET: z.string(),
    /** The provider's ids of the registered templates; a template without one is sent by its code. */
    SOLAPI_TEMPLATE_IDS: templateIds,
    DELIVERIES_KEPT_DAYS: days(21, 3_650, 90),
    ...loginRetentionEnv,
  }),
  ...DATABASE,
);

export type NotifierConfig = ReturnType<typeof readConfig>;

/** @throws ConfigError that lists every missing or malformed variable */
export function readConfig(env: NodeJS.ProcessEnv) {
  const settings = parseConfig(schema, env);
  return {
    ...serviceConfig('notifier', settings),
    sealingKeys: settings.SEALING_KEYS,
    publicUrl: settings.PUBLIC_URL,
    kept: { deliveriesMs: settings.DELIVERIES_KEPT_DAYS, loginsMs: settings.LOGINS_KEPT_MINUTES },
    solapi: {
      url: settings.SOLAPI_URL,
      apiKey: settings.SOLAPI_API_KEY,
      apiSecret: settings.SOLAPI_API_SECRET,
      pfId: settings.SOLAPI_PF_ID,
      sender: settings.SOLAPI_SENDER,
      webhookSecret: settings.SOLAPI_WEBHOOK_SECRET,
      templateIds: settings.SOLAPI_TEMPLATE_IDS,
    },
  };
}

/** @throws ConfigError */
export const readMigrateConfig = (env: NodeJS.ProcessEnv) => migrateConfig('notifier', ...DATABASE, env);
