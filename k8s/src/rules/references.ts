import { find, type Manifest, matches, ofKind, type Selector, services, workloads } from '../documents.ts';
import { containerEnvironment } from '../container-environment.ts';
import { secrets } from '../secrets.ts';
import type { Rule } from './rule.ts';

/** Every selector matches pods. A selector that matches none is misspelled. */
export const selectorsMatchPods: Rule = (manifests) => {
  const pods = workloads(manifests);
  const selecting: [string, Selector | undefined][] = [
    ...ofKind(manifests, 'Service').map(({ metadata, spec }): [string, Selector] => [
      `Service/${metadata.name}`,
      { matchLabels: spec?.selector ?? {} },
    ]),
    ...ofKind(manifests, 'PodDisruptionBudget').map(({ metadata, spec }): [string, Selector | undefined] => [
      `PodDisruptionBudget/${metadata.name}`,
      spec?.selector as Selector | undefined,
    ]),
    ...ofKind(manifests, 'NetworkPolicy').map(({ metadata, spec }): [string, Selector | undefined] => [
      `NetworkPolicy/${metadata.name}`,
      spec?.podSelector as Selector | undefined,
    ]),
  ];
  return [
    ...selecting
      .filter(([, selector]) => !pods.some(({ labels }) => matches(selector, labels)))
      .map(([title]) => `${title} selects no pod`),
    ...['Deployment' as const, 'StatefulSet' as const].flatMap((kind) =>
      ofKind(manifests, kind)
        .filter(({ spec }) => !matches(spec?.selector as Selector, spec?.template.metadata?.labels ?? {}))
        .map(({ metadata }) => `${kind}/${metadata.name} does not select its own pods`),
    ),
    ...pods.flatMap(({ title, labels, pod }) =>
      (pod.topologySpreadConstraints ?? [])
        .filter(({ labelSelector, matchLabelKeys = [] }) => {
          const keys = [...Object.keys(labelSelector?.matchLabels ?? {}), ...matchLabelKeys];
          return !matches(labelSelector, labels) || !keys.includes('app.kubernetes.io/name');
        })
        .map(
          ({ topologyKey }) =>
            `${title}: its spread over ${topologyKey} does not count exactly the service's own pods`,
        ),
    ),
  ];
};

/** Everything that a pod refers to exists, or is a Secret in the list of Secrets. */
export const referencesExist: Rule = (manifests, { secretValue }) =>
  workloads(manifests).flatMap(({ title, pod, containers }) => {
    const problems: string[] = [];
    if (pod.serviceAccountName && !find(manifests, 'ServiceAccount', pod.serviceAccountName))
      problems.push(`${title}: there is no ServiceAccount ${pod.serviceAccountName}`);
    for (const container of containers) {
      try {
        containerEnvironment(container, manifests, (secret, key) => {
          if (secrets[secret]?.[key] === undefined)
            problems.push(`${title}: the key ${key} of Secret ${secret} is not in k8s/src/secrets.ts`);
          return secretValue(secret, key);
        });
      } catch (error) {
        problems.push(`${title}: ${(error as Error).message}`);
      }
    }
    for (const { configMap } of pod.volumes ?? []) {
      if (configMap && !configMap.optional && !find(manifests, 'ConfigMap', configMap.name ?? ''))
        problems.push(`${title}: there is no ConfigMap ${configMap.name}`);
    }
    return problems;
  });

/** Everything that routes and scalers refer to exists. */
export const targetsExist: Rule = (manifests) => [
  ...ofKind(manifests, 'HTTPRoute').flatMap(({ metadata, spec }) => [
    ...(spec.rules ?? [])
      .flatMap(({ backendRefs = [] }) => backendRefs)
      .filter(({ name, port }) => !servicePorts(manifests, name).includes(port ?? 0))
      .map(({ name, port }) => `HTTPRoute/${metadata.name}: there is no Service ${name} on port ${port}`),
    ...(spec.parentRefs ?? [])
      .filter(
        ({ name, sectionName }) =>
          !find(manifests, 'Gateway', name)?.spec.listeners.some((listener) => listener.name === sectionName),
      )
      .map(
        ({ name, sectionName }) =>
          `HTTPRoute/${metadata.name}: Gateway ${name} has no listener ${sectionName}`,
      ),
  ]),
  ...ofKind(manifests, 'ScaledObject').flatMap(({ metadata, spec }) => [
    ...(find(manifests, 'Deployment', spec.scaleTargetRef.name)
      ? []
      : [`ScaledObject/${metadata.name}: there is no Deployment ${spec.scaleTargetRef.name}`]),
    ...spec.triggers
      .flatMap(({ authenticationRef }) => (authenticationRef ? [authenticationRef.name] : []))
      .filter((name) => !find(manifests, 'TriggerAuthentication', name))
      .map((name) => `ScaledObject/${metadata.name}: there is no TriggerAuthentication ${name}`),
  ]),
  ...ofKind(manifests, 'HorizontalPodAutoscaler')
    .filter(({ spec }) => !find(manifests, 'Deployment', spec?.scaleTargetRef.name ?? ''))
    .map(({ metadata }) => `HorizontalPodAutoscaler/${metadata.name}: its Deployment does not exist`),
  ...ofKind(manifests, 'TriggerAuthentication').flatMap(({ metadata, spec }) =>
    (spec.secretTargetRef ?? [])
      .filter(({ name, key }) => secrets[name]?.[key] === undefined)
      .map(
        ({ name, key }) =>
          `TriggerAuthentication/${metadata.name}: the key ${key} of Secret ${name} is not in k8s/src/secrets.ts`,
      ),
  ),
];

const servicePorts = (manifests: readonly Manifest[], name: string): number[] =>
  (find(manifests, 'Service', name)?.spec?.ports ?? []).map(({ port }) => port);

/** A service's PORT, its container port, its Service and the URLs of its clients agree; METRICS_PORT and the PodMonitor too. */
export const portsMatch: Rule = (manifests, { secretValue }) => {
  const problems: string[] = [];
  for (const { title, name, labels, containers } of services(manifests)) {
    const [container] = containers;
    if (!container) continue;
    const environment = containerEnvironment(container, manifests, secretValue);
    for (const [port, variable] of Object.entries({ http: 'PORT', metrics: 'METRICS_PORT' })) {
      const declared = container.ports?.find((each) => each.name === port)?.containerPort;
      const listens = environment.get(variable)?.value;
      if (String(declared) !== listens)
        problems.push(`${title}: ${variable} is ${listens}, but its container port ${port} is ${declared}`);
    }
    const service = find(manifests, 'Service', name);
    if (!service || !matches({ matchLabels: service.spec?.selector ?? {} }, labels))
      problems.push(`${title} has no Service that selects it`);
    if (service?.spec?.ports?.some(({ targetPort }) => targetPort !== 'http'))
      problems.push(`Service/${name} does not target the port http`);
    for (const [variable, { value }] of environment) {
      if (!variable.endsWith('_URL') || !URL.canParse(value)) continue;
      const { hostname, port } = new URL(value);
      if (find(manifests, 'Service', hostname) && !servicePorts(manifests, hostname).includes(Number(port)))
        problems.push(`${title}: ${variable} has a port that the Service does not have: ${value}`);
    }
  }
  for (const { metadata, spec } of ofKind(manifests, 'PodMonitor'))
    if (spec?.podMetricsEndpoints?.some(({ port }) => port !== 'metrics'))
      problems.push(`PodMonitor/${metadata.name} reads another port than metrics`);
  return problems;
};
