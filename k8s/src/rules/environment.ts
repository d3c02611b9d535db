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

/** The table of variables lists every variable of .env.example, and no other. */
export const variableTableIsComplete: Rule = (_manifests, { variables }) => [
  ...[...variables]
    .filter((name) => !Object.hasOwn(environment, name))
    .map((name) => `${name} is missing in the table of variables (k8s/src/variables.ts)`),
  ...Object.keys(environment)
    .filter((name) => !variables.has(name))
    .map((name) => `${name} is in the table of variables, but no process reads it`),
];

/** Each process gets the variables in the table, from the sources in the table, and no others. */
export const variablesMatchTheTable: Rule = (manifests, { secretValue }) =>
  workloads(manifests).flatMap(({ kind, name, title, containers: [container] }) => {
    if (kind !== 'Deployment' || !container) return [];
    if (!isProcess(name)) return [`${title} is not in the list of processes (k8s/src/variables.ts)`];
    const wanted = variablesOf(name);
    const parts = partsOf(container);
    const given = containerEnvironment(container, manifests, secretValue);
    return [
      ...[...wanted]
        .filter(([variable, { from }]) => from !== 'tuning' && !given.has(variable))
        .map(([variable]) => `${title} does not get ${variable}`),
      ...[...given].flatMap(([variable, { source }]) => {
        if (parts.has(variable) || runtimeVariables.has(variable)) return [];
        const expected = wanted.get(variable);
        if (!expected)
          return isShared(source) ? [] : [`${title} gets ${variable}, which the table does not list for it`];
        return isFrom(source, expected)
          ? []
          : [`${title} gets ${variable} from another source than in the table: ${JSON.stringify(source)}`];
      }),
    ];
  });

const isProcess = (name: string): name is Process => processes.includes(name as Process);

/** The ConfigMap `common` may have variables that not every process reads. */
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

/** Each service's own reader accepts its environment, with values for its Secrets. */
export const environmentsAreAccepted: Rule = (manifests, { readConfig, secretValue }) =>
  workloads(manifests).flatMap(({ kind, name, title, containers: [container] }) => {
    const read = readConfig[name];
    if (kind !== 'Deployment' || !container || !read) return [];
    const given = containerEnvironment(container, manifests, secretValue);
    const unresolved = [...given].filter(([, { value }]) => value.includes('$('));
    try {
      read(Object.fromEntries([...given].map(([variable, { value }]) => [variable, value])));
      return unresolved.map(
        ([variable]) => `${title}: ${variable} refers to a variable that is not before it in the list`,
      );
    } catch (error) {
      return [`${title}: ${(error as Error).message}`];
    }
  });
