import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { textOf } from '@movecall/testkit/configurations';
import { actionFaults, evaluate, workflowFaults } from './support/workflow-files.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}
interface Job {
  readonly if?: string;
  readonly uses?: string;
  readonly needs?: string | readonly string[];
  readonly steps?: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
}
interface Workflow {
  readonly concurrency?: { readonly group: string };
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}
/** An action of this repository, whose steps jobs share. */
interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

const WORKFLOWS = '.github/workflows';
const ACTIONS = '.github/actions';
const entries = (folder: string): Promise<string[]> =>
  readdir(fileURLToPath(new URL(`../../${folder}`, import.meta.url)));
const names = await entries(WORKFLOWS);
const workflows = await Promise.all(
  names.map(async (name) => [name, await textOf(`${WORKFLOWS}/${name}`)] as const),
);
const actions = await Promise.all(
  (await entries(ACTIONS)).map(
    async (name) => [name, await textOf(`${ACTIONS}/${name}/action.yaml`)] as const,
  ),
);
const deploy = parse(new Map(actions).get('deploy') ?? '') as Action;

test('there are three workflows: the pipeline, the nightly run and the deployment', () => {
  expect(names.toSorted()).toEqual(['ci.yaml', 'deploy.yaml', 'nightly.yaml']);
});

test('every night all tests run at their full length', async () => {
  const { on, jobs } = parse(await textOf(`${WORKFLOWS}/nightly.yaml`)) as Workflow & {
    on: { schedule: readonly { cron: string }[] };
  };
  expect(on.schedule).toHaveLength(1);
  expect(jobs['long']!.steps!.flatMap(({ run }) => run ?? [])).toEqual(['npm run test:long']);
});

test('only a pull request leaves tests out, and never those of e2e', async () => {
  const { jobs } = parse(await textOf(`${WORKFLOWS}/ci.yaml`)) as Workflow;
  const { env } = jobs['test']!.steps!.find(({ run }) => run?.startsWith('npm run test:'))!;
  const base = (project: string, base_ref: string): string =>
    evaluate(env!['BASE']!, { matrix: { project }, github: { base_ref } }).coerceString();
  expect(['unit', 'integration', 'e2e'].map((project) => base(project, 'main'))).toEqual([
    'main',
    'main',
    '',
  ]);
  expect(['unit', 'integration', 'e2e'].map((project) => base(project, ''))).toEqual(['', '', '']);
});

test.each(workflows)('%s is a valid workflow', async (name, text) => {
  expect(await workflowFaults(name, text)).toEqual([]);
});

test.each([
  ['a key that jobs do not know', 'runs-on:', 'runs-at:'],
  ['an event that does not exist', 'pull_request:', 'pull_requests:'],
  ['a context that does not exist', '${{ github.', '${{ gitub.'],
  ['a job that does not exist', 'needs: [check,', 'needs: [checks,'],
])('%s makes a workflow invalid', async (_what, right, wrong) => {
  const text = await textOf(`${WORKFLOWS}/ci.yaml`);
  expect(text).toContain(right);
  expect(await workflowFaults('ci.yaml', text.replace(right, wrong))).not.toEqual([]);
});

test.each(actions)('%s is a valid action', (name, text) => {
  expect(actionFaults(name, text)).toEqual([]);
  expect(actionFaults(name, text.replace('using:', 'uses:'))).not.toEqual([]);
});

test("other repositories' actions are pinned to a commit, which cannot be changed", () => {
  const steps = [
    ...workflows.flatMap(([, text]) =>
      Object.values((parse(text) as Workflow).jobs).flatMap((job) => job.steps ?? []),
    ),
    ...actions.flatMap(([, text]) => (parse(text) as Action).runs.steps),
  ];
  const used = steps.flatMap(({ uses }) => (uses === undefined || uses.startsWith('./') ? [] : [uses]));
  expect(used.length).toBeGreaterThan(0);
  for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
});

test('images contain the tested build; nothing is built again', async () => {
  const { jobs } = parse(await textOf(`${WORKFLOWS}/ci.yaml`)) as Workflow;
  const of = (job: string, action: string) =>
    jobs[job]!.steps!.filter(({ uses }) => uses?.startsWith(`${action}@`)).map((step) => step.with!);
  expect(jobs['images']!.needs).toContain('build');
  const [made] = of('build', 'actions/upload-artifact');
  const [taken] = of('images', 'actions/download-artifact');
  expect(taken!['name']).toBe(made!['name']);
  const contexts = of('images', 'docker/build-push-action').map((each) => each['build-contexts']);
  expect([...new Set(contexts)]).toEqual([`dist=${taken!['path']}`]);
  expect(await textOf('Dockerfile')).toMatch(/^FROM .* AS dist$/m);
});

test.each(workflows)(
  '%s may only read the source, except that pushing images may write packages',
  (_name, text) => {
    const { permissions, jobs } = parse(text) as Workflow;
    expect(permissions).toEqual({ contents: 'read' });
    for (const [name, job] of Object.entries(jobs)) {
      if (job.permissions === undefined) continue;
      expect(['images', 'ci']).toContain(name);
      expect(job.permissions).toEqual({ contents: 'read', packages: 'write' });
    }
  },
);

test.each(workflows)('every job of %s has a timeout', (_name, text) => {
  const { jobs } = parse(text) as Workflow;
  for (const job of Object.values(jobs))
    if (job.uses === undefined) expect(job['timeout-minutes']).toBeTypeOf('number');
});

describe('a deployment', async () => {
  const { jobs } = parse(await textOf(`${WORKFLOWS}/deploy.yaml`)) as Workflow;
  const runs = (job: string, known: object): boolean =>
    evaluate(jobs[job]!.if!, known).coerceString() === 'true';
  const tagged = { github: { event_name: 'push' }, inputs: {} };
  const byHand = (environment: string) => ({
    github: { event_name: 'workflow_dispatch' },
    inputs: { version: 'v1', environment },
  });

  // A job that timed out or was superseded is cancelled, not failed.
  test.each(['success', 'failure', 'cancelled', 'skipped'])(
    'of a tag continues only after success: %s',
    (result) => {
      expect(runs('staging', { ...tagged, needs: { ci: { result } } })).toBe(result === 'success');
      expect(runs('production', { ...tagged, needs: { staging: { result } } })).toBe(result === 'success');
    },
  );

  test.each(['staging', 'production'])('started by hand deploys to %s only', (environment) => {
    const known = byHand(environment);
    expect(runs('staging', { ...known, needs: { ci: { result: 'skipped' } } })).toBe(
      environment === 'staging',
    );
    const result = environment === 'staging' ? 'success' : 'skipped';
    expect(runs('production', { ...known, needs: { staging: { result } } })).toBe(
      environment === 'production',
    );
  });
});

test('both environments are deployed by the same action, and only a rollback passes --back', async () => {
  const { jobs } = parse(await textOf(`${WORKFLOWS}/deploy.yaml`)) as Workflow;
  for (const environment of ['staging', 'production']) {
    const given = jobs[environment]!.steps!.find(({ uses }) => uses === `./${ACTIONS}/deploy`)!.with!;
    expect(given['environment']).toBe(environment);
    expect(Object.keys(given).toSorted()).toEqual(Object.keys(deploy.inputs).toSorted());
  }
  const command = (back: string) =>
    deploy.runs.steps
      .flatMap(({ run = '' }) => (run.startsWith('npm run deploy') ? [run] : []))
      .map((run) => run.replace(/\$\{\{.*?\}\}/, (it) => evaluate(it, { inputs: { back } }).coerceString()));
  expect(command('true')).toEqual(['npm run deploy -- "$OVERLAY" "$VERSION" --back']);
  for (const back of ['false', ''])
    expect(command(back)).toEqual(['npm run deploy -- "$OVERLAY" "$VERSION" ']);
});

test('runs on main have a concurrency group each, so none is superseded; runs of a pull request share one', async () => {
  const { concurrency } = parse(await textOf(`${WORKFLOWS}/ci.yaml`)) as Workflow;
  const group = (event_name: string, run_id: number): unknown =>
    concurrency!.group.replaceAll(/\$\{\{.*?\}\}/g, (expression) =>
      evaluate(expression, {
        github: { workflow: 'CI', ref: 'refs/heads/main', event_name, run_id },
      }).coerceString(),
    );
  expect(group('push', 1)).not.toBe(group('push', 2));
  expect(group('pull_request', 1)).toBe(group('pull_request', 2));
});
