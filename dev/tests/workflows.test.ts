import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { textOf } from './support/configurations.ts';
import { actionFaults, evaluate, workflowFaults } from './support/workflow-files.ts';

interface Step {
  readonly uses?: string;
}
interface Job {
  readonly if?: string;
  readonly uses?: string;
  readonly steps?: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
}
interface Workflow {
  readonly concurrency?: { readonly group: string };
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const WORKFLOWS = '.github/workflows';
const INSTALL = '.github/actions/install/action.yaml';
const names = await readdir(fileURLToPath(new URL(`../../${WORKFLOWS}`, import.meta.url)));
const workflows = await Promise.all(
  names.map(async (name) => [name, await textOf(`${WORKFLOWS}/${name}`)] as const),
);

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

test('the steps that jobs share are an action', async () => {
  const text = await textOf(INSTALL);
  expect(actionFaults(INSTALL, text)).toEqual([]);
  expect(actionFaults(INSTALL, text.replace('using:', 'uses:'))).not.toEqual([]);
});

test.each(workflows)(
  '%s takes actions of others at one commit only, which nobody can change',
  async (_name, text) => {
    const { jobs } = parse(text) as Workflow;
    const shared = parse(await textOf(INSTALL)) as { runs: { steps: Step[] } };
    const steps = [...Object.values(jobs).flatMap((job) => job.steps ?? []), ...shared.runs.steps];
    const used = steps.flatMap(({ uses }) => (uses === undefined || uses.startsWith('./') ? [] : [uses]));
    expect(used.length).toBeGreaterThan(0);
    for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
  },
);

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
