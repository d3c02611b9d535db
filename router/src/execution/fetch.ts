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
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** The values of the variables that a plan depends on, with their defaults. */
  readonly conditions: Readonly<Record<string, boolean>>;
  /** The data that has been fetched so far. */
  readonly data: Data;
  readonly errors: GraphQLFormattedError[];
}

/** A step of a plan. A failed subgraph request does not reject: it adds errors to the run. */
export type Step = (run: Run) => Promise<unknown>;

/**
 * Compiles one request to a subgraph. The constant part of the request's body is written once.
 *
 * @param path where in the data the entities are that the request is about; empty for root fields
 * @param schema the supergraph's
 * @throws UnsupportedError when the gateway's executor must execute the operation
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

  /** When the subgraph gives no answer, the result is an error for each requested field. */
  async function request(variables: string, run: Run): Promise<SubgraphAnswer> {
    try {
      return await send({ body: `${prefix}${variables}}}`, repeatable }, run.context);
    } catch {
      document ??= parse(operation, { noLocation: true });
      return { errors: unavailableErrors(schema, document, JSON.parse(`{${variables}}`) as Data) };
    }
  }

  if (requires) {
    if (node.variableUsages?.includes('representations')) throw new UnsupportedError('$representations');
    return fetchEntities({
      path,
      represent: compileRepresentation(schema, requires),
      writeVariables,
      request,
    });
  }
  if (path.length > 0) throw new UnsupportedError('root fields below the root');
  return async (run) => {
    const { data, errors } = await request(writeVariables(run.variables), run);
    if (errors) run.errors.push(...errors.map((error) => relocated(error, error.path)));
    if (data) merge(run.data, data);
  };
}

interface EntityFetch {
  readonly path: DataPath;
  readonly represent: Represent;
  readonly writeVariables: (variables: Run['variables']) => string;
  readonly request: (variables: string, run: Run) => Promise<SubgraphAnswer>;
}

/** Requests each entity once, however often it occurs in the data. */
function fetchEntities({ path, represent, writeVariables, request }: EntityFetch): Step {
  return async (run) => {
    const objects = objectsAt(run.data, path);
    /** By representation: the indexes of its objects in `objects`. */
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
    const answer = await request(others === '' ? representations : `${others},${representations}`, run);
    const requested = [...places.values()];
    if (answer.errors) run.errors.push(...relocate(answer.errors, run.data, path, requested));
    if (!answer.data) return;
    const entities = answer.data['_entities'];
    if (!Array.isArray(entities) || entities.length !== requested.length) {
      run.errors.push({ message: 'A subgraph answered with other entities than the router requested.' });
      return;
    }
    for (const [index, entity] of (entities as (Data | null)[]).entries()) {
      if (!entity) continue;
      for (const place of requested[index] ?? []) {
        const object = objects[place] as Data;
        merge(object, entity['__typename'] ? entity : { ...entity, __typename: object['__typename'] });
      }
    }
  };
}

/** Rewrites error paths: a subgraph's path has the index of a representation, a client's path the place in the response. */
function relocate(
  errors: readonly GraphQLFormattedError[],
  data: Data,
  path: DataPath,
  requested: readonly (readonly number[])[],
): GraphQLFormattedError[] {
  const paths = pathsAt(data, path);
  return errors.flatMap((error) => {
    const [, index, ...below] = error.path ?? [];
    if (typeof index !== 'number') return [relocated(error, undefined)];
    return (requested[index] ?? []).map((place) => relocated(error, [...(paths[place] ?? []), ...below]));
  });
}

/** Drops the locations: they refer to the request that the subgraph received, which the client does not know. */
const relocated = (
  { message, extensions }: GraphQLFormattedError,
  path: GraphQLFormattedError['path'],
): GraphQLFormattedError => ({ message, ...(path && { path }), ...(extensions && { extensions }) });
