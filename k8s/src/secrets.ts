/** The Secrets that must exist in the namespace before a deployment, and the content of their keys. */
export const secrets: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'movecall-identity': {
    key: 'IDENTITY_KEY: signs the identity on requests from the router to the services',
  },
  'movecall-sealing': {
    keys: 'SEALING_KEYS: encrypt phones and codes in events; the first encrypts, all of them decrypt',
  },
  'movecall-redis': { password: 'of Redis; letters, digits, - and _ only, because it is put into a URL' },
  'movecall-router': { 'login-public-key': 'LOGIN_PUBLIC_KEY: verifies login tokens' },
  'movecall-call': {
    'database-password': 'of the role movecall_call; letters, digits, - and _ only',
    'login-private-key': 'LOGIN_PRIVATE_KEY: signs login tokens',
    'operator-tels': 'OPERATOR_TELS: mobile phones that sign in as operators (optional)',
    'kakao-local-key': "KAKAO_LOCAL_KEY: the address provider's REST API key (optional)",
  },
  'movecall-manage': { 'database-password': 'of the role movecall_manage; letters, digits, - and _ only' },
  'movecall-assign': { 'database-password': 'of the role movecall_assign; letters, digits, - and _ only' },
  'movecall-notifier': {
    'database-password': 'of the role movecall_notifier; letters, digits, - and _ only',
    'solapi-api-key': "SOLAPI_API_KEY: the provider's API key",
    'solapi-api-secret': 'SOLAPI_API_SECRET: its secret',
    'solapi-webhook-secret': 'SOLAPI_WEBHOOK_SECRET: the provider sends it with every delivery report',
    'solapi-pf-id': 'SOLAPI_PF_ID: the KakaoTalk channel that messages come from',
    'solapi-sender': 'SOLAPI_SENDER: the registered phone that failover text messages come from',
    'solapi-template-ids': "SOLAPI_TEMPLATE_IDS: the templates' ids at the provider (optional)",
  },
  'movecall-postgres': { password: "of the in-cluster Postgres's superuser; needed only with that Postgres" },
};
