import type { FetchNode } from '@apollo/query-planner';
import { type DocumentNode, type GraphQLFormattedError, type GraphQLSchema, parse } from 'graphql';
import type { RouterContext } from '../context.ts';
import type { Send, SubgraphAnswer } from '../subgraphs/client.ts';
import { unavailableErrors } from '../subgraphs/unavailable.ts';
import { fetchEntities } from './entities.ts';
import { type DataPath, merge, objectsAt, pathsAt } from './merge.ts';
import { compileRepresentation } from './representations.ts';
import type { Data } from './response-writer.ts';
import { compileRewrites } from './rewrites.ts';
import { relocated } from './subgraph-errors.ts';
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
  /** How many errors the response lists. */
  readonly maxErrors: number;
}

/** A step of a plan. A failed subgraph request does not reject: it adds errors to the run. */
export type Step = (run: Run) => Promise<unknown>;

/** How the data of an operation is fetched. */
export interface Execution {
  /** Makes the data that execution begins with: none, or the fields of a subscription's event. */
  readonly begin: (event: Data | undefined) => Data;
  readonly execute: Step;
}

/** Sends the request of a fetch. Without an answer of the subgraph, the result is an error for each requested field. */
export type Request = (variables: string, run: Run) => Promise<SubgraphAnswer>;

/**
 * Compiles one request to a subgraph. The constant part of the request's body is written once.
 *
 * @param path where in the data the objects are that the request is about; empty for root fields
 * @param schema the supergraph's
 * @throws UnsupportedError when the router cannot execute the fetch
 */
export function compileFetch(node: FetchNode, path: DataPath, schema: GraphQLSchema, send: Send): Step {
  if (node.contextRewrites?.length) throw new UnsupportedError('it needs a value from a @context');
  const { operation, operationName, operationKind, requires } = node;
  const head = JSON.stringify({ query: operation, ...(operationName !== undefined && { operationName }) });
  const prefix = `${head.slice(0, -1)},"variables":{`;
  const repeatable = operationKind === 'query';
  let document: DocumentNode | undefined;

  const request: Request = async (variables, run) => {
    try {
      return await send({ body: `${prefix}${variables}}}`, repeatable }, run.context);
    } catch {
      document ??= parse(operation, { noLocation: true });
      return {
        errors: unavailableErrors(schema, document, JSON.parse(`{${variables}}`) as Data, run.maxErrors),
      };
    }
  };

  const writeVariables = variablesWriter(node.variableUsages ?? []);
  const receive = compileRewrites(schema, node.outputRewrites);
  if (!requires) return fetchRootFields({ path, receive, writeVariables, request });
  return fetchEntities({
    schema,
    path,
    represent: compileRepresentation(schema, requires),
    rewrite: compileRewrites(schema, node.inputRewrites),
    receive,
    writeVariables,
    request,
  });
}

/** Writes the variables of a request as JSON, without braces. */
export type WriteVariables = (variables: Run['variables']) => string;

function variablesWriter(names: readonly string[]): WriteVariables {
  const usages = names.map((name) => ({ name, key: `${JSON.stringify(name)}:` }));
  return (variables) => {
    let text = '';
    for (const { name, key } of usages) {
      if (!Object.hasOwn(variables, name) || variables[name] === undefined) continue;
      text += `${text === '' ? '' : ','}${key}${JSON.stringify(variables[name])}`;
    }
    return text;
  };
}

interface RootFetch {
  readonly path: DataPath;
  readonly receive: ((data: Data) => void) | null;
  readonly writeVariables: WriteVariables;
  readonly request: Request;
}

/** Requests root fields: for the root itself, or for fields that return the root type, such as `query` of a mutation's payload. */
function fetchRootFields({ path, receive, writeVariables, request }: RootFetch): Step {
  return async (run) => {
    const objects = path.length === 0 ? [run.data] : objectsAt(run.data, path);
    if (objects.length === 0) return;
    const { data, errors = [] } = await request(writeVariables(run.variables), run);
    if (errors.length > 0) {
      for (const place of pathsAt(run.data, path))
        run.errors.push(...errors.map((error) => relocated(error, place, 0)));
    }
    if (!data) return;
    receive?.(data);
    // Each object needs data of its own: later fetches add to it.
    for (const object of objects.slice(1)) merge(object, structuredClone(data));
    merge(objects[0] as Data, data);
  };
}
