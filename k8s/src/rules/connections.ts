import { containerEnvironment } from '../container-environment.ts';
import { type Manifest, ofKind, services } from '../documents.ts';
import { allowedTraffic } from '../traffic.ts';
import type { Rule } from './rule.ts';

/** How long Envoy keeps an idle connection, in seconds; the usual clouds' balancers keep it for less. */
const GATEWAY_KEEPS_SECONDS = 3_600;
/** Clients check once a second and close up to two seconds before the announced time, in seconds. */
const LEEWAY_SECONDS = 2;

/**
 * The client closes an idle connection before the server does. Otherwise the server may close it while a request arrives, and a
 * mutation without an answer cannot be sent again. A server behind a gateway keeps connections longer than the gateway. A server
 * of pods announces its time, and the pods close before it stops.
 */
export const clientsCloseIdleConnectionsFirst: Rule = (manifests, { secretValue }) => {
  if (ofKind(manifests, 'Gateway').length === 0) return [];
  return services(manifests).flatMap(({ title, name, containers: [container] }) => {
    if (!container) return [];
    const environment = containerEnvironment(container, manifests, secretValue);
    const seconds = (variable: string): number => Number(environment.get(variable)?.value) / 1000;
    const kept = seconds('KEEP_ALIVE_MS');
    if (isBehindGateway(manifests, name))
      return kept > GATEWAY_KEEPS_SECONDS
        ? []
        : [
            `${title} closes idle connections after ${kept} s, but its gateway keeps them for ${GATEWAY_KEEPS_SECONDS} s`,
          ];
    return kept + LEEWAY_SECONDS <= seconds('LAME_DUCK_MS')
      ? []
      : [`${title}: clients keep idle connections for ${kept} s, but it may stop before`];
  });
};

const isBehindGateway = (manifests: readonly Manifest[], name: string): boolean =>
  [...allowedTraffic(manifests).ingress].some((connection) =>
    new RegExp(`^namespace (?!monitoring\\b).* → ${name}:`).test(connection),
  );

/** The WebSockets that one router holds in a gigabyte (docs/scale.md). */
const SOCKETS_OF_A_ROUTER = 57_000;

/**
 * Envoy's limits admit all WebSockets of a router. Each uses a connection and a request for hours, and when a router stops, all of
 * its clients reconnect at once. With Envoy's default of 1,024, the 1,025th socket and all queries would be refused.
 */
export const gatewayLimitsAdmitAllSockets: Rule = (manifests) =>
  ofKind(manifests, 'HTTPRoute')
    .filter(({ spec }) =>
      spec.rules?.some(({ matches }) => matches?.some(({ path }) => path?.value === '/graphql')),
    )
    .flatMap(({ metadata: { name } }) => {
      const policy = ofKind(manifests, 'BackendTrafficPolicy').find(({ spec }) =>
        spec.targetRefs.some((target) => target.kind === 'HTTPRoute' && target.name === name),
      );
      const limits = policy?.spec.circuitBreaker ?? {};
      return (['maxConnections', 'maxParallelRequests', 'maxPendingRequests'] as const)
        .map((what) => [what, limits[what] ?? 1_024] as const)
        .filter(([, limit]) => limit < SOCKETS_OF_A_ROUTER)
        .map(([what, limit]) => `HTTPRoute/${name}: each Envoy allows only ${limit} ${what}`);
    });
