import { find, type Manifest, matches, ofKind, type Selector, services } from '../documents.ts';
import { generatedConfig } from '../container-environment.ts';
import type { Rule } from './rule.ts';

interface Scaler {
  readonly title: string;
  readonly target: string;
  readonly min: number;
  readonly max: number;
}

const scalersOf = (manifests: readonly Manifest[]): Scaler[] => [
  ...ofKind(manifests, 'HorizontalPodAutoscaler').map(({ metadata, spec }) => ({
    title: `HorizontalPodAutoscaler/${metadata.name}`,
    target: spec?.scaleTargetRef.name ?? '',
    min: spec?.minReplicas ?? 1,
    max: spec?.maxReplicas ?? 0,
  })),
  ...ofKind(manifests, 'ScaledObject').map(({ metadata, spec }) => ({
    title: `ScaledObject/${metadata.name}`,
    target: spec.scaleTargetRef.name,
    min: spec.minReplicaCount ?? 0,
    max: spec.maxReplicaCount ?? 100,
  })),
];

/** An overlay that scales nothing is for trying things out. */
const scales = (manifests: readonly Manifest[]): boolean => scalersOf(manifests).length > 0;

/** Two that scale one Deployment pull it back and forth: KEDA makes an autoscaler of its own. */
export const oneScalerEach: Rule = (manifests) =>
  !scales(manifests)
    ? []
    : services(manifests).flatMap(({ name }) => {
        const own = scalersOf(manifests).filter(({ target }) => target === name);
        if (own.length === 0) return [`nothing scales ${name}`];
        return own.length > 1 ? [`${name} is scaled by ${own.map(({ title }) => title).join(' and ')}`] : [];
      });

/** A number of replicas in a manifest would undo, with each release, what a scaler has done. */
export const scalersSayHowMany: Rule = (manifests) =>
  scalersOf(manifests)
    .filter(({ target }) => find(manifests, 'Deployment', target)?.spec?.replicas !== undefined)
    .map(({ title, target }) => `Deployment/${target} names a number of replicas, as ${title} does`);

/** One is none while a node is drained. */
export const atLeastTwo: Rule = (manifests) =>
  scalersOf(manifests)
    .filter(({ min, max }) => min < 2 || max <= min)
    .map(({ title, min, max }) => `${title}: ${min} to ${max} replicas`);

/** A budget that no eviction fits into holds up every node's drain. */
export const drainsAreNotBlocked: Rule = (manifests) =>
  services(manifests).flatMap(({ name, labels }) => {
    const [budget, ...others] = ofKind(manifests, 'PodDisruptionBudget').filter(({ spec }) =>
      matches(spec?.selector as Selector, labels),
    );
    if (!budget?.spec) return [`${name} has no PodDisruptionBudget`];
    if (others.length > 0)
      return [`${name} has several PodDisruptionBudgets: none of its pods can be evicted`];
    const { minAvailable, maxUnavailable } = budget.spec;
    const min = scalersOf(manifests).find(({ target }) => target === name)?.min ?? 1;
    const leaves = minAvailable === undefined ? Number(maxUnavailable ?? 0) : min - Number(minAvailable);
    return leaves >= 1 ? [] : [`PodDisruptionBudget/${budget.metadata.name} lets no pod of ${min} go`];
  });

/** KEDA's trigger for the Redis that services use, and what it calls its address: a cluster has a trigger of its own. */
const streamTrigger = (
  manifests: readonly Manifest[],
): { readonly type: string; readonly address: string } =>
  generatedConfig(manifests, 'common')['REDIS_CLUSTER'] === 'on'
    ? { type: 'redis-cluster-streams', address: 'addresses' }
    : { type: 'redis-streams', address: 'address' };

/** What else it is told; there is no `lagCount` without `activationLagCount`. */
const STREAM_KEYS = ['stream', 'consumerGroup', 'enableTLS', 'lagCount', 'activationLagCount'];

/** KEDA reads strings, and does not say when a key is not one of its own. */
export const kedaTriggersAreKnown: Rule = (manifests) =>
  ofKind(manifests, 'ScaledObject').flatMap(({ metadata, spec }) =>
    spec.triggers.flatMap(({ type, metadata: keys, metricType, authenticationRef }) => {
      const title = `ScaledObject/${metadata.name}, ${type}`;
      const notText = Object.entries(keys as Record<string, unknown>)
        .filter(([, value]) => typeof value !== 'string')
        .map(([key]) => `${title}: ${key} is not quoted`);
      if (type === 'cpu') {
        const cpu = find(
          manifests,
          'Deployment',
          spec.scaleTargetRef.name,
        )?.spec?.template.spec?.containers.every(
          ({ resources }) => resources?.requests?.['cpu'] !== undefined,
        );
        return [
          ...notText,
          ...(cpu ? [] : [`${title}: a share of what its pods do not ask for`]),
          ...(metricType === 'Utilization' && keys['value'] ? [] : [`${title}: no target`]),
        ];
      }
      const { type: expected, address } = streamTrigger(manifests);
      if (type !== expected) return [`${title}: its service would need ${expected}`];
      const known = [address, ...STREAM_KEYS];
      return [
        ...notText,
        ...Object.keys(keys)
          .filter((key) => !known.includes(key))
          .map((key) => `${title}: it knows no ${key}`),
        ...known.filter((key) => keys[key] === undefined).map((key) => `${title}: no ${key}`),
        ...(authenticationRef ? [] : [`${title}: no password`]),
      ];
    }),
  );

/** Each service grows with every stream that its group reads, in the Redis that it reads it from. */
export const kedaFollowsEveryStream: Rule = (manifests, { streamsOf }) => {
  const prefix = generatedConfig(manifests, 'common')['STREAM_PREFIX'] ?? '';
  const { type: wanted, address } = streamTrigger(manifests);
  const { REDIS_ADDRESS, REDIS_TLS } = generatedConfig(manifests, 'connections');
  return ofKind(manifests, 'ScaledObject').flatMap(({ metadata: { name }, spec }) => {
    const triggers = spec.triggers.filter(({ type }) => type === wanted).map(({ metadata }) => metadata);
    const followed = triggers.map(({ stream }) => String(stream)).toSorted();
    const read = streamsOf(name, prefix).toSorted();
    return [
      ...(followed.join() === read.join()
        ? []
        : [
            `ScaledObject/${name} follows ${followed.join(' ') || 'nothing'}, its group reads ${read.join(' ')}`,
          ]),
      ...triggers
        .filter((keys) => keys['consumerGroup'] !== name)
        .map((keys) => `ScaledObject/${name} follows the group ${keys['consumerGroup']}`),
      ...triggers
        .filter((keys) => keys[address] !== REDIS_ADDRESS || keys['enableTLS'] !== REDIS_TLS)
        .map((keys) => `ScaledObject/${name} looks at ${keys[address]}, its service at ${REDIS_ADDRESS}`),
    ];
  });
};

/** Of a process, at most: its pool (packages/database/src/database.ts) and the connection that it listens on. */
const CONNECTIONS_PER_PROCESS = 11;
/** For the jobs, an operator at the console, and what Postgres keeps for its superuser. */
const CONNECTIONS_SPARED = 20;

/** With every service at its most, and one more pod of each during an update, Postgres still takes everyone in. */
export const connectionsFitPostgres: Rule = (manifests) => {
  const allowed = Number(generatedConfig(manifests, 'connections')['POSTGRES_MAX_CONNECTIONS']);
  const processes = services(manifests)
    .filter(({ labels }) => labels['movecall/postgres-client'] === 'true')
    .map(({ name }) => {
      const surge = Number(find(manifests, 'Deployment', name)?.spec?.strategy?.rollingUpdate?.maxSurge ?? 1);
      return surge + (scalersOf(manifests).find(({ target }) => target === name)?.max ?? 1);
    })
    .reduce((sum, count) => sum + count, 0);
  const needed = processes * CONNECTIONS_PER_PROCESS + CONNECTIONS_SPARED;
  return needed <= allowed
    ? []
    : [`${processes} processes need ${needed} connections, Postgres takes ${allowed}`];
};
