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
/** A little more than progressDeadlineSeconds. */
const ROLLOUT_SECONDS = 660;
const ROUTER = 'router';
/** Through the pod's own loopback: no policy has to let anybody in for that. */
const ASK_READYZ = "fetch('http://127.0.0.1:8080/readyz').then((answer) => process.exit(answer.ok ? 0 : 1))";

/**
 * How manifests get into a cluster: what pods need first, then the databases are migrated, and only then do pods of the new
 * release start; the router's last, since it and its page ask for what the services of before may not know. On the way back to
 * a release of before it is first for the same reason. A step that fails ends it, and the pods that there are go on.
 *
 * @param manifests those of one overlay, all of one namespace
 */
export function planDeployment(manifests: readonly Manifest[], way: 'on' | 'back' = 'on'): Step[] {
  const namespace = manifests.find(({ kind }) => kind === 'Namespace')?.metadata.name ?? 'default';
  const within = ['--namespace', namespace];
  const ofKinds = (...kinds: string[]) => manifests.filter(({ kind }) => kinds.includes(kind));
  const jobs = ofKinds('Job');
  const databases = ofKinds('StatefulSet');
  const serving = services(manifests).map(({ name }) => name);
  const early = ofKinds('ConfigMap', 'ServiceAccount', 'NetworkPolicy', 'Service', 'StatefulSet');
  // The record of what runs is written last.
  const release = early.filter(({ metadata }) => metadata.name === 'release');
  const router = ofKinds('Deployment').filter(({ metadata }) => metadata.name === ROUTER);
  const others = new Set<Manifest>([...ofKinds('Namespace'), ...early, ...jobs, ...router]);
  const routerSteps = [apply('the router', router), rollout('Deployment', ROUTER, within)];
  const otherSteps = [
    apply(
      'the services',
      manifests.filter((manifest) => !others.has(manifest)),
    ),
    ...serving.filter((name) => name !== ROUTER).map((name) => rollout('Deployment', name, within)),
  ];
  const migrations = ['--selector', 'app.kubernetes.io/component=migrations'];

  return [
    apply('the namespace', ofKinds('Namespace')),
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
    {
      title: 'the databases are migrated',
      args: [
        'wait',
        '--for=condition=complete',
        ...jobs.map(({ metadata }) => `job/${metadata.name}`),
        ...within,
        `--timeout=${MIGRATING_SECONDS}s`,
      ],
      why: ['logs', ...migrations, ...within, '--prefix', '--tail=20'],
    },
    ...(way === 'on' ? [...otherSteps, ...routerSteps] : [...routerSteps, ...otherSteps]),
    ...serving.map((name) => ({
      title: `${name} is ready`,
      args: ['exec', `deployment/${name}`, ...within, '--', 'node', '--eval', ASK_READYZ],
    })),
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
