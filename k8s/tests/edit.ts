import { generatedName } from '../src/container-environment.ts';
import { find, type Manifest } from '../src/documents.ts';

/** A mistake in the manifests: its description, and a function that makes it. */
export type BrokenExample = readonly [what: string, breakIt: (edit: Edit) => void];

export interface Edit {
  readonly all: Manifest[];
  /** Finds a manifest by kind and name. A generated name is given without its hash, a job's without its release. */
  (kind: string, name: string): any;
}

/** The release's version in manifests. */
export const releaseOf = (manifests: readonly Manifest[]): string =>
  find(manifests, 'ConfigMap', 'release')?.data?.['version'] ?? '';

export function editOf(manifests: readonly Manifest[]): Edit {
  const all = structuredClone(manifests) as Manifest[];
  const release = releaseOf(all);
  const edit = (kind: string, name: string): any => {
    const found = all.find(
      ({ kind: its, metadata }) =>
        its === kind &&
        [name, `${name}-${release}`].some(
          (one) => one === metadata.name || one === generatedName(metadata.name),
        ),
    );
    if (!found) throw new Error(`there is no ${kind}/${name}`);
    return found;
  };
  return Object.assign(edit, { all });
}

export const pod = (edit: Edit, name: string, kind = 'Deployment') => edit(kind, name).spec.template.spec;
export const main = (edit: Edit, name: string) => pod(edit, name).containers[0];
export const env = (edit: Edit, name: string, variable: string) =>
  main(edit, name).env.find((entry: any) => entry.name === variable);
export const remove = (edit: Edit, kind: string, name: string) =>
  void edit.all.splice(edit.all.indexOf(edit(kind, name)), 1);
export const drop = (edit: Edit, name: string, variable: string) => {
  const container = main(edit, name);
  container.env = container.env.filter((entry: any) => entry.name !== variable);
};
export const trigger = (edit: Edit, name: string, index: number) =>
  edit('ScaledObject', name).spec.triggers[index];
export const policy = (edit: Edit, name: string) => edit('NetworkPolicy', name).spec;
export const rule = (edit: Edit, route: string, index: number) => edit('HTTPRoute', route).spec.rules[index];
export const limits = (edit: Edit) => edit('BackendTrafficPolicy', 'router').spec;
/** Configures the services for a Redis Cluster. */
export const clusterOn = (edit: Edit) => void (edit('ConfigMap', 'common').data.REDIS_CLUSTER = 'on');
/** Configures KEDA for a Redis Cluster. */
export const followCluster = (edit: Edit) => {
  for (const { kind, spec } of edit.all as any[]) {
    if (kind !== 'ScaledObject') continue;
    for (const one of spec.triggers) {
      if (one.type !== 'redis-streams') continue;
      const { address, ...others } = one.metadata;
      Object.assign(one, { type: 'redis-cluster-streams', metadata: { addresses: address, ...others } });
    }
  }
};
