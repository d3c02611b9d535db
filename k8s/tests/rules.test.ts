import { afterAll, describe, expect, test } from 'vitest';
import { committedManifests } from '../src/committed-manifests.ts';
import { overlays } from '../src/render.ts';
import { rules } from '../src/rules.ts';
import { brokenPods } from './broken-pods.ts';
import { brokenEnvironments } from './broken-environments.ts';
import { context } from './context.ts';
import { type BrokenExample, clusterOn, editOf, followCluster } from './edit.ts';

/** For each rule, mistakes in the manifests of production that it must report. */
const brokenExamples: Readonly<Record<string, readonly BrokenExample[]>> = {
  ...brokenPods,
  ...brokenEnvironments,
};

const committed = Object.fromEntries(
  await Promise.all(overlays.map(async (overlay) => [overlay, await committedManifests(overlay)] as const)),
);

describe.each(overlays)('%s keeps the rule', (overlay) => {
  test.each(Object.entries(rules))('%s', (_name, rule) => {
    expect(rule(committed[overlay]!, context)).toEqual([]);
  });
});

const caught: [rule: string, what: string, said: string][] = [];
afterAll(() => {
  const width = Math.max(...caught.map(([name]) => name.length));
  console.log(caught.map(([name, what, said]) => `${name.padEnd(width)}  ${what} → ${said}`).join('\n'));
});

describe.each(Object.entries(rules))('%s reports that', (name, rule) => {
  const examples = brokenExamples[name] ?? [];

  test('there is an example of a mistake', () =>
    expect(name === 'variableTableIsComplete' || examples.length > 0).toBe(true));

  test.each(examples)('%s', (what, breakIt) => {
    const edit = editOf(committed['production']!);
    breakIt(edit);
    const [said] = rule(edit.all, context);
    expect(said).toBeTypeOf('string');
    caught.push([name, what, said!]);
  });
});

test('a Redis Cluster keeps all rules if services and KEDA are both configured for it', () => {
  const edit = editOf(committed['production']!);
  clusterOn(edit);
  followCluster(edit);
  expect(Object.values(rules).flatMap((rule) => rule(edit.all, context))).toEqual([]);
});

test('variableTableIsComplete reports a variable that is not in the table', () => {
  const variables = new Set([...context.variables, 'NEW_VARIABLE']);
  const [said] = rules['variableTableIsComplete']!([], { ...context, variables });
  expect(said).toContain('NEW_VARIABLE');
  caught.push(['variableTableIsComplete', '.env.example has one more variable', said!]);
});
