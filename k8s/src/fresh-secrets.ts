import { makeSecrets } from '@movecall/dev/secrets';
import { randomBytes } from 'node:crypto';
import { stringify } from 'yaml';

/**
 * `npm run secrets:k8s [-- NAMESPACE]`: prints Secrets with fresh keys for a test cluster. Pipe them into `kubectl create -f -`,
 * which keeps existing Secrets: the databases' passwords and their encrypted data depend on those.
 */
const namespace = process.argv[2] ?? 'movecall';
const keys = makeSecrets();
const password = (): string => randomBytes(24).toString('base64url');

const values: Record<string, Record<string, string>> = {
  'movecall-identity': { key: keys.IDENTITY_KEY },
  'movecall-sealing': { keys: keys.SEALING_KEYS },
  'movecall-redis': { password: password() },
  'movecall-router': { 'login-public-key': keys.LOGIN_PUBLIC_KEY },
  'movecall-call': {
    'database-password': password(),
    'login-private-key': keys.LOGIN_PRIVATE_KEY,
    'operator-tels': '01000000000',
    'kakao-local-key': keys.KAKAO_LOCAL_KEY,
  },
  'movecall-manage': { 'database-password': password() },
  'movecall-assign': { 'database-password': password() },
  'movecall-notifier': {
    'database-password': password(),
    'solapi-api-key': keys.SOLAPI_API_KEY,
    'solapi-api-secret': keys.SOLAPI_API_SECRET,
    'solapi-webhook-secret': keys.SOLAPI_WEBHOOK_SECRET,
    'solapi-pf-id': 'movecall',
    'solapi-sender': '0215880000',
  },
  'movecall-postgres': { password: password() },
};

console.log(
  Object.entries(values)
    .map(([name, stringData]) =>
      stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData }),
    )
    .join('---\n'),
);
