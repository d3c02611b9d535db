import { find, type Manifest, ofKind, services, workloads } from '../documents.ts';
import { generatedConfig } from '../container-environment.ts';
import { allowedTraffic, configuredTraffic } from '../traffic.ts';
import type { Rule } from './rule.ts';

const GATEWAY = 'namespace envoy-gateway-system';
const MONITORING = 'namespace monitoring';

/** A pod without a policy of its own can open and accept no connection. */
export const trafficIsDeniedByDefault: Rule = (manifests) => {
  const policy = find(manifests, 'NetworkPolicy', 'default-deny')?.spec;
  const all = policy && Object.keys(policy.podSelector ?? {}).length === 0;
  const both = policy?.policyTypes?.includes('Ingress') && policy.policyTypes.includes('Egress');
  return all && both && !policy.ingress && !policy.egress
    ? []
    : ['there is no NetworkPolicy default-deny that denies all traffic'];
};

/** Pods can open exactly the connections that their configuration needs: a pod with CALL_URL reaches call. Both ends allow it. */
export const podTrafficMatchesConfiguration: Rule = (manifests, { secretValue }) => {
  const { egress, ingress } = allowedTraffic(manifests);
  const wanted = configuredTraffic(manifests, secretValue);
  const pods = new Set(workloads(manifests).map(({ name }) => name));
  const isBetweenPods = (connection: string): boolean => {
    const [from = '', to = ''] = connection.split(' → ');
    return (pods.has(from) || from.startsWith('migrations of ')) && pods.has(to.replace(/:.*/, ''));
  };
  return [
    ...[...wanted]
      .filter((each) => !egress.has(each))
      .map((each) => `${each}: the client's egress is denied`),
    ...[...wanted]
      .filter((each) => !ingress.has(each))
      .map((each) => `${each}: the server's ingress is denied`),
    ...[...new Set([...egress, ...ingress])]
      .filter((each) => isBetweenPods(each) && !wanted.has(each))
      .map((each) => `${each} is allowed, but no configuration needs it`),
  ];
};

/** From other namespaces the gateway reaches the router and the notifier's webhook, Prometheus every service's metrics, KEDA Redis. */
export const onlyRouterAndWebhookAreReachable: Rule = (manifests) => {
  const wanted = new Set([
    ...services(manifests).map(({ name }) => `${MONITORING} → ${name}:9464`),
    ...(isPublic(manifests) ? [`${GATEWAY} → router:8080`, `${GATEWAY} → notifier:8080`] : []),
    ...(find(manifests, 'StatefulSet', 'redis') ? ['namespace keda → redis:6379'] : []),
  ]);
  const { ingress } = allowedTraffic(manifests);
  const fromOutside = [...ingress].filter((each) => /^(namespace|network|outside|any)/.test(each));
  return [
    ...[...wanted].filter((each) => !ingress.has(each)).map((each) => `${each} is denied`),
    ...fromOutside.filter((each) => !wanted.has(each)).map((each) => `${each} is allowed`),
    ...ofKind(manifests, 'Service')
      .filter(({ spec }) => spec?.type !== undefined && spec.type !== 'ClusterIP')
      .map(({ metadata, spec }) => `Service/${metadata.name} is a ${spec?.type}, not a ClusterIP`),
  ];
};

/** To other namespaces and addresses: all services reach the trace collector, notifier and call their providers, clients managed data. */
export const outboundTrafficIsMinimal: Rule = (manifests) => {
  const { egress } = allowedTraffic(manifests);
  const isManaged = !find(manifests, 'StatefulSet', 'postgres');
  const clients = (label: string, port: number): RegExp[] =>
    workloads(manifests)
      .filter(({ labels }) => isManaged && labels[label] === 'true')
      .map(({ kind, name, labels }) => {
        const pod = kind === 'Job' ? `migrations of ${labels['app.kubernetes.io/name']}` : name;
        return new RegExp(`^${pod} → network [\\d.]+/(2[4-9]|3[0-2]):${port}$`);
      });
  const wanted = [
    ...services(manifests).map(({ name }) => new RegExp(`^${name} → ${MONITORING}:4318$`)),
    /^notifier → outside:443$/,
    /^call → outside:443$/,
    ...clients('movecall/postgres-client', 5432),
    ...clients('movecall/redis-client', 6379),
  ];
  const outbound = [...egress].filter((each) => / → (namespace|network|outside|any)/.test(each));
  return [
    ...wanted
      .filter((pattern) => !outbound.some((each) => pattern.test(each)))
      .map((pattern) => `${pattern.source} is denied`),
    ...outbound
      .filter((each) => !wanted.some((pattern) => pattern.test(each)))
      .map((each) => `${each} is allowed`),
  ];
};

const isPublic = (manifests: readonly Manifest[]): boolean => ofKind(manifests, 'Gateway').length > 0;

const PRIVATE_PATHS = ['/healthz', '/readyz'];

/** Routes lead to the router, except for its private paths, and by one exact path to the notifier's webhook. */
export const routesExposeRouterAndWebhookOnly: Rule = (manifests) =>
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

/** A WebSocket is one request that lasts for hours. */
export const webSocketsHaveNoTimeout: Rule = (manifests) =>
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
      : ['no route to /graphql has timeouts of 0s: the gateway would end WebSockets'];

/** The answers through TLS tell browsers to use nothing else. */
const routesWithoutHsts = (manifests: readonly Manifest[]): string[] =>
  ofKind(manifests, 'HTTPRoute').flatMap(({ metadata, spec }) =>
    (spec.rules ?? [])
      .filter(
        ({ backendRefs = [], filters = [] }) =>
          backendRefs.length > 0 &&
          !filters.some(({ responseHeaderModifier }) =>
            responseHeaderModifier?.set?.some(({ name }) => name === 'strict-transport-security'),
          ),
      )
      .map(({ matches = [] }) => {
        const paths = matches.map(({ path }) => path?.value).join(', ');
        return `HTTPRoute/${metadata.name}: answers of ${paths} have no strict-transport-security`;
      }),
  );

/** Customers use TLS and the address in messages and pages. The router trusts its gateway for the clients' addresses. */
export const customersUseTls: Rule = (manifests) => {
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
      .map(({ name }) => `the listener ${name} serves a route without TLS`),
    ...routesWithoutHsts(manifests),
    ...routed.filter((host) => !hosts.includes(host)).map((host) => `${host} has no listener`),
    ...[router, notifier]
      .map((map) => map?.['PUBLIC_URL'])
      .filter((url) => url !== `https://${app}`)
      .map((url) => `PUBLIC_URL is ${url}, but the route's host is https://${app}`),
    ...(router?.['TRUSTED_PROXIES']
      ? []
      : ['TRUSTED_PROXIES is missing: the rate limit would count all clients as one']),
  ];
};

/** Traffic to managed data is encrypted, and the server's certificate is verified. */
export const managedDataUsesTls: Rule = (manifests) => {
  const { REDIS_SCHEME, REDIS_TLS, POSTGRES_SSLMODE } = generatedConfig(manifests, 'connections');
  const inCluster = (name: string): boolean => find(manifests, 'StatefulSet', name) !== undefined;
  return [
    ...(REDIS_TLS === String(REDIS_SCHEME === 'rediss')
      ? []
      : ['REDIS_SCHEME and REDIS_TLS contradict each other']),
    ...(inCluster('redis') || REDIS_SCHEME === 'rediss' ? [] : ['Redis is reached without TLS']),
    ...(inCluster('postgres') || POSTGRES_SSLMODE === 'verify-full'
      ? []
      : ["Postgres' certificate is not verified"]),
  ];
};
