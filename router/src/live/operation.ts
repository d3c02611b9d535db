import { operationFromDocument } from '@apollo/federation-internals';
import { buildOperationContext } from '@apollo/gateway';
import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import { badUserInput, CodedError, MAX_TOKENS } from '@movecall/service/graphql';
import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { LoadedSupergraph } from '../supergraph.ts';

/** A subscription, parsed, checked and planned; the same for everyone who sends its text. */
export interface LiveOperation {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly context: ReturnType<typeof buildOperationContext>;
  /** What is asked of the virtual subgraph `events`. */
  readonly primary: DocumentNode;
  /** What is executed for each event: the primary fetch, then the entities. */
  readonly plan: QueryPlan;
}

/** @throws GraphQLError with a public code when the text is no subscription that may be executed. */
export type PrepareOperation = (text: string, operationName: string | undefined) => LiveOperation;

const MAX_CACHED = 500;

export function createPrepareOperation(loaded: LoadedSupergraph): PrepareOperation {
  const prepared = new LRUCache<string, LiveOperation>({ max: MAX_CACHED });
  return (text, operationName) => {
    const key = createHash('sha256')
      .update(JSON.stringify([text, operationName]))
      .digest('base64');
    const known = prepared.get(key);
    if (known) return known;
    const operation = prepare(loaded, text, operationName);
    prepared.set(key, operation);
    return operation;
  };
}

function prepare(
  { api, apiSchema, planner }: LoadedSupergraph,
  text: string,
  operationName: string | undefined,
): LiveOperation {
  const document = parseDocument(text);
  const [invalid] = validate(apiSchema, document, specifiedRules);
  if (invalid)
    throw new GraphQLError(invalid.message, {
      nodes: invalid.nodes ?? null,
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
  const operation = getOperationAST(document, operationName);
  if (!operation)
    throw new CodedError('OPERATION_RESOLUTION_FAILURE', 'No such operation, or several and no name.');
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
    throw new CodedError(
      'BAD_REQUEST',
      'Only subscriptions are served over WebSocket; send queries and mutations over HTTP.',
    );
  }
  const named = operationName === undefined ? {} : { operationName };
  const { node } = planner.buildQueryPlan(operationFromDocument(api, document, named));
  // Such as one whose root field is skipped.
  if (node?.kind !== 'Subscription') throw badUserInput('The subscription asks for nothing.');
  const nodes: PlanNode[] = node.rest ? [node.primary, node.rest] : [node.primary];
  return {
    document,
    operationName,
    context: buildOperationContext({ schema: apiSchema, operationDocument: document, ...named }),
    primary: parse(node.primary.operation, { noLocation: true }),
    plan: { kind: 'QueryPlan', node: { kind: 'Sequence', nodes } },
  };
}

function parseDocument(text: string): DocumentNode {
  try {
    return parse(text, { maxTokens: MAX_TOKENS });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new GraphQLError(error.message, {
      source: error.source ?? null,
      positions: error.positions ?? null,
      extensions: { code: 'GRAPHQL_PARSE_FAILED' },
    });
  }
}
