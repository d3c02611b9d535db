import { type Operation, operationFromDocument } from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import { BREAK, type DocumentNode, visit } from 'graphql';
import type { Send } from '../subgraphs/client.ts';
import type { LoadedSupergraph } from '../supergraph.ts';
import type { Execution } from './fetch.ts';
import type { OperationSource } from './fields.ts';
import { executeByGateway } from './gateway-execution.ts';
import type { Overriding } from './overrides.ts';
import { compilePlan } from './plan.ts';
import { checkFields } from './plan-fields.ts';
import { withEveryTypename, withTypenameOfEmpty } from './planned-document.ts';
import { UnsupportedError } from './unsupported.ts';

export interface CompilerOptions {
  readonly loaded: LoadedSupergraph;
  /** By subgraph name. */
  readonly send: Readonly<Record<string, Send>>;
  /** How many errors a response lists; DEFAULT_MAX_ERRORS if absent. */
  readonly maxErrors?: number;
  /** Whether the gateway's own executor executes every query and mutation, also what can be compiled. */
  readonly gatewayOnly?: boolean;
}

export interface PlannedExecution extends Execution {
  /** The names of the root fields that the plan requests. */
  readonly rootFields: ReadonlySet<string>;
}

/**
 * Plans an operation whose names are unique, and chooses who executes the plan: it is compiled, or the gateway's own executor
 * executes it. The gateway answers introspection, and what `gatewayOnly` leaves to it. Its executor drops the types of objects that the client
 * does not request, and guesses them: so they are all requested.
 *
 * @throws UnsupportedError when neither would answer rightly; any error of the query planner
 */
export function planExecution(
  options: CompilerOptions,
  document: DocumentNode,
  source: OperationSource,
  overrideConditions: Overriding['conditions'],
): PlannedExecution {
  const { api, apiSchema, planner, supergraphSchema, requiredBy } = options.loaded;
  const { operation } = source;
  const isCompiled =
    operation.operation === 'subscription' || !(options.gatewayOnly || selectsIntrospection(source));
  const planned = (isCompiled ? withTypenameOfEmpty : withEveryTypename)(document, apiSchema);
  const name = operation.name && { operationName: operation.name.value };
  const plan = buildPlan(planner, operationFromDocument(api, planned, { ...name }), overrideConditions);
  if (operation.operation === 'subscription' && plan.node?.kind !== 'Subscription')
    throw new UnsupportedError('all its root fields are skipped');
  const rootFields = checkFields(plan, supergraphSchema, requiredBy);
  const execution = isCompiled
    ? compilePlan(plan, { apiSchema, supergraphSchema, send: options.send })
    : executeByGateway(plan, planned, operation.name?.value, options);
  return { ...execution, rootFields };
}

function buildPlan(
  planner: LoadedSupergraph['planner'],
  operation: Operation,
  overrideConditions: Overriding['conditions'],
): QueryPlan {
  try {
    return planner.buildQueryPlan(operation, { overrideConditions: new Map(overrideConditions) });
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('Too many options generated'))) throw error;
    throw new UnsupportedError('it can be divided among the subgraphs in too many ways; select less at once');
  }
}

function selectsIntrospection({ operation, fragments }: OperationSource): boolean {
  let found = false;
  for (const node of [operation, ...fragments.values()])
    visit(node, {
      Field({ name }) {
        found ||= name.value === '__schema' || name.value === '__type';
        return found ? BREAK : undefined;
      },
    });
  return found;
}
