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
/** What jobs share. */
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

test('there are a pipeline and a way to deploy', () => {
  expect(names.toSorted()).toEqual(['ci.yaml', 'deploy.yaml']);
});

test.each(workflows)('%s is a workflow', async (name, text) => {
  expect(await workflowFaults(name, text)).toEqual([]);
});

test.each([
  ['a key that jobs do not have', 'runs-on:', 'runs-at:'],
  ['an event that there is not', 'pull_request:', 'pull_requests:'],
  ['a context that there is not', '${{ github.', '${{ gitub.'],
  ['a job that there is not', 'needs: [check,', 'needs: [checks,'],
])('%s makes it none', async (_what, right, wrong) => {
  const text = await textOf(`${WORKFLOWS}/ci.yaml`);
  expect(text).toContain(right);
  expect(await workflowFaults('ci.yaml', text.replace(right, wrong))).not.toEqual([]);
});

test.each(actions)('%s, which jobs share, is an action', (name, text) => {
  expect(actionFaults(name, text)).toEqual([]);
  expect(actionFaults(name, text.replace('using:', 'uses:'))).not.toEqual([]);
});

test('actions of others are taken at one commit only, which nobody can change', () => {
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

test('images are made of what was built and tried, and nothing is built again', async () => {
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

test.each(workflows)('%s may read the source, and only pushing images may write packages', (_name, text) => {
  const { permissions, jobs } = parse(text) as Workflow;
  expect(permissions).toEqual({ contents: 'read' });
  for (const [name, job] of Object.entries(jobs)) {
    if (job.permissions === undefined) continue;
    expect(['images', 'ci']).toContain(name);
    expect(job.permissions).toEqual({ contents: 'read', packages: 'write' });
  }
});

test.each(workflows)('no job of %s runs for ever', (_name, text) => {
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

  // One that took too long, or gave way to a newer one, counts as cancelled: that is no failure.
  test.each(['success', 'failure', 'cancelled', 'skipped'])(
    'of a tag goes on only after success, not %s',
    (result) => {
      expect(runs('staging', { ...tagged, needs: { ci: { result } } })).toBe(result === 'success');
      expect(runs('production', { ...tagged, needs: { staging: { result } } })).toBe(result === 'success');
    },
  );

  test.each(['staging', 'production'])('by hand goes to %s and nowhere else', (environment) => {
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

test('both environments are deployed to in the same way, and only the way back has the router first', async () => {
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

test('no run on main waits for its turn, where it would give way to a newer one; those of a pull request do', async () => {
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
