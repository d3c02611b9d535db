import { find, type Manifest, matches, ofKind, type Selector, services, workloads } from '../documents.ts';
import { containerEnvironment } from '../container-environment.ts';
import { secrets } from '../secrets.ts';
import type { Rule } from './rule.ts';

/** A selector that selects nothing is a typing error. */
export const selectorsSelect: Rule = (manifests) => {
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
        .map(({ topologyKey }) => `${title} is spread over ${topologyKey} among others' pods`),
    ),
  ];
};

/** What a pod needs to start is there, or is a Secret that is known to be put there beforehand. */
export const referencesExist: Rule = (manifests, { secretValue }) =>
  workloads(manifests).flatMap(({ title, pod, containers }) => {
    const problems: string[] = [];
    if (pod.serviceAccountName && !find(manifests, 'ServiceAccount', pod.serviceAccountName))
      problems.push(`${title}: no ServiceAccount ${pod.serviceAccountName}`);
    for (const container of containers) {
      try {
        containerEnvironment(container, manifests, (secret, key) => {
          if (secrets[secret]?.[key] === undefined)
            problems.push(`${title}: no key ${key} in Secret ${secret}`);
          return secretValue(secret, key);
        });
      } catch (error) {
        problems.push(`${title}: ${(error as Error).message}`);
      }
    }
    for (const { configMap } of pod.volumes ?? []) {
      if (configMap && !configMap.optional && !find(manifests, 'ConfigMap', configMap.name ?? ''))
        problems.push(`${title}: no ConfigMap ${configMap.name}`);
    }
    return problems;
  });

/** Routes and scalers lead to what is there. */
export const targetsExist: Rule = (manifests) => [
  ...ofKind(manifests, 'HTTPRoute').flatMap(({ metadata, spec }) => [
    ...(spec.rules ?? [])
      .flatMap(({ backendRefs = [] }) => backendRefs)
      .filter(({ name, port }) => !servicePorts(manifests, name).includes(port ?? 0))
      .map(({ name, port }) => `HTTPRoute/${metadata.name}: no Service ${name} on ${port}`),
    ...(spec.parentRefs ?? [])
      .filter(
        ({ name, sectionName }) =>
          !find(manifests, 'Gateway', name)?.spec.listeners.some((listener) => listener.name === sectionName),
      )
      .map(({ name, sectionName }) => `HTTPRoute/${metadata.name}: no listener ${sectionName} of ${name}`),
  ]),
  ...ofKind(manifests, 'ScaledObject').flatMap(({ metadata, spec }) => [
    ...(find(manifests, 'Deployment', spec.scaleTargetRef.name)
      ? []
      : [`ScaledObject/${metadata.name}: no Deployment ${spec.scaleTargetRef.name}`]),
    ...spec.triggers
      .flatMap(({ authenticationRef }) => (authenticationRef ? [authenticationRef.name] : []))
      .filter((name) => !find(manifests, 'TriggerAuthentication', name))
      .map((name) => `ScaledObject/${metadata.name}: no TriggerAuthentication ${name}`),
  ]),
  ...ofKind(manifests, 'HorizontalPodAutoscaler')
    .filter(({ spec }) => !find(manifests, 'Deployment', spec?.scaleTargetRef.name ?? ''))
    .map(({ metadata }) => `HorizontalPodAutoscaler/${metadata.name} scales nothing`),
  ...ofKind(manifests, 'TriggerAuthentication').flatMap(({ metadata, spec }) =>
    (spec.secretTargetRef ?? [])
      .filter(({ name, key }) => secrets[name]?.[key] === undefined)
      .map(({ name, key }) => `TriggerAuthentication/${metadata.name}: no key ${key} in Secret ${name}`),
  ),
];

const servicePorts = (manifests: readonly Manifest[], name: string): number[] =>
  (find(manifests, 'Service', name)?.spec?.ports ?? []).map(({ port }) => port);

/** Where a service listens, what its port is called, and what others ask are one and the same. */
export const portsMatch: Rule = (manifests, { secretValue }) => {
  const problems: string[] = [];
  for (const { title, name, labels, containers } of services(manifests)) {
    const [container] = containers;
    if (!container) continue;
    const environment = containerEnvironment(container, manifests, secretValue);
    const http = container.ports?.find((port) => port.name === 'http')?.containerPort;
    if (String(http) !== environment.get('PORT')?.value)
      problems.push(`${title} listens on ${environment.get('PORT')?.value}, and says ${http}`);
    const service = find(manifests, 'Service', name);
    if (!service || !matches({ matchLabels: service.spec?.selector ?? {} }, labels))
      problems.push(`${title} has no Service`);
    if (service?.spec?.ports?.some(({ targetPort }) => targetPort !== 'http'))
      problems.push(`Service/${name} does not lead to the port http`);
    for (const [variable, { value }] of environment) {
      if (!variable.endsWith('_URL') || !URL.canParse(value)) continue;
      const { hostname, port } = new URL(value);
      const asked = find(manifests, 'Service', hostname);
      if (asked && !servicePorts(manifests, hostname).includes(Number(port)))
        problems.push(`${title}: ${variable} asks ${hostname} on ${port}`);
    }
  }
  return problems;
};
