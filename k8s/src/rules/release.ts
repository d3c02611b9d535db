import { generatedConfig } from '../container-environment.ts';
import { find, ofKind, workloads } from '../documents.ts';
import type { Rule } from './rule.ts';

/** An image without its tag, or of a moving one, is not what was tested. */
export const imagesAreOfTheRelease: Rule = (manifests) => {
  const version = find(manifests, 'ConfigMap', 'release')?.data?.['version'];
  if (!version) return ['there is no ConfigMap release that names a version'];
  return workloads(manifests).flatMap(({ title, kind, labels, containers }) =>
    containers.flatMap(({ image = '' }) => {
      const tag = /:([^:/]+)$/.exec(image)?.[1];
      if (tag === undefined || tag === 'latest') return [`${title}: ${image} names no version`];
      if (kind === 'StatefulSet') return [];
      return [
        ...(tag === version ? [] : [`${title}: ${image} is not of the release ${version}`]),
        ...(labels['app.kubernetes.io/version'] === version
          ? []
          : [`${title}: its label is of another release`]),
      ];
    }),
  );
};

/** A service that waits for its database has a job of the same image, and of the release's own name, that migrates it. */
export const migrationsComeWithTheRelease: Rule = (manifests) => {
  const version = find(manifests, 'ConfigMap', 'release')?.data?.['version'] ?? '';
  return ofKind(manifests, 'Deployment').flatMap(({ metadata: { name }, spec }) => {
    const [container] = spec?.template.spec?.containers ?? [];
    const hasDatabase = container?.env?.some(
      (variable) => variable.name === `${name.toUpperCase()}_DATABASE_URL`,
    );
    if (!hasDatabase) return [];
    const job = find(manifests, 'Job', `migrate-${name}-${version}`);
    if (!job) return [`there is no Job migrate-${name}-${version}`];
    const migrating = job.spec?.template.spec;
    const { backoffLimit = 6, activeDeadlineSeconds = 0, ttlSecondsAfterFinished } = job.spec ?? {};
    return [
      ...(migrating?.containers[0]?.image === container?.image
        ? []
        : [`Job/${job.metadata.name} is of another image than its service`]),
      ...(migrating?.containers[0]?.command?.includes('migrate.mjs')
        ? []
        : [`Job/${job.metadata.name} does not migrate`]),
      ...(activeDeadlineSeconds > 0 && ttlSecondsAfterFinished !== undefined && backoffLimit > 0
        ? []
        : [`Job/${job.metadata.name} may try for ever, once only, or is never cleared away`]),
      ...(pausesOf(backoffLimit) < activeDeadlineSeconds
        ? []
        : [
            `Job/${job.metadata.name} pauses for ${pausesOf(backoffLimit)} s in all before it counts as failed`,
          ]),
    ];
  });
};

/** For how long a job that fails each time waits between its tries: 10 s, and each time twice as long, s. */
const pausesOf = (backoffLimit: number): number => 10 * (2 ** backoffLimit - 1);

/** A service does not migrate, it waits; and its start is not given up while the job may still be at it. */
export const startsWaitForMigrations: Rule = (manifests) => {
  if (generatedConfig(manifests, 'common')['MIGRATIONS'] !== 'await')
    return ['services migrate by themselves'];
  const longest = Math.max(
    0,
    ...ofKind(manifests, 'Job').map(({ spec }) => spec?.activeDeadlineSeconds ?? 0),
  );
  return ofKind(manifests, 'Deployment').flatMap(({ metadata, spec }) => {
    const probe = spec?.template.spec?.containers[0]?.startupProbe;
    const databases = spec?.template.spec?.containers[0]?.env?.some(
      ({ name }) => name === 'DATABASE_PASSWORD',
    );
    if (!probe || !databases) return [];
    const patience = (probe.periodSeconds ?? 10) * (probe.failureThreshold ?? 3);
    return [
      ...(patience >= longest
        ? []
        : [`Deployment/${metadata.name} starts for ${patience} s, migrating may take ${longest} s`]),
      ...((spec?.progressDeadlineSeconds ?? 600) > patience
        ? []
        : [`Deployment/${metadata.name}: its rollout is given up before its start is`]),
    ];
  });
};

/** Keys are made where they are used, and never pass through here. */
export const secretsStayOutside: Rule = (manifests) =>
  manifests
    .filter(({ kind }) => kind === 'Secret')
    .map(({ metadata }) => `Secret/${metadata.name} is among the manifests`);
