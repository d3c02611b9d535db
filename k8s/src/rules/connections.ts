import { containerEnvironment } from '../container-environment.ts';
import { type Manifest, ofKind, services } from '../documents.ts';
import { allowedTalks } from '../talks.ts';
import type { Rule } from './rule.ts';

/** How long Envoy keeps a connection on which nothing is asked, and the usual clouds' balancers for less, s. */
const GATEWAY_KEEPS_SECONDS = 3_600;
/** Clients leave a second or two before the time that they were told is over, and look every second, s. */
const LEEWAY_SECONDS = 2;

/**
 * Nobody asks on a connection that is being closed: a mutation that got no answer cannot be sent again. What a gateway asks is
 * kept for longer than the gateway keeps it; what pods ask by themselves, heeding what they are told, is left before a pod that
 * goes closes it.
 */
export const idleConnectionsAreLeftInTime: Rule = (manifests, { secretValue }) => {
  if (ofKind(manifests, 'Gateway').length === 0) return [];
  return services(manifests).flatMap(({ title, name, containers: [container] }) => {
    if (!container) return [];
    const environment = containerEnvironment(container, manifests, secretValue);
    const seconds = (variable: string): number => Number(environment.get(variable)?.value) / 1000;
    const kept = seconds('KEEP_ALIVE_MS');
    if (isAskedByGateway(manifests, name))
      return kept > GATEWAY_KEEPS_SECONDS
        ? []
        : [`${title} closes what its gateway still uses, after ${kept} s`];
    return kept + LEEWAY_SECONDS <= seconds('LAME_DUCK_MS')
      ? []
      : [`${title} is kept for ${kept} s by who asks it, and may be gone before`];
  });
};

const isAskedByGateway = (manifests: readonly Manifest[], name: string): boolean =>
  [...allowedTalks(manifests).received].some((talk) =>
    new RegExp(`^namespace (?!monitoring\\b).* → ${name}:`).test(talk),
  );

/** What one router carries in a gigabyte (docs/scale.md). */
const SOCKETS_OF_A_ROUTER = 57_000;

/**
 * A WebSocket holds a connection and a request for hours, and all that a router loses come back at once: where Envoy is told
 * nothing, the 1,025th is refused, and every query with it.
 */
export const socketsFitThroughTheGateway: Rule = (manifests) =>
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
        .map(([what, limit]) => `HTTPRoute/${name}: an Envoy has no more than ${limit} ${what}`);
    });
