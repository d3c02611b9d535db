import type { INetworkPolicyPeer, INetworkPolicyPort } from 'kubernetes-models/networking.k8s.io/v1';
import { containerEnvironment } from './container-environment.ts';
import {
  find,
  type Manifest,
  matches,
  ofKind,
  type Selector,
  type Workload,
  workloads,
} from './documents.ts';

/**
 * Network connections, each as a line: `call → manage:8080` between pods (a job is `migrations of call`), `call → namespace
 * monitoring:4318` and `namespace keda → redis:6379` between namespaces, `notifier → outside:443` to other addresses.
 */
export interface AllowedTraffic {
  /** The connections that clients may open. */
  readonly egress: ReadonlySet<string>;
  /** The connections that servers accept. */
  readonly ingress: ReadonlySet<string>;
}

const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

const podOf = ({ kind, name, labels }: Workload): string =>
  kind === 'Job' ? `migrations of ${labels['app.kubernetes.io/name']}` : name;

/** The connections that the NetworkPolicies allow. DNS, which all pods may use, is left out. */
export function allowedTraffic(manifests: readonly Manifest[]): AllowedTraffic {
  const pods = workloads(manifests);
  const egress = new Set<string>();
  const ingress = new Set<string>();
  for (const { spec } of ofKind(manifests, 'NetworkPolicy')) {
    const selected = pods.filter(({ labels }) => matches(spec?.podSelector as Selector, labels)).map(podOf);
    for (const { to, ports } of spec?.egress ?? []) {
      for (const [peer, port] of pairs(peersOf(to, pods), portsOf(ports))) {
        if (port !== 53) selected.forEach((pod) => egress.add(`${pod} → ${peer}:${port}`));
      }
    }
    for (const { from, ports } of spec?.ingress ?? []) {
      for (const [peer, port] of pairs(peersOf(from, pods), portsOf(ports)))
        selected.forEach((pod) => ingress.add(`${peer} → ${pod}:${port}`));
    }
  }
  return { egress, ingress };
}

const pairs = <A, B>(all: readonly A[], others: readonly B[]): [A, B][] =>
  all.flatMap((one) => others.map((other): [A, B] => [one, other]));

const portsOf = (ports: readonly INetworkPolicyPort[] | undefined): (string | number)[] =>
  ports?.length ? ports.map(({ port }) => port ?? '*') : ['*'];

function peersOf(peers: readonly INetworkPolicyPeer[] | undefined, pods: readonly Workload[]): string[] {
  if (!peers?.length) return ['anyone'];
  return peers.flatMap(({ podSelector, namespaceSelector, ipBlock }) => {
    if (ipBlock) return [ipBlock.cidr === '0.0.0.0/0' ? 'outside' : `network ${ipBlock.cidr}`];
    if (namespaceSelector) {
      const name = namespaceSelector.matchLabels?.[NAMESPACE_NAME];
      return [name === undefined ? 'any namespace' : `namespace ${name}`];
    }
    return pods.filter(({ labels }) => matches(podSelector as Selector, labels)).map(podOf);
  });
}

/** Variables whose URLs are only passed on to clients; no pod connects to them. */
const NOT_CONNECTED_TO = new Set(['PUBLIC_URL', 'PAGE_URL', 'PAGE_FRAMED_BY']);

/** The connections within the namespace that the configuration needs: one for each URL of a Service in a container's environment. */
export function configuredTraffic(
  manifests: readonly Manifest[],
  secretValue: (secret: string, key: string) => string,
): Set<string> {
  const traffic = new Set<string>();
  for (const workload of workloads(manifests)) {
    if (workload.kind === 'StatefulSet') continue;
    for (const container of workload.containers) {
      for (const [name, { value }] of containerEnvironment(container, manifests, secretValue)) {
        if (NOT_CONNECTED_TO.has(name) || !/^[a-z]+:\/\//.test(value) || !URL.canParse(value)) continue;
        const { hostname, port } = new URL(value);
        if (find(manifests, 'Service', hostname)) traffic.add(`${podOf(workload)} → ${hostname}:${port}`);
      }
    }
  }
  return traffic;
}
