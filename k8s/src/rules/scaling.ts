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

/** Whether an overlay has autoscalers; one without is for test clusters. */
const scales = (manifests: readonly Manifest[]): boolean => scalersOf(manifests).length > 0;

/** Each service has exactly one scaler. Two would work against each other; a ScaledObject creates an autoscaler of its own. */
export const oneScalerPerService: Rule = (manifests) =>
  !scales(manifests)
    ? []
    : services(manifests).flatMap(({ name }) => {
        const own = scalersOf(manifests).filter(({ target }) => target === name);
        if (own.length === 0) return [`nothing scales ${name}`];
        return own.length > 1 ? [`${name} is scaled by ${own.map(({ title }) => title).join(' and ')}`] : [];
      });

/** A scaled Deployment has no `replicas`, which would reset the scaler's number at each release. */
export const scaledDeploymentsNameNoReplicas: Rule = (manifests) =>
  scalersOf(manifests)
    .filter(({ target }) => find(manifests, 'Deployment', target)?.spec?.replicas !== undefined)
    .map(({ title, target }) => `Deployment/${target} has replicas, which ${title} sets too`);

/** Every scaler keeps at least two replicas, because a single one is gone while its node is drained. */
export const atLeastTwoReplicas: Rule = (manifests) =>
  scalersOf(manifests)
    .filter(({ min, max }) => min < 2 || max <= min)
    .map(
      ({ title, min, max }) =>
        `${title} allows ${min} to ${max} replicas; it needs at least 2, and a higher maximum`,
    );

/** Every service has one disruption budget, and it allows an eviction; otherwise no node could be drained. */
export const budgetsAllowNodeDrains: Rule = (manifests) =>
  services(manifests).flatMap(({ name, labels }) => {
    const [budget, ...others] = ofKind(manifests, 'PodDisruptionBudget').filter(({ spec }) =>
      matches(spec?.selector as Selector, labels),
    );
    if (!budget?.spec) return [`${name} has no PodDisruptionBudget`];
    if (others.length > 0)
      return [`${name} has several PodDisruptionBudgets, so none of its pods can be evicted`];
    const { minAvailable, maxUnavailable } = budget.spec;
    const min = scalersOf(manifests).find(({ target }) => target === name)?.min ?? 1;
    const leaves = minAvailable === undefined ? Number(maxUnavailable ?? 0) : min - Number(minAvailable);
    return leaves >= 1
      ? []
      : [`PodDisruptionBudget/${budget.metadata.name} allows no eviction of ${min} pods`];
  });

/** KEDA's trigger for the services' Redis and its key for the address. A Redis Cluster has a trigger of its own. */
const streamTrigger = (
  manifests: readonly Manifest[],
): { readonly type: string; readonly address: string } =>
  generatedConfig(manifests, 'common')['REDIS_CLUSTER'] === 'on'
    ? { type: 'redis-cluster-streams', address: 'addresses' }
    : { type: 'redis-streams', address: 'address' };

/** The other keys of the trigger; `lagCount` works only with `activationLagCount`. */
const STREAM_KEYS = ['stream', 'consumerGroup', 'enableTLS', 'lagCount', 'activationLagCount'];

/** KEDA's triggers have known keys with text values. KEDA itself ignores unknown keys silently. */
export const kedaTriggersAreValid: Rule = (manifests) =>
  ofKind(manifests, 'ScaledObject').flatMap(({ metadata, spec }) =>
    spec.triggers.flatMap(({ type, metadata: keys, metricType, authenticationRef }) => {
      const title = `ScaledObject/${metadata.name}, ${type}`;
      const notText = Object.entries(keys as Record<string, unknown>)
        .filter(([, value]) => typeof value !== 'string')
        .map(([key]) => `${title}: ${key} is not a text; quote it`);
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
          ...(cpu ? [] : [`${title}: its pods have no CPU request to take a share of`]),
          ...(metricType === 'Utilization' && keys['value']
            ? []
            : [`${title}: there is no target utilization`]),
        ];
      }
      const { type: expected, address } = streamTrigger(manifests);
      if (type !== expected) return [`${title}: the services' Redis needs ${expected}`];
      const known = [address, ...STREAM_KEYS];
      return [
        ...notText,
        ...Object.keys(keys)
          .filter((key) => !known.includes(key))
          .map((key) => `${title}: there is no key ${key}`),
        ...known.filter((key) => keys[key] === undefined).map((key) => `${title}: ${key} is missing`),
        ...(authenticationRef ? [] : [`${title}: authenticationRef is missing`]),
      ];
    }),
  );

/** Each service is scaled by the lag of every stream that its group reads, in the services' own Redis. */
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
            `ScaledObject/${name} follows ${followed.join(' ') || 'no stream'}, but its group reads ${read.join(' ')}`,
          ]),
      ...triggers
        .filter((keys) => keys['consumerGroup'] !== name)
        .map((keys) => `ScaledObject/${name} follows another group: ${keys['consumerGroup']}`),
      ...triggers
        .filter((keys) => keys[address] !== REDIS_ADDRESS || keys['enableTLS'] !== REDIS_TLS)
        .map((keys) => `ScaledObject/${name} uses the Redis ${keys[address]}, its service ${REDIS_ADDRESS}`),
    ];
  });
};

/** The connections of a process, by variable (packages/database/src/database.ts has the same), and the one for LISTEN. */
const POOLS = {
  DATABASE_COMMAND_CONNECTIONS: 5,
  DATABASE_READ_CONNECTIONS: 5,
  DATABASE_BACKGROUND_CONNECTIONS: 4,
};
const LISTENING = 1;
/** Connections for the jobs, an operator's console, and those that Postgres reserves for its superuser. */
const CONNECTIONS_SPARED = 20;

/** Postgres has connections for the maximum number of pods, and for one more pod of each service during an update. */
export const connectionsFitIntoPostgres: Rule = (manifests) => {
  const allowed = Number(generatedConfig(manifests, 'connections')['POSTGRES_MAX_CONNECTIONS']);
  const processes = services(manifests)
    .filter(({ labels }) => labels['movecall/postgres-client'] === 'true')
    .map(({ name }) => {
      const surge = Number(find(manifests, 'Deployment', name)?.spec?.strategy?.rollingUpdate?.maxSurge ?? 1);
      return surge + (scalersOf(manifests).find(({ target }) => target === name)?.max ?? 1);
    })
    .reduce((sum, count) => sum + count, 0);
  const settings = generatedConfig(manifests, 'common');
  const perProcess = Object.entries(POOLS)
    .map(([variable, standard]) => Number(settings[variable] ?? standard))
    .reduce((sum, count) => sum + count, LISTENING);
  const needed = processes * perProcess + CONNECTIONS_SPARED;
  return needed <= allowed
    ? []
    : [`${processes} processes need ${needed} connections, but Postgres allows ${allowed}`];
};
