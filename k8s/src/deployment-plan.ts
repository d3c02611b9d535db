import { stringify } from 'yaml';
import { type Manifest, services } from './documents.ts';
import { titleOf } from './models.ts';
import { secrets } from './secrets.ts';

/** One kubectl command. */
export interface Step {
  readonly title: string;
  readonly args: readonly string[];
  /** The kubectl command that shows why the step failed. */
  readonly why?: readonly string[];
  /** The manifests that the step applies: their titles, and their text for kubectl's standard input. */
  readonly applied?: { readonly titles: readonly string[]; readonly text: string };
}

/** The jobs' own deadline, and time to schedule their pods. */
const MIGRATING_SECONDS = 360;
/** From the end of a job's last pod until the job reports `complete`. */
const ENDING_SECONDS = 30;
/** A little more than progressDeadlineSeconds. */
const ROLLOUT_SECONDS = 660;
const ROUTER = 'router';

/**
 * The steps of a deployment. First what pods need, then the migrations of the databases, then the pods of the new release. The
 * router is last, because the new router and page may use what the old services do not have; on a rollback it is first, for the
 * same reason. A step that fails ends the deployment; the running pods are left alone.
 *
 * @param manifests of one overlay, with its namespace
 * @param direction `back` for a version older than the running one
 * @throws Error when the namespace is missing
 */
export function planDeployment(
  manifests: readonly Manifest[],
  direction: 'forward' | 'back' = 'forward',
): Step[] {
  const ofKinds = (...kinds: string[]) => manifests.filter(({ kind }) => kinds.includes(kind));
  const [namespace] = ofKinds('Namespace');
  if (!namespace) throw new Error('The manifests have no Namespace. Add it to the overlay.');
  const within = ['--namespace', namespace.metadata.name];
  const jobs = ofKinds('Job');
  const databases = ofKinds('StatefulSet');
  const serving = services(manifests).map(({ name }) => name);
  const early = ofKinds('ConfigMap', 'ServiceAccount', 'NetworkPolicy', 'Service', 'StatefulSet');
  // The ConfigMap `release` records what runs, so it is applied last.
  const release = early.filter(({ metadata }) => metadata.name === 'release');
  const router = ofKinds('Deployment').filter(({ metadata }) => metadata.name === ROUTER);
  const others = new Set<Manifest>([namespace, ...early, ...jobs, ...router]);
  const routerSteps = [apply('the router', router), rollout('Deployment', ROUTER, within)];
  const otherSteps = [
    apply(
      'the services',
      manifests.filter((manifest) => !others.has(manifest)),
    ),
    ...serving.filter((name) => name !== ROUTER).map((name) => rollout('Deployment', name, within)),
  ];
  const waitForJobs = (title: string, condition: string, seconds: number): Step => ({
    title,
    args: [
      'wait',
      `--for=${condition}`,
      ...jobs.map(({ metadata }) => `job/${metadata.name}`),
      ...within,
      `--timeout=${seconds}s`,
    ],
    why: ['logs', '--selector', 'app.kubernetes.io/component=migrations', ...within, '--prefix', '--tail=20'],
  });

  return [
    apply('the namespace', [namespace]),
    {
      title: 'the secrets exist',
      args: ['get', 'secret', ...neededSecrets(manifests), ...within, '--output', 'name'],
    },
    apply(
      'what pods need',
      early.filter((manifest) => !release.includes(manifest)),
    ),
    ...databases.map(({ metadata: { name } }) => rollout('StatefulSet', name, within)),
    {
      title: 'jobs of an earlier attempt are deleted',
      args: ['delete', 'job', ...jobs.map(({ metadata }) => metadata.name), ...within, '--ignore-not-found'],
    },
    apply('the migrations', jobs),
    // Two steps, because waiting for `complete` alone would not notice a failed job.
    waitForJobs('the migrations have ended', 'jsonpath={.status.conditions[0].type}', MIGRATING_SECONDS),
    waitForJobs('the databases are migrated', 'condition=complete', ENDING_SECONDS),
    ...(direction === 'forward' ? [...otherSteps, ...routerSteps] : [...routerSteps, ...otherSteps]),
    apply('the record of what runs', release),
  ].filter(({ applied }) => applied === undefined || applied.titles.length > 0);
}

function apply(title: string, manifests: readonly Manifest[]): Step {
  const text = manifests.map((manifest) => stringify(manifest)).join('---\n');
  return { title, args: ['apply', '--filename', '-'], applied: { titles: manifests.map(titleOf), text } };
}

const rollout = (kind: string, name: string, within: readonly string[]): Step => ({
  title: `${name} is rolled out`,
  args: ['rollout', 'status', `${kind.toLowerCase()}/${name}`, ...within, `--timeout=${ROLLOUT_SECONDS}s`],
  why: ['get', 'pods', '--selector', `app.kubernetes.io/name=${name}`, ...within, '--output', 'wide'],
});

/** The names of the Secrets that the manifests refer to. */
const neededSecrets = (manifests: readonly Manifest[]): string[] => {
  const text = JSON.stringify(manifests);
  return Object.keys(secrets).filter((name) => text.includes(`"name":"${name}"`));
};
