import type { IContainer, IProbe } from 'kubernetes-models/v1';
import { services, type Workload, workloads, ofKind } from '../documents.ts';
import { generatedConfig } from '../container-environment.ts';
import { inMebibytes } from '../quantities.ts';
import type { Rule } from './rule.ts';

/** A stopping service ends itself at the latest this long after its lame-duck time, in seconds (packages/service/src/run.ts). */
const FORCED_EXIT_SECONDS = 20;

const PROBES = { startupProbe: '/healthz', readinessProbe: '/readyz', livenessProbe: '/healthz' } as const;

/** Liveness probes use /healthz and readiness probes /readyz, because an unavailable dependency must not restart a pod. */
export const probesUseTheRightPath: Rule = (manifests) =>
  services(manifests).flatMap(({ title, containers: [container] }) =>
    Object.entries(PROBES).flatMap(([name, path]) => {
      const probe: IProbe | undefined = container?.[name as keyof typeof PROBES];
      if (!probe?.httpGet) return [`${title} has no ${name}`];
      const { httpGet } = probe;
      return [
        ...(httpGet.path === path ? [] : [`${title}: ${name} uses ${httpGet.path ?? '/'}, not ${path}`]),
        ...(httpGet.port === 'http' ? [] : [`${title}: ${name} uses another port than http`]),
      ];
    }),
  );

/** Pods have no privileges and cannot gain any. */
export const podsAreHardened: Rule = (manifests) =>
  workloads(manifests).flatMap(({ title, pod, containers }) => {
    const expected = (holds: boolean, what: string): string[] => (holds ? [] : [`${title}: ${what}`]);
    return [
      ...expected(pod.securityContext?.runAsNonRoot === true, 'may run as root'),
      ...expected(pod.securityContext?.seccompProfile?.type === 'RuntimeDefault', 'has no seccomp profile'),
      ...expected(pod.automountServiceAccountToken === false, 'gets a token of the API server'),
      ...expected(
        !pod.hostNetwork && !pod.hostPID && !pod.volumes?.some(({ hostPath }) => hostPath),
        'has access to its node',
      ),
      ...containers.flatMap(({ securityContext }) => [
        ...expected(securityContext?.allowPrivilegeEscalation === false, 'may gain privileges'),
        ...expected(securityContext?.readOnlyRootFilesystem === true, 'can write to its image'),
        ...expected(securityContext?.capabilities?.drop?.includes('ALL') === true, 'keeps capabilities'),
        ...expected(!securityContext?.capabilities?.add?.length, 'adds capabilities'),
        ...expected(!securityContext?.privileged, 'is privileged'),
      ]),
    ];
  });

/** The memory request equals the limit, and Node's heap fits into it. There is no CPU limit. */
export const memoryIsBounded: Rule = (manifests) =>
  workloads(manifests).flatMap(({ title, containers }) =>
    containers.flatMap((container) => {
      const { requests, limits } = container.resources ?? {};
      if (requests?.['memory'] === undefined || requests['cpu'] === undefined)
        return [`${title} has no memory request or no CPU request`];
      const limit = inMebibytes(String(limits?.['memory']));
      const heap = heapOf(container);
      return [
        ...(limits?.['memory'] === requests['memory'] ? [] : [`${title}: memory limit and request differ`]),
        ...(limits?.['cpu'] === undefined ? [] : [`${title}: a CPU limit would throttle its event loop`]),
        ...(heap === null || heap <= 0.8 * limit
          ? []
          : [`${title}: a heap of ${heap} MiB is too large for ${limit} MiB of memory`]),
      ];
    }),
  );

/** The heap's limit in MiB; null for a container that does not set one. */
function heapOf({ env }: IContainer): number | null {
  const options = env?.find(({ name }) => name === 'NODE_OPTIONS')?.value ?? '';
  const [, size] = /--max-old-space-size=(\d+)/.exec(options) ?? [];
  return size === undefined ? null : Number(size);
}

/** Every container with our code has a limit for Node's heap. */
export const heapsAreBounded: Rule = (manifests) =>
  workloads(manifests)
    .filter(({ kind }) => kind !== 'StatefulSet')
    .flatMap(({ title, containers }) =>
      containers.some((container) => heapOf(container) === null)
        ? [`${title}: its heap has no limit (NODE_OPTIONS)`]
        : [],
    );

/** The grace period covers all that a stopping service does: preStop, lame-duck time and drain. */
export const graceCoversTheDrain: Rule = (manifests) => {
  const lameDuck = Number(generatedConfig(manifests, 'common')['LAME_DUCK_MS'] ?? 0) / 1000;
  return services(manifests).flatMap(({ title, pod, containers }) => {
    const preStop = containers[0]?.lifecycle?.preStop?.sleep?.seconds ?? 0;
    const needed = preStop + lameDuck + FORCED_EXIT_SECONDS;
    const given = pod.terminationGracePeriodSeconds ?? 30;
    return [
      ...(preStop > 0 ? [] : [`${title} has no preStop, so it would stop while it still receives requests`]),
      ...(given >= needed ? [] : [`${title} is killed after ${given} s, but may need ${needed} s to stop`]),
    ];
  });
};

/** An update removes a pod only after a new one is ready. */
export const updatesKeepAllReplicas: Rule = (manifests) => {
  const serving = new Set(services(manifests).map(({ name }) => name));
  return ofKind(manifests, 'Deployment')
    .filter(({ metadata }) => serving.has(metadata.name))
    .flatMap(({ metadata, spec }) => [
      ...(spec?.strategy?.rollingUpdate?.maxUnavailable === 0 && spec.strategy.type === 'RollingUpdate'
        ? []
        : [`Deployment/${metadata.name}: an update may remove pods first`]),
      ...((spec?.minReadySeconds ?? 0) > 0
        ? []
        : [`Deployment/${metadata.name}: minReadySeconds is missing`]),
      ...(spec?.revisionHistoryLimit === undefined
        ? [`Deployment/${metadata.name}: revisionHistoryLimit is missing`]
        : []),
    ]);
};

/** Replicas are spread over zones and nodes, so that losing one does not stop a service. */
export const replicasAreSpread: Rule = (manifests) =>
  services(manifests).flatMap((workload) =>
    ['topology.kubernetes.io/zone', 'kubernetes.io/hostname']
      .filter((key) => !isSpreadOver(workload, key))
      .map((key) => `${workload.title} is not spread over ${key}`),
  );

const isSpreadOver = ({ pod }: Workload, key: string): boolean =>
  pod.topologySpreadConstraints?.some(({ topologyKey }) => topologyKey === key) ?? false;

const LABELS = ['app.kubernetes.io/name', 'app.kubernetes.io/component', 'app.kubernetes.io/part-of'];

/** All pods have the common labels, by which kubectl and metrics select them. */
export const podsAreLabelled: Rule = (manifests) =>
  workloads(manifests)
    .filter(({ kind }) => kind !== 'StatefulSet')
    .flatMap(({ title, labels }) =>
      [...LABELS, 'app.kubernetes.io/version']
        .filter((label) => labels[label] === undefined)
        .map((label) => `${title}: the label ${label} is missing`),
    );
