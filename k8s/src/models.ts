import * as gateway from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1';
import * as keda from '@kubernetes-models/keda/keda.sh/v1alpha1';
import * as monitoring from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import * as apps from 'kubernetes-models/apps/v1';
import * as autoscaling from 'kubernetes-models/autoscaling/v2';
import * as batch from 'kubernetes-models/batch/v1';
import * as networking from 'kubernetes-models/networking.k8s.io/v1';
import * as policy from 'kubernetes-models/policy/v1';
import * as core from 'kubernetes-models/v1';
import { fileURLToPath } from 'node:url';
import type { Manifest } from './documents.ts';
import * as envoyGateway from './envoy-gateway.ts';

type Model = new (data: never) => { validate(): void };

/** The models of each API version: the module's specifier and its exports. */
export const models: Readonly<Record<string, { readonly module: string; readonly exports: object }>> = {
  v1: { module: 'kubernetes-models/v1', exports: core },
  'apps/v1': { module: 'kubernetes-models/apps/v1', exports: apps },
  'autoscaling/v2': { module: 'kubernetes-models/autoscaling/v2', exports: autoscaling },
  'batch/v1': { module: 'kubernetes-models/batch/v1', exports: batch },
  'networking.k8s.io/v1': { module: 'kubernetes-models/networking.k8s.io/v1', exports: networking },
  'policy/v1': { module: 'kubernetes-models/policy/v1', exports: policy },
  'gateway.networking.k8s.io/v1': {
    module: '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1',
    exports: gateway,
  },
  'gateway.envoyproxy.io/v1alpha1': {
    module: fileURLToPath(new URL('envoy-gateway', import.meta.url)),
    exports: envoyGateway,
  },
  'keda.sh/v1alpha1': { module: '@kubernetes-models/keda/keda.sh/v1alpha1', exports: keda },
  'monitoring.coreos.com/v1': {
    module: '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1',
    exports: monitoring,
  },
};

/**
 * Validates a manifest by the schema of its kind: required fields, types and values. Misspelled optional fields pass; compiling
 * `typedSource` finds them.
 *
 * @returns the error, or null when there is none
 */
export function problemOf(manifest: Manifest): string | null {
  const known = models[manifest.apiVersion]?.exports as Record<string, Model> | undefined;
  const Kind = known?.[manifest.kind];
  if (!Kind) return `${titleOf(manifest)}: there is no model of ${manifest.apiVersion}; add one to models.ts`;
  try {
    new Kind(manifest as never).validate();
    return null;
  } catch (error) {
    return `${titleOf(manifest)}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The manifests as a TypeScript module that gives each its type. Compiling it finds fields that do not exist. */
export function typedSource(manifests: readonly Manifest[]): string {
  const used = new Set(manifests.map(({ apiVersion }) => apiVersion));
  const names = new Map([...used].map((apiVersion, index) => [apiVersion, `api${index}`]));
  const imports = [...names].map(
    ([apiVersion, name]) => `import type * as ${name} from '${models[apiVersion]?.module ?? apiVersion}';`,
  );
  const constants = manifests.map(
    (manifest, index) =>
      `export const document${index}: ${names.get(manifest.apiVersion) ?? ''}.I${manifest.kind} = ` +
      `${JSON.stringify(manifest, null, 2)}; // ${titleOf(manifest)}`,
  );
  return [...imports, ...constants, ''].join('\n');
}

export const titleOf = ({ kind, metadata }: Manifest): string => `${kind}/${metadata.name}`;
