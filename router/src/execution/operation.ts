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

/** What an operation is answered with. */
export interface Outcome {
  /** The JSON of `data`. */
  readonly data: string;
  /** What subgraphs said, or else what is wrong with the data; not masked yet. */
  readonly errors: readonly GraphQLFormattedError[];
}

/**
 * An operation, planned and compiled: what is done for each request is fetching and writing.
 *
 * @param event of a subscription: what its root field gives, under the field's name
 * @returns null when the variables do not fit.
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

/** Combinations of conditions whose writers an operation keeps: those of a large one take a megabyte each. */
const MAX_WRITERS = 4;

/** More variables of `@skip` and `@include` than this are left to the gateway: each doubles what may be answered. */
const MAX_CONDITIONS = 6;

/**
 * Compiles an operation of a valid document.
 *
 * @throws UnsupportedError when it is of a shape that is left to the gateway's executor.
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
    throw new UnsupportedError('it asks for nothing');
  const { begin, execute } = compilePlan(plan, { apiSchema, supergraphSchema, send });
  const respond = createResponses(source, conditionVariables);
  const definitions = operation.variableDefinitions ?? [];

  async function finish(run: Run): Promise<Outcome> {
    await execute(run);
    const { text, violations } = respond(run.conditions, run.data);
    // What a subgraph failed at leaves holes, and its error is the one that tells why.
    return { data: text, errors: run.errors.length > 0 ? run.errors : violations };
  }

  return (variables, context, event) => {
    let conditions: Conditions = {};
    if (definitions.length > 0) {
      const { coerced } = getVariableValues(apiSchema, definitions, variables, { maxErrors: 1 });
      // A null that a default made possible is an error where a condition meets it.
      if (!coerced || conditionVariables.some((each) => coerced[each] === null)) return null;
      conditions = coerced as Conditions;
    }
    return finish({ context, variables, conditions, data: begin(event), errors: [] });
  };
}

/** What is answered depends on the conditions: one writer for each combination that occurs lately. */
function createResponses(
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
