import type { IContainer, IProbe } from 'kubernetes-models/v1';
import { services, type Workload, workloads, ofKind } from '../documents.ts';
import { generatedConfig } from '../container-environment.ts';
import { inMebibytes } from '../quantities.ts';
import type { Rule } from './rule.ts';

/** A service that stops ends itself so long after its lame-duck time at the latest, s (packages/service/src/run.ts). */
const FORCED_EXIT_SECONDS = 20;

const PROBES = { startupProbe: '/healthz', readinessProbe: '/readyz', livenessProbe: '/healthz' } as const;

/** Alive is asked of /healthz, ready of /readyz: a dependency that is away must not restart anything. */
export const probesAskTheRightPath: Rule = (manifests) =>
  services(manifests).flatMap(({ title, containers: [container] }) =>
    Object.entries(PROBES).flatMap(([name, path]) => {
      const probe: IProbe | undefined = container?.[name as keyof typeof PROBES];
      if (!probe?.httpGet) return [`${title} has no ${name}`];
      const { httpGet } = probe;
      return [
        ...(httpGet.path === path ? [] : [`${title}: ${name} asks ${httpGet.path ?? '/'}, not ${path}`]),
        ...(httpGet.port === 'http' ? [] : [`${title}: ${name} asks another port than http`]),
      ];
    }),
  );

/** Nothing of a pod can be used to become more than it is. */
export const podsAreHardened: Rule = (manifests) =>
  workloads(manifests).flatMap(({ title, pod, containers }) => {
    const expected = (holds: boolean, what: string): string[] => (holds ? [] : [`${title}: ${what}`]);
    return [
      ...expected(pod.securityContext?.runAsNonRoot === true, 'may run as root'),
      ...expected(pod.securityContext?.seccompProfile?.type === 'RuntimeDefault', 'has no seccomp profile'),
      ...expected(pod.automountServiceAccountToken === false, 'is given a token of the API server'),
      ...expected(
        !pod.hostNetwork && !pod.hostPID && !pod.volumes?.some(({ hostPath }) => hostPath),
        'sees its node',
      ),
      ...containers.flatMap(({ securityContext }) => [
        ...expected(securityContext?.allowPrivilegeEscalation === false, 'may gain privileges'),
        ...expected(securityContext?.readOnlyRootFilesystem === true, 'writes to its image'),
        ...expected(securityContext?.capabilities?.drop?.includes('ALL') === true, 'keeps capabilities'),
        ...expected(!securityContext?.capabilities?.add?.length, 'adds capabilities'),
        ...expected(!securityContext?.privileged, 'is privileged'),
      ]),
    ];
  });

/** What is asked for is what may be used, and Node knows how much that is. */
export const memoryIsKnown: Rule = (manifests) =>
  workloads(manifests).flatMap(({ title, containers }) =>
    containers.flatMap((container) => {
      const { requests, limits } = container.resources ?? {};
      if (requests?.['memory'] === undefined || requests['cpu'] === undefined)
        return [`${title} asks for no memory or no CPU`];
      const limit = inMebibytes(String(limits?.['memory']));
      const heap = heapOf(container);
      return [
        ...(limits?.['memory'] === requests['memory'] ? [] : [`${title}: memory limit and request differ`]),
        ...(limits?.['cpu'] === undefined ? [] : [`${title}: a limit throttles its event loop`]),
        ...(heap === null || heap <= 0.8 * limit ? [] : [`${title}: a heap of ${heap} of ${limit} MiB`]),
      ];
    }),
  );

/** Null: not our Node. */
function heapOf({ env }: IContainer): number | null {
  const options = env?.find(({ name }) => name === 'NODE_OPTIONS')?.value ?? '';
  const [, size] = /--max-old-space-size=(\d+)/.exec(options) ?? [];
  return size === undefined ? null : Number(size);
}

/** Everything of ours that runs Node is told how large its heap may grow. */
export const heapsAreBounded: Rule = (manifests) =>
  workloads(manifests)
    .filter(({ kind }) => kind !== 'StatefulSet')
    .flatMap(({ title, containers }) =>
      containers.some((container) => heapOf(container) === null) ? [`${title}: its heap has no bound`] : [],
    );

/** Killed only after everything that a service does when it stops: preStop, lame duck, drain. */
export const graceCoversTheDrain: Rule = (manifests) => {
  const lameDuck = Number(generatedConfig(manifests, 'common')['LAME_DUCK_MS'] ?? 0) / 1000;
  return services(manifests).flatMap(({ title, pod, containers }) => {
    const preStop = containers[0]?.lifecycle?.preStop?.sleep?.seconds ?? 0;
    const needed = preStop + lameDuck + FORCED_EXIT_SECONDS;
    const given = pod.terminationGracePeriodSeconds ?? 30;
    return [
      ...(preStop > 0 ? [] : [`${title} stops while it is still being sent requests`]),
      ...(given >= needed ? [] : [`${title} is killed after ${given} s, but may need ${needed} s`]),
    ];
  });
};

/** An update takes a pod away only once another one works. */
export const updatesTakeNothingAway: Rule = (manifests) => {
  const serving = new Set(services(manifests).map(({ name }) => name));
  return ofKind(manifests, 'Deployment')
    .filter(({ metadata }) => serving.has(metadata.name))
    .flatMap(({ metadata, spec }) => [
      ...(spec?.strategy?.rollingUpdate?.maxUnavailable === 0 && spec.strategy.type === 'RollingUpdate'
        ? []
        : [`Deployment/${metadata.name}: an update may take pods away first`]),
      ...((spec?.minReadySeconds ?? 0) > 0
        ? []
        : [`Deployment/${metadata.name}: ready for a moment is enough`]),
      ...(spec?.revisionHistoryLimit === undefined ? [`Deployment/${metadata.name}: how much to keep?`] : []),
    ]);
};

/** One node or one zone that is lost takes no service along. */
export const replicasAreSpread: Rule = (manifests) =>
  services(manifests).flatMap((workload) =>
    ['topology.kubernetes.io/zone', 'kubernetes.io/hostname']
      .filter((key) => !isSpreadOver(workload, key))
      .map((key) => `${workload.title} is not spread over ${key}`),
  );

const isSpreadOver = ({ pod }: Workload, key: string): boolean =>
  pod.topologySpreadConstraints?.some(({ topologyKey }) => topologyKey === key) ?? false;

const LABELS = ['app.kubernetes.io/name', 'app.kubernetes.io/component', 'app.kubernetes.io/part-of'];

/** What belongs together is found together, in kubectl and in metrics. */
export const podsAreLabelled: Rule = (manifests) =>
  workloads(manifests)
    .filter(({ kind }) => kind !== 'StatefulSet')
    .flatMap(({ title, labels }) =>
      [...LABELS, 'app.kubernetes.io/version']
        .filter((label) => labels[label] === undefined)
        .map((label) => `${title}: no label ${label}`),
    );
