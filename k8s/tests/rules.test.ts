import { afterAll, describe, expect, test } from 'vitest';
import { committedManifests } from '../src/committed-manifests.ts';
import { overlays } from '../src/render.ts';
import { rules } from '../src/rules.ts';
import { brokenPods } from './broken-pods.ts';
import { brokenSurroundings } from './broken-surroundings.ts';
import { context } from './context.ts';
import { type BrokenExample, clusterOn, editOf, followCluster } from './edit.ts';

/** For each rule, what it must catch in the manifests of production. */
const brokenExamples: Readonly<Record<string, readonly BrokenExample[]>> = {
  ...brokenPods,
  ...brokenSurroundings,
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

describe.each(Object.entries(rules))('%s catches it when', (name, rule) => {
  const examples = brokenExamples[name] ?? [];

  test('there is a broken example', () =>
    expect(name === 'theTableIsComplete' || examples.length > 0).toBe(true));

  test.each(examples)('%s', (what, breakIt) => {
    const edit = editOf(committed['production']!);
    breakIt(edit);
    const [said] = rule(edit.all, context);
    expect(said).toBeTypeOf('string');
    caught.push([name, what, said!]);
  });
});

test('a Redis Cluster that services and KEDA are told of alike keeps all rules', () => {
  const edit = editOf(committed['production']!);
  clusterOn(edit);
  followCluster(edit);
  expect(Object.values(rules).flatMap((rule) => rule(edit.all, context))).toEqual([]);
});

test('theTableIsComplete catches a variable that nobody thought of', () => {
  const variables = new Set([...context.variables, 'NEW_VARIABLE']);
  const [said] = rules['theTableIsComplete']!([], { ...context, variables });
  expect(said).toContain('NEW_VARIABLE');
  caught.push(['theTableIsComplete', '.env.example names one more', said!]);
});
