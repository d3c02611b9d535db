import { describe, expect, test } from 'vitest';
import { planDeployment } from '../src/deployment-plan.ts';
import { committedManifests } from '../src/committed-manifests.ts';
import { titleOf } from '../src/models.ts';
import { overlays } from '../src/render.ts';
import { releaseOf } from './edit.ts';

describe.each(overlays)('%s', (overlay) => {
  test('every manifest is applied once', async () => {
    const manifests = await committedManifests(overlay);
    const applied = planDeployment(manifests).flatMap((step) => step.applied?.titles ?? []);
    expect(applied.toSorted()).toEqual(manifests.map(titleOf).toSorted());
  });

  test('pods of the new release start only after the databases are migrated', async () => {
    const manifests = await committedManifests(overlay);
    const release = releaseOf(manifests);
    const steps = planDeployment(manifests);
    const at = (found: (step: (typeof steps)[number]) => boolean): number => {
      const index = steps.findIndex(found);
      expect(index).toBeGreaterThanOrEqual(0);
      return index;
    };
    const secrets = at(({ args }) => args.slice(0, 2).join(' ') === 'get secret');
    const jobs = at(({ applied }) => applied?.titles.includes(`Job/migrate-call-${release}`) ?? false);
    const migrated = at(({ args }) => args[0] === 'wait' && args.includes(`job/migrate-notifier-${release}`));
    const pods = at(({ applied }) => applied?.titles.includes('Deployment/call') ?? false);
    const rolledOut = at(({ args }) => args.includes('deployment/router') && args[0] === 'rollout');
    const recorded = at(({ applied }) => applied?.titles.includes('ConfigMap/release') ?? false);
    expect([secrets, jobs, migrated, pods, rolledOut, recorded]).toEqual(
      [secrets, jobs, migrated, pods, rolledOut, recorded].toSorted((a, b) => a - b),
    );
  });
});

test.each(overlays)('in %s the router starts after the services of its release', async (overlay) => {
  const steps = planDeployment(await committedManifests(overlay));
  const router = steps.findIndex(({ applied }) => applied?.titles.includes('Deployment/router'));
  for (const name of ['call', 'manage', 'assign', 'notifier']) {
    const rolledOut = steps.findIndex(
      ({ args }) => args[0] === 'rollout' && args.includes(`deployment/${name}`),
    );
    expect(rolledOut).toBeGreaterThan(0);
    expect(rolledOut).toBeLessThan(router);
  }
});

test('on a rollback the router is first, and every manifest is applied', async () => {
  const manifests = await committedManifests('production');
  const steps = planDeployment(manifests, 'back');
  const rolledOut = steps.flatMap(({ args }) => (args[0] === 'rollout' ? [args[2] ?? ''] : []));
  expect(rolledOut[0]).toBe('deployment/router');
  expect(rolledOut.toSorted()).toEqual(
    ['assign', 'call', 'manage', 'notifier', 'router'].map((name) => `deployment/${name}`),
  );
  expect(steps.findIndex(({ args }) => args.includes('deployment/router'))).toBeLessThan(
    steps.findIndex(({ applied }) => applied?.titles.includes('Deployment/call')),
  );
  expect(steps.flatMap(({ applied }) => applied?.titles ?? []).toSorted()).toEqual(
    manifests.map(titleOf).toSorted(),
  );
});

test('a failed migration is noticed at once: the plan waits for its end first, then for its success', async () => {
  const waits = planDeployment(await committedManifests('production')).filter(
    ({ args }) => args[0] === 'wait',
  );
  expect(waits.map(({ args }) => args[1])).toEqual([
    '--for=jsonpath={.status.conditions[0].type}',
    '--for=condition=complete',
  ]);
  const [ended, complete] = waits.map(({ args }) => Number(/\d+/.exec(args.at(-1) ?? '')));
  expect(complete).toBeLessThan(ended ?? 0);
});

test('a failed migration and a stalled rollout have a command that shows the reason', async () => {
  const steps = planDeployment(await committedManifests('production'));
  const reasons = steps
    .filter(({ args }) => ['wait', 'rollout'].includes(args[0] ?? ''))
    .map(({ why }) => why);
  expect(reasons).toHaveLength(7);
  for (const why of reasons) expect(why?.[0]).toMatch(/^(logs|get)$/);
});

test('no step runs a command in a pod, so deploying needs no right to', async () => {
  const steps = planDeployment(await committedManifests('production'));
  expect(steps.flatMap(({ args, why }) => [args[0], why?.[0]])).not.toContain('exec');
});

test('in-cluster databases are rolled out before they are migrated, and only they need the Secret movecall-postgres', async () => {
  const local = planDeployment(await committedManifests('local')).map(({ args }) => args.join(' '));
  const database = local.findIndex((line) => line.startsWith('rollout status statefulset/postgres'));
  expect(database).toBeGreaterThan(0);
  expect(database).toBeLessThan(local.findIndex((line) => line.startsWith('wait')));
  expect(local.find((line) => line.startsWith('get secret'))).toContain('movecall-postgres');
  const production = planDeployment(await committedManifests('production')).map(({ args }) => args.join(' '));
  expect(production.find((line) => line.startsWith('get secret'))).not.toContain('movecall-postgres');
});
