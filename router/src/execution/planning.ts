import { type Operation, operationFromDocument } from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import { BREAK, type DocumentNode, type OperationDefinitionNode, print, visit } from 'graphql';
import type { PlannableSupergraph } from '../supergraph.ts';
import { checkFields } from './plan-fields.ts';
import { withEveryTypename, withTypenameOfEmpty } from './planned-document.ts';
import { withUniqueNames } from './unique-names.ts';
import { UnsupportedError } from './unsupported.ts';

/** An operation and its query plan as data that can be sent from one thread to another. */
export interface PlannedOperation {
  /** The document. A name in it stands for one field with one set of arguments. */
  readonly document: string;
  readonly operationName: string | undefined;
  /** The names that differ in the document, each with the client's name. */
  readonly responseNames: readonly (readonly [string, string])[];
  /** The `QueryPlan`, as JSON. */
  readonly plan: string;
  /** The names of the root fields that the plan requests. */
  readonly rootFields: readonly string[];
  /** Who executes the plan: it is compiled, or the gateway's own executor executes it. */
  readonly executor: 'compiled' | 'gateway';
}

/** Which labels of `@override` apply, by label. */
export type OverrideConditions = ReadonlyMap<string, boolean>;

/**
 * Plans an operation of a valid document, and chooses who executes the plan. The gateway answers introspection, and what
 * `gatewayOnly` leaves to it. Its executor drops the types of objects that the client does not request, and guesses them: so
 * they are all requested.
 *
 * @param gatewayOnly whether the gateway's executor executes every query and mutation, also what can be compiled
 * @throws UnsupportedError when neither would answer rightly; any error of the query planner
 */
export function planOperation(
  supergraph: PlannableSupergraph,
  original: DocumentNode,
  { name, operation }: OperationDefinitionNode,
  overrideConditions: OverrideConditions,
  gatewayOnly = false,
): PlannedOperation {
  const { api, apiSchema, planner, supergraphSchema, requiredBy, fieldNames } = supergraph;
  const { document, responseNames } = withUniqueNames(original, fieldNames);
  const isCompiled = operation === 'subscription' || !(gatewayOnly || selectsIntrospection(document));
  const planned = (isCompiled ? withTypenameOfEmpty : withEveryTypename)(document, apiSchema);
  const selected = name && { operationName: name.value };
  const plan = buildPlan(planner, operationFromDocument(api, planned, { ...selected }), overrideConditions);
  if (operation === 'subscription' && plan.node?.kind !== 'Subscription')
    throw new UnsupportedError('all its root fields are skipped');
  return {
    document: print(document),
    operationName: name?.value,
    responseNames: [...responseNames],
    plan: JSON.stringify(plan),
    rootFields: [...checkFields(plan, supergraphSchema, requiredBy)],
    executor: isCompiled ? 'compiled' : 'gateway',
  };
}

function buildPlan(
  planner: PlannableSupergraph['planner'],
  operation: Operation,
  overrideConditions: OverrideConditions,
): QueryPlan {
  try {
    return planner.buildQueryPlan(operation, { overrideConditions: new Map(overrideConditions) });
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('Too many options generated'))) throw error;
    throw new UnsupportedError('it can be divided among the subgraphs in too many ways; select less at once');
  }
}

function selectsIntrospection(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Field({ name }) {
      found ||= name.value === '__schema' || name.value === '__type';
      return found ? BREAK : undefined;
    },
  });
  return found;
}
