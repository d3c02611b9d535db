import { findConditionVariables } from '../execution/fields.ts';
import { type PlannedOperation, planOperation } from '../execution/planning.ts';
import { UnsupportedError } from '../execution/unsupported.ts';
import type { PlannableSupergraph } from '../supergraph.ts';
import { checkDocument, type CheckedRequest, type DocumentRules } from './checked-document.ts';
import { countRequests, countResponseFields, payloadVariables } from './document-figures.ts';
import { readFieldFacts } from './field-cost.ts';
import { notExecutable, type Refusal } from './refusal.ts';
import { readRootAccess } from './root-access.ts';

/** A document to prepare, as data that can be sent from one thread to another. */
export interface PreparationRequest extends CheckedRequest {
  /** Which labels of `@override` apply, by label. */
  readonly overrides: readonly (readonly [string, boolean])[];
}

/** An operation that can be executed. */
export interface Prepared {
  readonly planned: PlannedOperation;
  /** As how many requests the operation counts in the rate limits. */
  readonly requests: number;
  /** The names of the variables that a subscription's payload depends on: the others only select the events. */
  readonly payloadVariables: readonly string[];
  /** How many variables `@skip` and `@include` use. */
  readonly conditions: number;
  /** How many fields a response of the operation may have, those of each possible type counted. */
  readonly responseFields: number;
}

/** What became of a document. */
export type Preparation = { readonly refusals: readonly Refusal[] } | Prepared;

/**
 * Prepares a document for execution. This is the costly part: it runs apart from the event loop that serves clients.
 *
 * @throws any error of the query planner
 */
export type Prepare = (request: PreparationRequest) => Preparation;

/** What preparing documents depends on, besides the supergraph, as data that can be sent from one thread to another. */
export interface PreparationSettings extends Omit<DocumentRules, 'schema' | 'facts' | 'access'> {
  /** Whether the gateway's executor executes every query and mutation, also what can be compiled. */
  readonly gatewayOnly: boolean;
}

export function createPrepare(
  supergraph: PlannableSupergraph,
  { gatewayOnly, ...settings }: PreparationSettings,
): Prepare {
  const rules = {
    ...settings,
    schema: supergraph.apiSchema,
    facts: readFieldFacts(supergraph.sdl),
    access: readRootAccess(supergraph.sdl),
  };
  return ({ overrides, ...request }) => {
    const checked = checkDocument(request, rules);
    if (!('document' in checked)) return { refusals: checked };
    const { document, operation, cost } = checked;
    try {
      return {
        planned: planOperation(supergraph, document, operation, new Map(overrides), gatewayOnly),
        requests: countRequests(operation, document, cost),
        conditions: findConditionVariables(document.definitions).length,
        responseFields: countResponseFields(rules.schema, document),
        payloadVariables: payloadVariables(rules.schema, document, operation),
      };
    } catch (error) {
      if (!(error instanceof UnsupportedError)) throw error;
      return { refusals: [notExecutable(error.message)] };
    }
  };
}
