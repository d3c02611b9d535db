/** The processes that have an environment. ops is the operator's command; the sandbox stands in for the provider. */
export const processes = ['router', 'call', 'manage', 'assign', 'notifier', 'ops', 'sandbox'] as const;
export type Process = (typeof processes)[number];

/** Where a process gets a variable from. */
export type Source =
  /** A generated ConfigMap of this name, in every overlay. */
  | { readonly from: 'config'; readonly map: string }
  /** The same, but only in overlays that change the process's default. */
  | { readonly from: 'tuning'; readonly map: string }
  | { readonly from: 'secret'; readonly secret: string; readonly key: string; readonly optional: boolean }
  /** Composed of values in ConfigMaps and Secrets: `postgres://…:$(PASSWORD)@$(HOST)/…`. */
  | { readonly from: 'composed' }
  /** A field of the pod. */
  | { readonly from: 'field' };

type Use = Readonly<Partial<Record<Process, Source>>> | { readonly nowhere: string };

const config = (map: string): Source => ({ from: 'config', map });
const tuning = (map: string): Source => ({ from: 'tuning', map });
const secret = (name: string, key: string, optional = false): Source => ({
  from: 'secret',
  secret: name,
  key,
  optional,
});
const composed: Source = { from: 'composed' };
const field: Source = { from: 'field' };
const nowhere = (why: string): Use => ({ nowhere: why });

const services = ['router', 'call', 'manage', 'assign', 'notifier'] as const;
const subgraphs = ['call', 'manage', 'assign'] as const;
const databaseClients = [...subgraphs, 'notifier'] as const;
const of = (names: readonly Process[], source: Source): Use =>
  Object.fromEntries(names.map((name) => [name, source]));

const identityKey = secret('movecall-identity', 'key');
const solapi = (key: string, optional = false): Source =>
  secret('movecall-notifier', `solapi-${key}`, optional);

/** For every variable of .env.example: which processes get it, and from where. */
export const environment: Readonly<Record<string, Use>> = {
  HOST: nowhere('the default, all addresses, is right in a pod'),
  PORT: { ...of(services, config('common')), sandbox: config('sandbox') },
  METRICS_PORT: { ...of(services, config('common')), sandbox: config('sandbox') },
  LOG_LEVEL: { ...of(services, config('common')), sandbox: config('sandbox') },
  NODE_ENV: { ...of([...services, 'ops'], config('common')), sandbox: config('sandbox') },
  INSTANCE: of(services, field),
  SERVICE_VERSION: of(services, field),
  LAME_DUCK_MS: of(services, config('common')),
  KEEP_ALIVE_MS: {
    ...of(subgraphs, config('common')),
    router: config('router'),
    notifier: config('notifier'),
  },
  STUCK_AFTER_MS: of(services, tuning('common')),
  FAILPOINTS: nowhere('for tests only'),
  CLOCK_AHEAD_MS: nowhere('for tests only'),
  MIGRATIONS: of(services, config('common')),
  OTEL_EXPORTER_OTLP_ENDPOINT: of(services, tuning('common')),
  OTEL_TRACES_SAMPLER_ARG: of(services, tuning('common')),

  REDIS_URL: of([...services, 'ops'], composed),
  REDIS_CLUSTER: of([...services, 'ops'], tuning('common')),
  STREAM_PREFIX: of([...services, 'ops'], config('common')),
  IDENTITY_KEY: of(['router', ...subgraphs], identityKey),
  INTROSPECTION: of(services, tuning('common')),
  DATABASE_COMMAND_CONNECTIONS: of(databaseClients, tuning('common')),
  DATABASE_READ_CONNECTIONS: of(databaseClients, tuning('common')),
  DATABASE_BACKGROUND_CONNECTIONS: of(databaseClients, tuning('common')),
  EVENTS_KEPT_DAYS: of(databaseClients, tuning('common')),
  INBOX_KEPT_DAYS: of(databaseClients, tuning('common')),
  SEQUENCES_KEPT_DAYS: of(databaseClients, tuning('common')),
  DEAD_LETTERS_KEPT_DAYS: of(databaseClients, tuning('common')),
  LOGINS_KEPT_MINUTES: of(['call', 'notifier'], tuning('common')),
  RETENTION_EVERY_MS: of(databaseClients, tuning('common')),
  DATABASE_URL: nowhere('each service has a role and a database of its own'),
  SEALING_KEYS: of(['call', 'manage', 'assign', 'notifier'], secret('movecall-sealing', 'keys')),

  CALL_DATABASE_URL: of(['call', 'ops'], composed),
  MANAGE_DATABASE_URL: of(['manage', 'ops'], composed),
  ASSIGN_DATABASE_URL: of(['assign', 'ops'], composed),
  NOTIFIER_DATABASE_URL: of(['notifier', 'ops'], composed),

  LOGIN_PRIVATE_KEY: { call: secret('movecall-call', 'login-private-key') },
  LOGIN_PUBLIC_KEY: { router: secret('movecall-router', 'login-public-key') },
  OPERATOR_TELS: { call: secret('movecall-call', 'operator-tels', true) },
  MANAGE_URL: { call: config('call'), router: config('router') },
  CALL_URL: { router: config('router') },
  ASSIGN_URL: { manage: config('manage'), router: config('router') },
  MANAGE_TIMEOUT_MS: { call: tuning('call') },
  MANAGE_CONCURRENCY: { call: tuning('call') },
  MANAGE_FAILURES_TO_OPEN: { call: tuning('call') },
  MANAGE_HALF_OPEN_AFTER_MS: { call: tuning('call') },
  ATTEMPT_DEADLINE_MS: { call: tuning('call') },
  SWEEP_EVERY_MS: { call: tuning('call') },
  ATTEMPTS_KEPT_DAYS: { call: tuning('call') },
  PERSONAL_DATA_KEPT_DAYS: { call: tuning('call') },
  LIMITS_TIMEOUT_MS: of(['call', 'manage'], tuning('common')),
  CALLS_PER_MINUTE: { call: tuning('call') },
  OPEN_CALLS_PER_CUSTOMER: { call: tuning('call') },
  OPEN_CALLS_PER_DAY: { call: tuning('call') },
  LOGIN_CODES_PER_ADDRESS: { call: tuning('call') },
  LOGIN_CODES_PER_PHONE: { call: tuning('call') },
  LOGIN_CODES_IN_ALL: { call: tuning('call') },
  LOGIN_CODES_FOR_KNOWN_CLIENTS: { call: tuning('call') },
  LOGIN_GUESSES_PER_ADDRESS: { call: tuning('call') },
  KAKAO_LOCAL_URL: { call: tuning('call') },
  KAKAO_LOCAL_KEY: of(['call', 'sandbox'], secret('movecall-call', 'kakao-local-key', true)),
  KAKAO_LOCAL_TIMEOUT_MS: { call: tuning('call') },
  ADDRESS_QUESTIONS_PER_CLIENT: { call: tuning('call') },
  ADDRESS_QUESTIONS_IN_ALL: { call: tuning('call') },
  OPERATOR_NETWORKS: { call: tuning('call') },
  ASSIGN_TIMEOUT_MS: { manage: tuning('manage') },
  ASSIGN_CONCURRENCY: { manage: tuning('manage') },
  ASSIGN_FAILURES_TO_OPEN: { manage: tuning('manage') },
  ASSIGN_HALF_OPEN_AFTER_MS: { manage: tuning('manage') },
  RESCHEDULE_DEADLINE_MS: { manage: tuning('manage') },
  RESCHEDULE_SWEEP_EVERY_MS: { manage: tuning('manage') },
  MAX_ACCEPTANCES_IN_FLIGHT: { manage: config('manage') },
  TOMBSTONES_KEPT_DAYS: { manage: tuning('manage') },
  OFFER_MINUTES: { assign: tuning('common') },
  QUOTES_KEPT_DAYS: { manage: tuning('manage') },
  CONTRACTS_KEPT_DAYS: { manage: tuning('manage') },
  QUOTES_PER_ADDRESS: { manage: tuning('manage') },
  QUOTE_MESSAGES_PER_PHONE: { manage: tuning('manage') },
  QUOTE_MESSAGES_PER_OPERATOR: { manage: tuning('manage') },

  SOLAPI_URL: { notifier: config('notifier') },
  SOLAPI_API_KEY: of(['notifier', 'sandbox'], solapi('api-key')),
  SOLAPI_API_SECRET: of(['notifier', 'sandbox'], solapi('api-secret')),
  SOLAPI_WEBHOOK_SECRET: of(['notifier', 'sandbox'], solapi('webhook-secret')),
  SOLAPI_PF_ID: { notifier: solapi('pf-id') },
  SOLAPI_SENDER: { notifier: solapi('sender') },
  SOLAPI_TEMPLATE_IDS: { notifier: solapi('template-ids', true) },
  PUBLIC_URL: { router: config('router'), notifier: config('notifier'), call: tuning('call') },
  DELIVERIES_KEPT_DAYS: { notifier: tuning('notifier') },

  SUPERGRAPH: nowhere('the router serves the supergraph in its image'),
  FORWARD_HEADERS: { router: tuning('router') },
  OVERRIDE_LABELS: { router: tuning('router') },
  PUBLIC_ERROR_CODES: { router: tuning('router') },
  PUBLIC_ERROR_EXTENSIONS: { router: tuning('router') },
  EXECUTOR: { router: tuning('router') },
  MAX_ERRORS: { router: tuning('router') },
  WEB_ROOT: { router: config('router') },
  PAGE_FRAMED_BY: { router: tuning('router') },
  ALLOWED_ORIGINS: { router: tuning('router') },
  SAFELIST: { router: tuning('router') },
  DOCUMENT_LIMITS: { router: tuning('router') },
  HEADERS_TIMEOUT_MS: { router: tuning('router') },
  TRUSTED_PROXIES: { router: tuning('router') },
  RATE_PER_IDENTITY: { router: tuning('router') },
  RATE_PER_ADDRESS: { router: tuning('router') },
  SUBGRAPH_TIMEOUT_MS: { router: tuning('router') },
  SUBGRAPH_FAILURES_TO_OPEN: { router: tuning('router') },
  SUBGRAPH_HALF_OPEN_AFTER_MS: { router: tuning('router') },
  SOCKET_DRAIN_MS: { router: tuning('router') },
  SOCKETS_PER_IDENTITY: { router: tuning('router') },
  SUBSCRIPTIONS_PER_IDENTITY: { router: tuning('router') },
  PLANNING_THREADS: { router: tuning('router') },
  PLANNING_TIMEOUT_MS: { router: tuning('router') },
  PLANNING_PER_IDENTITY_MS: { router: tuning('router') },
  PLANNING_PER_ADDRESS_MS: { router: tuning('router') },
  PLANNING_IN_ALL_MS: { router: tuning('router') },
  DOCUMENTS_MAX_MB: { router: tuning('router') },

  REPORT_URL: { sandbox: config('sandbox') },
  PAGE_URL: { sandbox: config('sandbox') },
  SANDBOX_HOSTS: { sandbox: config('sandbox') },
  SANDBOX_FILE: nowhere('the sandbox keeps messages in memory, because its file system is read-only'),
};

/** Variables that Node reads, not the services. */
export const runtimeVariables: ReadonlySet<string> = new Set(['NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS']);

/** The variables of a process, with their sources. */
export const variablesOf = (name: Process): ReadonlyMap<string, Source> =>
  new Map(
    Object.entries(environment).flatMap(([variable, use]) => {
      const source = 'nowhere' in use ? undefined : use[name];
      return source ? [[variable, source] as const] : [];
    }),
  );
