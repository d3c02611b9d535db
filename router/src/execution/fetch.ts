import type { FetchNode } from '@apollo/query-planner';
import { type DocumentNode, type GraphQLFormattedError, type GraphQLSchema, parse } from 'graphql';
import type { RouterContext } from '../context.ts';
import type { Send, SubgraphAnswer } from '../subgraphs/client.ts';
import { unavailableErrors } from '../subgraphs/unavailable.ts';
import { type DataPath, merge, objectsAt, pathsAt } from './merge.ts';
import { compileRepresentation, type Represent } from './representations.ts';
import type { Data } from './response-writer.ts';
import { UnsupportedError } from './unsupported.ts';

/** One execution of an operation. */
export interface Run {
  readonly context: RouterContext;
  /** As the client gave them. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** With their defaults, as far as a plan depends on them. */
  readonly conditions: Readonly<Record<string, boolean>>;
  /** What has been fetched. */
  readonly data: Data;
  readonly errors: GraphQLFormattedError[];
}

/** A step of a plan. Never rejects for what a subgraph does: that becomes errors of the run. */
export type Step = (run: Run) => Promise<unknown>;

/**
 * Compiles one request to a subgraph: all of its text that is the same every time is made once.
 *
 * @param path where the entities are that it asks about; empty for fields of the root
 * @throws UnsupportedError
 */
export function compileFetch(node: FetchNode, path: DataPath, schema: GraphQLSchema, send: Send): Step {
  if (node.inputRewrites?.length || node.outputRewrites?.length || node.contextRewrites?.length)
    throw new UnsupportedError('rewrites');
  const { operation, operationName, operationKind, requires } = node;
  const head = JSON.stringify({ query: operation, ...(operationName !== undefined && { operationName }) });
  const prefix = `${head.slice(0, -1)},"variables":{`;
  const usages = (node.variableUsages ?? []).map((name) => ({ name, key: `${JSON.stringify(name)}:` }));
  const repeatable = operationKind === 'query';
  let document: DocumentNode | undefined;

  function writeVariables(variables: Run['variables']): string {
    let text = '';
    for (const { name, key } of usages) {
      if (!Object.hasOwn(variables, name) || variables[name] === undefined) continue;
      text += `${text === '' ? '' : ','}${key}${JSON.stringify(variables[name])}`;
    }
    return text;
  }

  /** No answer is one, too: an error for each field that was asked for. */
  async function ask(variables: string, run: Run): Promise<SubgraphAnswer> {
    try {
      return await send({ body: `${prefix}${variables}}}`, repeatable }, run.context);
    } catch {
      document ??= parse(operation, { noLocation: true });
      return { errors: unavailableErrors(schema, document, JSON.parse(`{${variables}}`) as Data) };
    }
  }

  if (requires) {
    if (node.variableUsages?.includes('representations')) throw new UnsupportedError('$representations');
    return fetchEntities({ path, represent: compileRepresentation(schema, requires), writeVariables, ask });
  }
  if (path.length > 0) throw new UnsupportedError('root fields below the root');
  return async (run) => {
    const { data, errors } = await ask(writeVariables(run.variables), run);
    if (errors) run.errors.push(...errors.map((error) => relocated(error, error.path)));
    if (data) merge(run.data, data);
  };
}

interface EntityFetch {
  readonly path: DataPath;
  readonly represent: Represent;
  readonly writeVariables: (variables: Run['variables']) => string;
  readonly ask: (variables: string, run: Run) => Promise<SubgraphAnswer>;
}

/** Asks once for each entity, however often it occurs. */
function fetchEntities({ path, represent, writeVariables, ask }: EntityFetch): Step {
  return async (run) => {
    const objects = objectsAt(run.data, path);
    /** By representation: the places in `objects` that it stands for. */
    const places = new Map<string, number[]>();
    for (const [place, object] of objects.entries()) {
      const representation = represent(object);
      if (!representation) continue;
      const text = JSON.stringify(representation);
      const known = places.get(text);
      if (known) known.push(place);
      else places.set(text, [place]);
    }
    if (places.size === 0) return;

    const others = writeVariables(run.variables);
    const representations = `"representations":[${[...places.keys()].join(',')}]`;
    const answer = await ask(others === '' ? representations : `${others},${representations}`, run);
    const asked = [...places.values()];
    if (answer.errors) run.errors.push(...relocate(answer.errors, run.data, path, asked));
    if (!answer.data) return;
    const entities = answer.data['_entities'];
    if (!Array.isArray(entities) || entities.length !== asked.length) {
      run.errors.push({ message: 'A subgraph answered with other entities than it was asked for.' });
      return;
    }
    for (const [index, entity] of (entities as (Data | null)[]).entries()) {
      if (!entity) continue;
      for (const place of asked[index] ?? []) {
        const object = objects[place] as Data;
        merge(object, entity['__typename'] ? entity : { ...entity, __typename: object['__typename'] });
      }
    }
  };
}

/** A subgraph counts the entities that it was asked for; a client knows where in the answer they are. */
function relocate(
  errors: readonly GraphQLFormattedError[],
  data: Data,
  path: DataPath,
  asked: readonly (readonly number[])[],
): GraphQLFormattedError[] {
  const paths = pathsAt(data, path);
  return errors.flatMap((error) => {
    const [, index, ...below] = error.path ?? [];
    if (typeof index !== 'number') return [relocated(error, undefined)];
    return (asked[index] ?? []).map((place) => relocated(error, [...(paths[place] ?? []), ...below]));
  });
}

/** Where it is in the text that the subgraph was sent tells a client nothing. */
const relocated = (
  { message, extensions }: GraphQLFormattedError,
  path: GraphQLFormattedError['path'],
): GraphQLFormattedError => ({ message, ...(path && { path }), ...(extensions && { extensions }) });
