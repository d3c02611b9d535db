import { generatedConfig } from '../container-environment.ts';
import { find, ofKind, workloads } from '../documents.ts';
import type { Rule } from './rule.ts';

/** Every image has a fixed tag, and our images have the release's: only those were tested. */
export const imagesHaveTheReleaseVersion: Rule = (manifests) => {
  const version = find(manifests, 'ConfigMap', 'release')?.data?.['version'];
  if (!version) return ['there is no ConfigMap `release` with a version'];
  return workloads(manifests).flatMap(({ title, kind, labels, containers }) =>
    containers.flatMap(({ image = '' }) => {
      const tag = /:([^:/]+)$/.exec(image)?.[1];
      if (tag === undefined || tag === 'latest') return [`${title}: ${image} has no fixed version`];
      if (kind === 'StatefulSet') return [];
      return [
        ...(tag === version ? [] : [`${title}: ${image} is not of release ${version}`]),
        ...(labels['app.kubernetes.io/version'] === version
          ? []
          : [`${title}: its version label is of another release`]),
      ];
    }),
  );
};

/** Each service with a database has a migration job with the same image and the release's name. */
export const everyReleaseMigrates: Rule = (manifests) => {
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
        : [`Job/${job.metadata.name} has another image than its service`]),
      ...(migrating?.containers[0]?.command?.includes('migrate.mjs')
        ? []
        : [`Job/${job.metadata.name} does not run migrate.mjs`]),
      ...(activeDeadlineSeconds > 0 && ttlSecondsAfterFinished !== undefined && backoffLimit > 0
        ? []
        : [`Job/${job.metadata.name} needs a deadline, at least one retry and a time to live`]),
      ...(pausesOf(backoffLimit) < activeDeadlineSeconds
        ? []
        : [
            `Job/${job.metadata.name} pauses for ${pausesOf(backoffLimit)} s between its retries, longer than its deadline`,
          ]),
    ];
  });
};

/** The pauses between a failing job's retries in all, in seconds: 10 s at first, then twice as long each time. */
const pausesOf = (backoffLimit: number): number => 10 * (2 ** backoffLimit - 1);

/** A service waits for its migrations, and its startup probe is more patient than the longest migration. */
export const startupWaitsForMigrations: Rule = (manifests) => {
  if (generatedConfig(manifests, 'common')['MIGRATIONS'] !== 'await')
    return ['MIGRATIONS is not `await`: the services would migrate themselves'];
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
        : [
            `Deployment/${metadata.name}: its startup probe waits ${patience} s, but a migration may take ${longest} s`,
          ]),
      ...((spec?.progressDeadlineSeconds ?? 600) > patience
        ? []
        : [`Deployment/${metadata.name}: its rollout times out before its startup probe fails`]),
    ];
  });
};

/** Secrets are created in the cluster; the manifests contain none. */
export const noSecretIsCommitted: Rule = (manifests) =>
  manifests
    .filter(({ kind }) => kind === 'Secret')
    .map(({ metadata }) => `Secret/${metadata.name} is among the manifests`);
