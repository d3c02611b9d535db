import { validateAction, validateWorkflow, type ValidationState } from '@action-validator/core';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { textOf } from './support/configurations.ts';

interface Step {
  readonly uses?: string;
}
interface Job {
  readonly uses?: string;
  readonly steps?: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
}
interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const WORKFLOWS = '.github/workflows';
const INSTALL = '.github/actions/install/action.yaml';
const names = await readdir(fileURLToPath(new URL(`../../${WORKFLOWS}`, import.meta.url)));
const workflows = await Promise.all(
  names.map(async (name) => [name, await textOf(`${WORKFLOWS}/${name}`)] as const),
);

const faults = ({ errors }: ValidationState): string[] =>
  errors.map(({ title, detail }) => `${title}: ${detail}`);

test('there are a pipeline and a way to deploy', () => {
  expect(names.toSorted()).toEqual(['ci.yaml', 'deploy.yaml']);
});

test.each(workflows)('%s is a workflow', (_name, text) => {
  expect(faults(validateWorkflow(text))).toEqual([]);
});

test('what is no workflow is noticed', () => {
  const [, text] = workflows.find(([name]) => name === 'ci.yaml')!;
  for (const broken of [
    text.replaceAll('runs-on:', 'runs-at:'),
    text.replace('pull_request:', 'pull_requests:'),
  ])
    expect(faults(validateWorkflow(broken))).not.toEqual([]);
});

test('the steps that jobs share are an action', async () => {
  expect(faults(validateAction(await textOf(INSTALL)))).toEqual([]);
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
