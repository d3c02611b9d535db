import type { IGateway, IHTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1';
import type { IScaledObject, ITriggerAuthentication } from '@kubernetes-models/keda/keda.sh/v1alpha1';
import type { IPodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import type { IDeployment, IStatefulSet } from 'kubernetes-models/apps/v1';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import type { IJob } from 'kubernetes-models/batch/v1';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1';
import type { IConfigMap, IContainer, IPodSpec, IService, IServiceAccount } from 'kubernetes-models/v1';
import { parseAllDocuments } from 'yaml';
import type { IBackendTrafficPolicy } from './envoy-gateway.ts';

/** A rendered manifest, of any kind. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { name: string; namespace?: string; labels?: Labels };
}

export type Labels = Record<string, string>;

/** The kinds that rules read. models.ts validates their shapes. */
interface Kinds {
  BackendTrafficPolicy: IBackendTrafficPolicy;
  ConfigMap: IConfigMap;
  Deployment: IDeployment;
  Gateway: IGateway;
  HorizontalPodAutoscaler: IHorizontalPodAutoscaler;
  HTTPRoute: IHTTPRoute;
  Job: IJob;
  NetworkPolicy: INetworkPolicy;
  PodDisruptionBudget: IPodDisruptionBudget;
  PodMonitor: IPodMonitor;
  ScaledObject: IScaledObject;
  Service: IService;
  ServiceAccount: IServiceAccount;
  StatefulSet: IStatefulSet;
  TriggerAuthentication: ITriggerAuthentication;
}
type Named<T> = T & Pick<Manifest, 'metadata'>;

/** @throws Error when the text is not YAML */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => {
    const [error] = document.errors;
    if (error) throw error;
    return document.toJS() as Manifest;
  });
}

export const ofKind = <K extends keyof Kinds>(manifests: readonly Manifest[], kind: K): Named<Kinds[K]>[] =>
  manifests.filter((manifest) => manifest.kind === kind) as unknown as Named<Kinds[K]>[];

export const find = <K extends keyof Kinds>(
  manifests: readonly Manifest[],
  kind: K,
  name: string,
): Named<Kinds[K]> | undefined => ofKind(manifests, kind).find(({ metadata }) => metadata.name === name);

/** A manifest that creates pods. */
export interface Workload {
  /** `Deployment/call`, for messages. */
  readonly title: string;
  readonly kind: 'Deployment' | 'StatefulSet' | 'Job';
  readonly name: string;
  /** The labels that its pods have. */
  readonly labels: Labels;
  readonly pod: IPodSpec;
  readonly containers: readonly IContainer[];
}

export const workloads = (manifests: readonly Manifest[]): Workload[] =>
  (['Deployment', 'StatefulSet', 'Job'] as const).flatMap((kind) =>
    ofKind(manifests, kind).map(({ metadata, spec }): Workload => {
      const pod = spec?.template.spec ?? { containers: [] };
      return {
        title: `${kind}/${metadata.name}`,
        kind,
        name: metadata.name,
        labels: spec?.template.metadata?.labels ?? {},
        pod,
        containers: [...(pod.initContainers ?? []), ...pod.containers],
      };
    }),
  );

/** The label that distinguishes services from jobs, tools, stand-ins and databases. */
const COMPONENT = 'app.kubernetes.io/component';

/** The Deployments of the services: router, call, manage, assign and notifier. */
export const services = (manifests: readonly Manifest[]): Workload[] =>
  workloads(manifests).filter(({ kind, labels }) => kind === 'Deployment' && labels[COMPONENT] === 'service');

export interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly unknown[];
}

/** Whether labels match; an empty selector matches all. @throws Error for a selector with expressions */
export function matches(selector: Selector | undefined, labels: Labels): boolean {
  if (selector?.matchExpressions?.length)
    throw new Error('The checks do not support matchExpressions. Use matchLabels.');
  return Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
}
