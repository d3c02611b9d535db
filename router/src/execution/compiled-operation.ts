import type { QueryPlan } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getOperationAST,
  getVariableValues,
  type GraphQLFormattedError,
  type GraphQLObjectType,
  Kind,
  parse,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { RouterContext } from '../context.ts';
import type { Send } from '../subgraphs/client.ts';
import type { LoadedSupergraph } from '../supergraph.ts';
import type { Execution, Run } from './fetch.ts';
import {
  type CollectedField,
  collectFields,
  type Conditions,
  findConditionVariables,
  type OperationSource,
} from './fields.ts';
import { executeByGateway } from './gateway-execution.ts';
import { compilePlan } from './plan.ts';
import { withEveryTypename } from './planned-document.ts';
import type { PlannedOperation } from './planning.ts';
import { compileResponse, type Data, type Written } from './response-writer.ts';
import { UnsupportedError } from './unsupported.ts';

export interface CompilerOptions {
  readonly loaded: LoadedSupergraph;
  /** By subgraph name. */
  readonly send: Readonly<Record<string, Send>>;
  /** How many errors a response lists; DEFAULT_MAX_ERRORS if absent. */
  readonly maxErrors?: number;
}

/** The result of an execution. */
export interface Outcome {
  /** The response's `data`, as JSON. */
  readonly data: string;
  /** The errors of the subgraphs; without any, the violations that the response writer found. Not masked yet. */
  readonly errors: readonly GraphQLFormattedError[];
}

/**
 * A planned and compiled operation. An execution only fetches and writes.
 *
 * @param event of a subscription: the values of the root fields, by field name
 * @returns null when the variables do not fit the operation. The promise rejects when a subgraph returned data of another shape
 * than its schema.
 */
export type CompiledOperation = (
  variables: Readonly<Record<string, unknown>>,
  context: RouterContext,
  event?: Data,
) => Promise<Outcome> | null;

export const DEFAULT_MAX_ERRORS = 100;

/** How many response writers an operation keeps, one per combination of conditions: a large one takes a megabyte. */
export const MAX_WRITERS = 4;

/**
 * Compiles a planned operation.
 *
 * @throws UnsupportedError when the router cannot execute the operation
 */
export function compileOperation(options: CompilerOptions, planned: PlannedOperation): CompiledOperation {
  const { maxErrors = DEFAULT_MAX_ERRORS, loaded } = options;
  const { apiSchema } = loaded;
  const document = parse(planned.document, { noLocation: true });
  const operation = getOperationAST(document, planned.operationName);
  if (!operation) throw new Error('the document has no such operation');
  const responseNames = new Map(planned.responseNames);
  const source = { schema: apiSchema, operation, fragments: fragmentsOf(document), responseNames };
  const conditionVariables = findConditionVariables([operation, ...source.fragments.values()]);
  const { begin, execute } = compileExecution(options, planned, document);
  const respond = createResponder(source, conditionVariables, new Set(planned.rootFields));
  const definitions = operation.variableDefinitions ?? [];

  async function finish(run: Run): Promise<Outcome> {
    await execute(run);
    const { text, violations } = respond(run.conditions, run.data);
    // A failed subgraph causes violations as well, but its own error names the cause.
    if (run.errors.length === 0) return { data: text, errors: limited(violations, maxErrors) };
    const errors = limited(run.errors, maxErrors).map((error) => renamed(error, responseNames));
    return { data: text, errors };
  }

  return (variables, context, event) => {
    let conditions: Conditions = {};
    if (definitions.length > 0) {
      const { coerced } = getVariableValues(apiSchema, definitions, variables, { maxErrors: 1 });
      // A variable with a default may be null, but a condition must not.
      if (!coerced || conditionVariables.some((each) => coerced[each] === null)) return null;
      conditions = coerced as Conditions;
    }
    return finish({ context, variables, conditions, data: begin(event), errors: [], maxErrors });
  };
}

function compileExecution(
  options: CompilerOptions,
  planned: PlannedOperation,
  document: DocumentNode,
): Execution {
  const plan = JSON.parse(planned.plan) as QueryPlan;
  if (planned.executor === 'compiled') return compilePlan(plan, { ...options.loaded, send: options.send });
  return executeByGateway(
    plan,
    withEveryTypename(document, options.loaded.apiSchema),
    planned.operationName,
    options,
  );
}

/** An unavailable subgraph may cost thousands of fields: of these, a response names some. */
function limited(errors: readonly GraphQLFormattedError[], most: number): readonly GraphQLFormattedError[] {
  const more = errors[most];
  if (!more) return errors;
  const code = more.extensions?.['code'];
  const rest = { message: 'There are more errors.', ...(code !== undefined && { extensions: { code } }) };
  return [...errors.slice(0, most), rest];
}

/** The same error with the client's names in its path. */
function renamed(
  error: GraphQLFormattedError,
  responseNames: OperationSource['responseNames'],
): GraphQLFormattedError {
  if (!error.path || responseNames.size === 0) return error;
  return { ...error, path: error.path.map((step) => responseNames.get(step as string) ?? step) };
}

/**
 * The response depends on the conditions: one writer for each recent combination of them.
 *
 * @param rootFields what the plan requests, by name in the data
 * @throws UnsupportedError when the response has a root field that the plan does not request: it would be null without an error
 */
function createResponder(
  source: OperationSource,
  conditionVariables: readonly string[],
  rootFields: ReadonlySet<string>,
): (conditions: Conditions, data: Data) => Written {
  function compile(conditions: Conditions): (data: Data) => Written {
    const missing = rootFieldsOf(source, conditions).find((each) => !rootFields.has(each.dataName));
    if (missing) throw new UnsupportedError(`no subgraph has the field ${missing.responseName}`);
    return compileResponse(source, conditions);
  }

  if (conditionVariables.length === 0) {
    const write = compile({});
    return (_conditions, data) => write(data);
  }
  const writers = new LRUCache<string, (data: Data) => Written>({ max: MAX_WRITERS });
  return (conditions, data) => {
    const combination = conditionVariables.reduce((bits, name) => bits + (conditions[name] ? '1' : '0'), '');
    let write = writers.get(combination);
    if (!write) writers.set(combination, (write = compile(conditions)));
    return write(data);
  };
}

/** The fields of the response that subgraphs answer. */
function rootFieldsOf(source: OperationSource, conditions: Conditions): CollectedField[] {
  const parent = source.schema.getRootType(source.operation.operation);
  const { selectionSet: set } = source.operation;
  return collectFields(source, conditions, parent as GraphQLObjectType, [
    { parent: parent as GraphQLObjectType, set },
  ]).filter(({ nodes }) => nodes.some(({ node }) => !node.name.value.startsWith('__')));
}

function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  return fragments;
}
