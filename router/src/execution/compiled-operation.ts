import { operationFromDocument } from '@apollo/federation-internals';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getVariableValues,
  type GraphQLFormattedError,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { RouterContext } from '../context.ts';
import type { Send } from '../subgraphs/client.ts';
import type { LoadedSupergraph } from '../supergraph.ts';
import type { Run } from './fetch.ts';
import { assertSupported, type Conditions, findConditionVariables, type OperationSource } from './fields.ts';
import { compilePlan } from './plan.ts';
import { compileResponse, type Data, type Written } from './response-writer.ts';
import { UnsupportedError } from './unsupported.ts';

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

export interface CompilerOptions {
  readonly loaded: LoadedSupergraph;
  /** By subgraph name. */
  readonly send: Readonly<Record<string, Send>>;
}

/** How many response writers an operation keeps, one per combination of conditions: a large one takes a megabyte. */
const MAX_WRITERS = 4;

/** The most variables in `@skip` and `@include`: each of them doubles the number of possible responses. */
const MAX_CONDITIONS = 6;

/**
 * Compiles an operation of a valid document.
 *
 * @throws UnsupportedError when the gateway's executor must execute the operation; any error of the query planner
 */
export function compileOperation(
  { loaded, send }: CompilerOptions,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CompiledOperation {
  const { api, apiSchema, planner, supergraphSchema } = loaded;
  const source: OperationSource = { schema: apiSchema, operation, fragments: fragmentsOf(document) };
  assertSupported(source);
  const conditionVariables = findConditionVariables(source);
  if (conditionVariables.length > MAX_CONDITIONS) throw new UnsupportedError('many conditions');
  const name = operation.name && { operationName: operation.name.value };
  const plan = planner.buildQueryPlan(operationFromDocument(api, document, { ...name }));
  if (operation.operation === 'subscription' && plan.node?.kind !== 'Subscription')
    throw new UnsupportedError('all its root fields are skipped');
  const { begin, execute } = compilePlan(plan, { apiSchema, supergraphSchema, send });
  const respond = createResponder(source, conditionVariables);
  const definitions = operation.variableDefinitions ?? [];

  async function finish(run: Run): Promise<Outcome> {
    await execute(run);
    const { text, violations } = respond(run.conditions, run.data);
    // A failed subgraph causes violations as well, but its own error names the cause.
    return { data: text, errors: run.errors.length > 0 ? run.errors : violations };
  }

  return (variables, context, event) => {
    let conditions: Conditions = {};
    if (definitions.length > 0) {
      const { coerced } = getVariableValues(apiSchema, definitions, variables, { maxErrors: 1 });
      // A variable with a default may be null, but a condition must not.
      if (!coerced || conditionVariables.some((each) => coerced[each] === null)) return null;
      conditions = coerced as Conditions;
    }
    return finish({ context, variables, conditions, data: begin(event), errors: [] });
  };
}

/** The response depends on the conditions: one writer for each recent combination of them. */
function createResponder(
  source: OperationSource,
  conditionVariables: readonly string[],
): (conditions: Conditions, data: Data) => Written {
  if (conditionVariables.length === 0) {
    const write = compileResponse(source, {});
    return (_conditions, data) => write(data);
  }
  const writers = new LRUCache<number, (data: Data) => Written>({ max: MAX_WRITERS });
  return (conditions, data) => {
    const combination = conditionVariables.reduce((bits, name) => bits * 2 + (conditions[name] ? 1 : 0), 0);
    let write = writers.get(combination);
    if (!write) writers.set(combination, (write = compileResponse(source, conditions)));
    return write(data);
  };
}

function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  return fragments;
}
