import type { IContainer, IEnvVar } from 'kubernetes-models/v1';
import { find, type Manifest, ofKind } from './documents.ts';
import type { Source } from './variables.ts';

export interface Variable {
  readonly value: string;
  /** Where the value comes from; a ConfigMap by its name without the hash. */
  readonly source:
    Extract<Source, { from: 'config' | 'secret' | 'composed' | 'field' }> | { from: 'literal' };
}

/** A ConfigMap's name without the hash of its content. */
export const generatedName = (name: string): string => name.replace(/-[a-z0-9]{10}$/, '');

/**
 * The environment that a container starts with, composed as the kubelet does it.
 *
 * @param secretValue the values of Secrets, which are not in the manifests
 * @throws Error for a ConfigMap or a key that does not exist
 */
export function containerEnvironment(
  container: IContainer,
  manifests: readonly Manifest[],
  secretValue: (secret: string, key: string) => string,
): Map<string, Variable> {
  const environment = new Map<string, Variable>();
  for (const { configMapRef, prefix = '' } of container.envFrom ?? []) {
    const name = configMapRef?.name ?? '';
    for (const [key, value] of Object.entries(configMap(manifests, name))) {
      environment.set(prefix + key, { value, source: { from: 'config', map: generatedName(name) } });
    }
  }
  // $(NAME) is replaced only by a variable that is earlier in the list.
  const listed = new Map<string, string>();
  for (const entry of container.env ?? []) {
    const variable = variableOf(entry, manifests, secretValue, listed);
    listed.set(entry.name, variable.value);
    environment.set(entry.name, variable);
  }
  return environment;
}

function variableOf(
  { value = '', valueFrom }: IEnvVar,
  manifests: readonly Manifest[],
  secretValue: (secret: string, key: string) => string,
  listed: ReadonlyMap<string, string>,
): Variable {
  const { configMapKeyRef, secretKeyRef, fieldRef } = valueFrom ?? {};
  if (configMapKeyRef) {
    const map = configMapKeyRef.name ?? '';
    const found = configMap(manifests, map)[configMapKeyRef.key];
    if (found === undefined) throw new Error(`ConfigMap ${map} has no key ${configMapKeyRef.key}`);
    return { value: found, source: { from: 'config', map: generatedName(map) } };
  }
  if (secretKeyRef) {
    const { name: secret = '', key, optional = false } = secretKeyRef;
    return { value: secretValue(secret, key), source: { from: 'secret', secret, key, optional } };
  }
  if (fieldRef) return { value: fieldRef.fieldPath, source: { from: 'field' } };
  const expanded = value.replace(/\$\((\w+)\)/g, (whole, part: string) => listed.get(part) ?? whole);
  return { value: expanded, source: { from: expanded === value ? 'literal' : 'composed' } };
}

/** The variables that a container's `$(NAME)` references name. */
export const partsOf = (container: IContainer): ReadonlySet<string> =>
  new Set(
    (container.env ?? []).flatMap(({ value }) =>
      [...(value ?? '').matchAll(/\$\((\w+)\)/g)].map(([, part]) => part ?? ''),
    ),
  );

function configMap(manifests: readonly Manifest[], name: string): Record<string, string> {
  const found = find(manifests, 'ConfigMap', name);
  if (!found) throw new Error(`there is no ConfigMap ${name}`);
  return found.data ?? {};
}

/** The content of a generated ConfigMap, by its name without the hash. */
export const generatedConfig = (manifests: readonly Manifest[], name: string): Record<string, string> =>
  ofKind(manifests, 'ConfigMap').find(({ metadata }) => generatedName(metadata.name) === name)?.data ?? {};
