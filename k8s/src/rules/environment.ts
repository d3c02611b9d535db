import { containerEnvironment, partsOf, type Variable } from '../container-environment.ts';
import { workloads } from '../documents.ts';
import {
  environment,
  type Process,
  processes,
  runtimeVariables,
  type Source,
  variablesOf,
} from '../variables.ts';
import type { Rule } from './rule.ts';

/** The table knows every variable that there is, and no other. */
export const theTableIsComplete: Rule = (_manifests, { variables }) => [
  ...[...variables]
    .filter((name) => !Object.hasOwn(environment, name))
    .map((name) => `${name}: who gets it, and from where?`),
  ...Object.keys(environment)
    .filter((name) => !variables.has(name))
    .map((name) => `${name}: nobody reads it`),
];

/** Each process gets what the table says, from where it says, and nothing else. */
export const everyVariableIsAccountedFor: Rule = (manifests, { secretValue }) =>
  workloads(manifests).flatMap(({ kind, name, title, containers: [container] }) => {
    if (kind !== 'Deployment' || !container) return [];
    if (!isProcess(name)) return [`${title} is no process of ours`];
    const wanted = variablesOf(name);
    const parts = partsOf(container);
    const given = containerEnvironment(container, manifests, secretValue);
    return [
      ...[...wanted]
        .filter(([variable, { from }]) => from !== 'tuning' && !given.has(variable))
        .map(([variable]) => `${title} is not given ${variable}`),
      ...[...given].flatMap(([variable, { source }]) => {
        if (parts.has(variable) || runtimeVariables.has(variable)) return [];
        const expected = wanted.get(variable);
        if (!expected)
          return isShared(source) ? [] : [`${title} is given ${variable}, which the table does not know of`];
        return isFrom(source, expected) ? [] : [`${title} has ${variable} from ${JSON.stringify(source)}`];
      }),
    ];
  });

const isProcess = (name: string): name is Process => processes.includes(name as Process);

/** What is common to all may be more than one of them reads. */
const isShared = (source: Variable['source']): boolean => source.from === 'config' && source.map === 'common';

function isFrom(source: Variable['source'], expected: Source): boolean {
  switch (expected.from) {
    case 'config':
    case 'tuning':
      return source.from === 'config' && source.map === expected.map;
    case 'secret':
      return (
        source.from === 'secret' &&
        source.secret === expected.secret &&
        source.key === expected.key &&
        source.optional === expected.optional
      );
    case 'composed':
    case 'field':
      return source.from === expected.from;
    default:
      return expected satisfies never;
  }
}

/** With its Secrets filled in, each service's own reader takes its environment. */
export const everyEnvironmentIsUsable: Rule = (manifests, { readConfig, secretValue }) =>
  workloads(manifests).flatMap(({ kind, name, title, containers: [container] }) => {
    const read = readConfig[name];
    if (kind !== 'Deployment' || !container || !read) return [];
    const given = containerEnvironment(container, manifests, secretValue);
    const unresolved = [...given].filter(([, { value }]) => value.includes('$('));
    try {
      read(Object.fromEntries([...given].map(([variable, { value }]) => [variable, value])));
      return unresolved.map(
        ([variable]) => `${title}: a part of ${variable} is not known where it is needed`,
      );
    } catch (error) {
      return [`${title}: ${(error as Error).message}`];
    }
  });
