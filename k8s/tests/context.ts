import { makeSecrets } from '@movecall/dev/secrets';
import { consumersOf, streamNames, streamOf } from '@movecall/schema/streams';
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { configurations } from '@movecall/testkit/configurations';
import type { Context } from '../src/rules/rule.ts';

const keys = makeSecrets();
const values: Record<string, string> = {
  'movecall-identity/key': keys.IDENTITY_KEY,
  'movecall-sealing/keys': keys.SEALING_KEYS,
  'movecall-router/login-public-key': keys.LOGIN_PUBLIC_KEY,
  'movecall-call/login-private-key': keys.LOGIN_PRIVATE_KEY,
  'movecall-call/operator-tels': '01000000000',
  'movecall-notifier/solapi-sender': '0215880000',
  'movecall-notifier/solapi-template-ids': 'LOGIN_CODE=KA01TP1',
};

const example = parseEnv(readFileSync(new URL('../../.env.example', import.meta.url), 'utf8'));

export const context: Context = {
  variables: new Set(Object.keys(example)),
  readConfig: Object.fromEntries(Object.entries(configurations).map(([name, { read }]) => [name, read])),
  streamsOf: (group, prefix) =>
    streamNames
      .filter((name) => consumersOf[name].some((consumer) => consumer === group))
      .map((name) => streamOf(prefix, name)),
  secretValue: (secret, key) => values[`${secret}/${key}`] ?? 'secret-1',
};
