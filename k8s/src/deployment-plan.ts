import { stringify } from 'yaml';
import { type Manifest, services } from './documents.ts';
import { titleOf } from './models.ts';
import { secrets } from './secrets.ts';

/** One call of kubectl. */
export interface Step {
  readonly title: string;
  readonly args: readonly string[];
  /** What to ask kubectl when it could not be done, to see why. */
  readonly why?: readonly string[];
  /** What is applied: the manifests' titles, and their text for its standard input. */
  readonly applied?: { readonly titles: readonly string[]; readonly text: string };
}

/** The job's own limit, and some for its pod to be scheduled. */
const MIGRATING_SECONDS = 360;
/** From when it is known how a job ends until its last pod is gone, and it says so. */
const ENDING_SECONDS = 30;
/** A little more than progressDeadlineSeconds. */
const ROLLOUT_SECONDS = 660;
const ROUTER = 'router';

/**
 * How manifests get into a cluster: what pods need first, then the databases are migrated, and only then do pods of the new
 * release start; the router's last, since it and its page ask for what the services of before may not know. On the way back to
 * a release of before it is first for the same reason. A step that fails ends it, and the pods that there are go on.
 *
 * @param manifests those of one overlay, all of one namespace
 * @throws Error when that is not among them
 */
export function planDeployment(manifests: readonly Manifest[], way: 'on' | 'back' = 'on'): Step[] {
  const ofKinds = (...kinds: string[]) => manifests.filter(({ kind }) => kinds.includes(kind));
  const [namespace] = ofKinds('Namespace');
  if (!namespace) throw new Error('the manifests have no Namespace');
  const within = ['--namespace', namespace.metadata.name];
  const jobs = ofKinds('Job');
  const databases = ofKinds('StatefulSet');
  const serving = services(manifests).map(({ name }) => name);
  const early = ofKinds('ConfigMap', 'ServiceAccount', 'NetworkPolicy', 'Service', 'StatefulSet');
  // The record of what runs is written last.
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
      title: 'the secrets are there',
      args: ['get', 'secret', ...neededSecrets(manifests), ...within, '--output', 'name'],
    },
    apply(
      'what pods need',
      early.filter((manifest) => !release.includes(manifest)),
    ),
    ...databases.map(({ metadata: { name } }) => rollout('StatefulSet', name, within)),
    {
      title: 'jobs of an earlier try are gone',
      args: ['delete', 'job', ...jobs.map(({ metadata }) => metadata.name), ...within, '--ignore-not-found'],
    },
    apply('the migrations', jobs),
    // Two steps: whoever waits for `complete` alone does not notice that a job has failed.
    waitForJobs('the migrations have ended', 'jsonpath={.status.conditions[0].type}', MIGRATING_SECONDS),
    waitForJobs('the databases are migrated', 'condition=complete', ENDING_SECONDS),
    ...(way === 'on' ? [...otherSteps, ...routerSteps] : [...routerSteps, ...otherSteps]),
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

/** Those that the manifests name. */
const neededSecrets = (manifests: readonly Manifest[]): string[] => {
  const text = JSON.stringify(manifests);
  return Object.keys(secrets).filter((name) => text.includes(`"name":"${name}"`));
};
