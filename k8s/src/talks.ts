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
 * Who talks to whom, as lines: `call → manage:8080` between pods (jobs by what they are: `migrations of call`), `call →
 * namespace monitoring:4318` and `namespace keda → redis:6379` with neighbours, `notifier → outside:443` with addresses.
 */
export interface Talks {
  /** What senders may send. */
  readonly sent: ReadonlySet<string>;
  /** What receivers take. */
  readonly received: ReadonlySet<string>;
}

const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

const actorOf = ({ kind, name, labels }: Workload): string =>
  kind === 'Job' ? `migrations of ${labels['app.kubernetes.io/name']}` : name;

/** What the NetworkPolicies let through. Name resolution, which all may use, is left out. */
export function allowedTalks(manifests: readonly Manifest[]): Talks {
  const pods = workloads(manifests);
  const sent = new Set<string>();
  const received = new Set<string>();
  for (const { spec } of ofKind(manifests, 'NetworkPolicy')) {
    const selected = pods.filter(({ labels }) => matches(spec?.podSelector as Selector, labels)).map(actorOf);
    for (const { to, ports } of spec?.egress ?? []) {
      for (const [peer, port] of pairs(peersOf(to, pods), portsOf(ports))) {
        if (port !== 53) selected.forEach((actor) => sent.add(`${actor} → ${peer}:${port}`));
      }
    }
    for (const { from, ports } of spec?.ingress ?? []) {
      for (const [peer, port] of pairs(peersOf(from, pods), portsOf(ports)))
        selected.forEach((actor) => received.add(`${peer} → ${actor}:${port}`));
    }
  }
  return { sent, received };
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
    return pods.filter(({ labels }) => matches(podSelector as Selector, labels)).map(actorOf);
  });
}

/** Addresses that are told to others, and asked by nobody here. */
const TOLD_ONLY = new Set(['PUBLIC_URL', 'PAGE_URL', 'PAGE_FRAMED_BY']);

/**
 * What the configuration asks for: every URL in a container's environment is somebody it talks to. Those that are not in this
 * namespace are `elsewhere`.
 */
export function configuredTalks(
  manifests: readonly Manifest[],
  secretValue: (secret: string, key: string) => string,
): Set<string> {
  const talks = new Set<string>();
  for (const workload of workloads(manifests)) {
    if (workload.kind === 'StatefulSet') continue;
    for (const container of workload.containers) {
      for (const [name, { value }] of containerEnvironment(container, manifests, secretValue)) {
        if (TOLD_ONLY.has(name) || !/^[a-z]+:\/\//.test(value) || !URL.canParse(value)) continue;
        const { hostname, port } = new URL(value);
        const peer = find(manifests, 'Service', hostname) ? hostname : 'elsewhere';
        if (peer !== 'elsewhere') talks.add(`${actorOf(workload)} → ${peer}:${port}`);
      }
    }
  }
  return talks;
}
