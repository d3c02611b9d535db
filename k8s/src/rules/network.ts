import { find, type Manifest, ofKind, services, workloads } from '../documents.ts';
import { generatedConfig } from '../container-environment.ts';
import { allowedTalks, configuredTalks } from '../talks.ts';
import type { Rule } from './rule.ts';

const GATEWAY = 'namespace envoy-gateway-system';
const MONITORING = 'namespace monitoring';

/** Whoever is forgotten is shut out. */
export const silenceIsTheDefault: Rule = (manifests) => {
  const policy = find(manifests, 'NetworkPolicy', 'default-deny')?.spec;
  const all = policy && Object.keys(policy.podSelector ?? {}).length === 0;
  const both = policy?.policyTypes?.includes('Ingress') && policy.policyTypes.includes('Egress');
  return all && both && !policy.ingress && !policy.egress ? [] : ['not everything is denied by default'];
};

/** Between pods, exactly what the configuration asks for: who has CALL_URL talks to call. Both ends must let it through. */
export const podsTalkAsConfigured: Rule = (manifests, { secretValue }) => {
  const { sent, received } = allowedTalks(manifests);
  const wanted = configuredTalks(manifests, secretValue);
  const pods = new Set(workloads(manifests).map(({ name }) => name));
  const between = (talk: string): boolean => {
    const [from = '', to = ''] = talk.split(' → ');
    return (pods.has(from) || from.startsWith('migrations of ')) && pods.has(to.replace(/:.*/, ''));
  };
  return [
    ...[...wanted].filter((talk) => !sent.has(talk)).map((talk) => `${talk} may not be sent`),
    ...[...wanted].filter((talk) => !received.has(talk)).map((talk) => `${talk} is not let in`),
    ...[...new Set([...sent, ...received])]
      .filter((talk) => between(talk) && !wanted.has(talk))
      .map((talk) => `${talk} is allowed, and nobody wants it`),
  ];
};

/** From outside of the namespace: the gateway to the router and to the notifier's webhook, Prometheus to every service. */
export const onlyRouterAndWebhookAreReached: Rule = (manifests) => {
  const wanted = new Set([
    ...services(manifests).map(({ name }) => `${MONITORING} → ${name}:8080`),
    ...(isPublic(manifests) ? [`${GATEWAY} → router:8080`, `${GATEWAY} → notifier:8080`] : []),
    ...(find(manifests, 'StatefulSet', 'redis') ? ['namespace keda → redis:6379'] : []),
  ]);
  const { received } = allowedTalks(manifests);
  const fromOutside = [...received].filter((talk) => /^(namespace|network|outside|any)/.test(talk));
  return [
    ...[...wanted].filter((talk) => !received.has(talk)).map((talk) => `${talk} is not let in`),
    ...fromOutside.filter((talk) => !wanted.has(talk)).map((talk) => `${talk} is let in`),
    ...ofKind(manifests, 'Service')
      .filter(({ spec }) => spec?.type !== undefined && spec.type !== 'ClusterIP')
      .map(({ metadata, spec }) => `Service/${metadata.name} is a ${spec?.type}`),
  ];
};

/** To outside: everybody to the trace collector, the notifier to its provider, clients of managed data to that. */
export const onlyWhatIsNeededIsLeftFor: Rule = (manifests) => {
  const { sent } = allowedTalks(manifests);
  const isManaged = !find(manifests, 'StatefulSet', 'postgres');
  const clients = (label: string, port: number): RegExp[] =>
    workloads(manifests)
      .filter(({ labels }) => isManaged && labels[label] === 'true')
      .map(({ kind, name, labels }) => {
        const actor = kind === 'Job' ? `migrations of ${labels['app.kubernetes.io/name']}` : name;
        return new RegExp(`^${actor} → network [\\d.]+/(2[4-9]|3[0-2]):${port}$`);
      });
  const wanted = [
    ...services(manifests).map(({ name }) => new RegExp(`^${name} → ${MONITORING}:4318$`)),
    /^notifier → outside:443$/,
    ...clients('movecall/postgres-client', 5432),
    ...clients('movecall/redis-client', 6379),
  ];
  const outwards = [...sent].filter((talk) => / → (namespace|network|outside|any)/.test(talk));
  return [
    ...wanted
      .filter((one) => !outwards.some((talk) => one.test(talk)))
      .map((one) => `${one.source}: not allowed`),
    ...outwards.filter((talk) => !wanted.some((one) => one.test(talk))).map((talk) => `${talk} is allowed`),
  ];
};

const isPublic = (manifests: readonly Manifest[]): boolean => ofKind(manifests, 'Gateway').length > 0;

const PRIVATE_PATHS = ['/metrics', '/healthz', '/readyz'];

/** Routes lead to the router, but for what is about itself, and to the notifier's webhook by its one path. */
export const routesLeadNowhereElse: Rule = (manifests) =>
  ofKind(manifests, 'HTTPRoute').flatMap(({ metadata, spec }) => {
    const title = `HTTPRoute/${metadata.name}`;
    const problems: string[] = [];
    const redirected = new Set<string>();
    for (const { matches = [], filters, backendRefs = [] } of spec.rules ?? []) {
      for (const { path } of matches) {
        if (
          backendRefs.length === 0 &&
          filters?.some(({ type }) => type === 'RequestRedirect') &&
          path?.value
        )
          redirected.add(path.value);
      }
      for (const { name } of backendRefs) {
        const paths = matches.map(({ path }) => `${path?.type} ${path?.value}`);
        if (name !== 'router' && (name !== 'notifier' || paths.join() !== 'Exact /reports'))
          problems.push(`${title}: ${paths.join(' ') || 'everything'} leads to ${name}`);
      }
    }
    const leadsToRouter = spec.rules?.some(({ backendRefs }) =>
      backendRefs?.some(({ name }) => name === 'router'),
    );
    if (leadsToRouter)
      problems.push(
        ...PRIVATE_PATHS.filter((path) => !redirected.has(path)).map((path) => `${title}: ${path} is public`),
      );
    return problems;
  });

/** A WebSocket is one request that lasts. */
export const webSocketsAreNotCut: Rule = (manifests) =>
  !isPublic(manifests)
    ? []
    : ofKind(manifests, 'HTTPRoute')
          .flatMap(({ spec }) => spec.rules ?? [])
          .some(
            ({ matches: paths = [], timeouts, backendRefs = [] }) =>
              backendRefs.some(({ name }) => name === 'router') &&
              paths.some(({ path }) => path?.type === 'Exact' && path.value === '/graphql') &&
              timeouts?.request === '0s' &&
              timeouts.backendRequest === '0s',
          )
      ? []
      : ['requests to /graphql end after some time, WebSockets too'];

/** Customers come over TLS only, to the address that messages and pages name; clients are told from their gateway. */
export const customersComeOverTls: Rule = (manifests) => {
  const [gateway] = ofKind(manifests, 'Gateway');
  if (!gateway) return [];
  const hosts = gateway.spec.listeners.flatMap(({ hostname }) => hostname ?? []);
  const routed = ofKind(manifests, 'HTTPRoute').flatMap(({ spec }) => spec.hostnames ?? []);
  const insecure = gateway.spec.listeners.filter(
    ({ protocol, tls }) => protocol !== 'HTTPS' || !tls?.certificateRefs,
  );
  const routesOf = (listener: string) =>
    ofKind(manifests, 'HTTPRoute').filter(({ spec }) =>
      spec.parentRefs?.some(({ sectionName }) => sectionName === listener),
    );
  const [router, notifier] = ['router', 'notifier'].map((name) => generatedConfig(manifests, name));
  const app = find(manifests, 'HTTPRoute', 'router')?.spec.hostnames?.[0];
  return [
    ...insecure
      .filter(({ name }) =>
        routesOf(name).some(({ spec }) => spec.rules?.some(({ backendRefs }) => backendRefs)),
      )
      .map(({ name }) => `the listener ${name} serves without TLS`),
    ...routed.filter((host) => !hosts.includes(host)).map((host) => `${host} has no listener`),
    ...[router, notifier]
      .map((map) => map?.['PUBLIC_URL'])
      .filter((url) => url !== `https://${app}`)
      .map((url) => `PUBLIC_URL is ${url}, customers come to https://${app}`),
    ...(router?.['TRUSTED_PROXIES']
      ? []
      : ['all clients count as one: the router does not know its gateway']),
  ];
};

/** What leaves the cluster's network is encrypted, and whoever answers is the one that was meant. */
export const managedDataIsReachedOverTls: Rule = (manifests) => {
  const { REDIS_SCHEME, REDIS_TLS, POSTGRES_SSLMODE } = generatedConfig(manifests, 'connections');
  const inCluster = (name: string): boolean => find(manifests, 'StatefulSet', name) !== undefined;
  return [
    ...(REDIS_TLS === String(REDIS_SCHEME === 'rediss') ? [] : ['REDIS_SCHEME and REDIS_TLS do not agree']),
    ...(inCluster('redis') || REDIS_SCHEME === 'rediss' ? [] : ['Redis is reached without TLS']),
    ...(inCluster('postgres') || POSTGRES_SSLMODE === 'verify-full'
      ? []
      : ["Postgres' certificate is not checked"]),
  ];
};
