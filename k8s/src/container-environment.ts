import type { IContainer } from 'kubernetes-models/v1';
import { find, type Manifest, ofKind } from './documents.ts';
import type { Source } from './variables.ts';

export interface Variable {
  readonly value: string;
  /** A ConfigMap by the name that it was generated under. */
  readonly source:
    Extract<Source, { from: 'config' | 'secret' | 'composed' | 'field' }> | { from: 'literal' };
}

/** A ConfigMap's name without the hash of its content. */
export const generatedName = (name: string): string => name.replace(/-[a-z0-9]{10}$/, '');

/**
 * The environment that a container starts with, as the kubelet puts it together.
 *
 * @param secretValue what a Secret's key holds; the manifests do not say
 * @throws Error for a ConfigMap or a key that is not there
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
  // Only what stands before it in the list is put in for $(NAME).
  const listed = new Map<string, string>();
  for (const { name, value, valueFrom } of container.env ?? []) {
    const variable = ((): Variable => {
      const { configMapKeyRef, secretKeyRef, fieldRef } = valueFrom ?? {};
      if (configMapKeyRef) {
        const map = configMapKeyRef.name ?? '';
        const found = configMap(manifests, map)[configMapKeyRef.key];
        if (found === undefined) throw new Error(`${map} has no ${configMapKeyRef.key}`);
        return { value: found, source: { from: 'config', map: generatedName(map) } };
      }
      if (secretKeyRef) {
        const { name: secret = '', key, optional = false } = secretKeyRef;
        return { value: secretValue(secret, key), source: { from: 'secret', secret, key, optional } };
      }
      if (fieldRef) return { value: fieldRef.fieldPath, source: { from: 'field' } };
      const text = value ?? '';
      const expanded = text.replace(/\$\((\w+)\)/g, (whole, part: string) => listed.get(part) ?? whole);
      return { value: expanded, source: { from: expanded === text ? 'literal' : 'composed' } };
    })();
    listed.set(name, variable.value);
    environment.set(name, variable);
  }
  return environment;
}

/** The variables that a container's `$(NAME)`s take in. */
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

/** The content of the one ConfigMap that was generated under a name. */
export const generatedConfig = (manifests: readonly Manifest[], name: string): Record<string, string> =>
  ofKind(manifests, 'ConfigMap').find(({ metadata }) => generatedName(metadata.name) === name)?.data ?? {};
