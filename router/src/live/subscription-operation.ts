import { badUserInput, CodedError, MAX_TOKENS } from '@movecall/graphql';
import { createHash } from 'node:crypto';
import {
  type ASTNode,
  type DocumentNode,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  specifiedRules,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { type CompiledOperation, compileOperation } from '../execution/compiled-operation.ts';
import type { CompilerOptions } from '../execution/execution.ts';
import { UnsupportedError } from '../execution/unsupported.ts';

/** A subscription, parsed, validated and compiled. All clients that send the same text share it. */
export interface SubscriptionOperation {
  /** The same for the same text and operation name. */
  readonly id: string;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** The names of the variables that a payload depends on: the others only select the events. */
  readonly payloadVariables: readonly string[];
  /** Makes the payload of one event. */
  readonly execute: CompiledOperation;
}

/**
 * @throws GraphQLError with code GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED, OPERATION_RESOLUTION_FAILURE, BAD_REQUEST
 * (not a subscription) or BAD_USER_INPUT (a shape that cannot be compiled)
 */
export type PrepareOperation = (text: string, operationName: string | undefined) => SubscriptionOperation;

const MAX_CACHED = 500;

export function createPrepareOperation(options: CompilerOptions): PrepareOperation {
  const prepared = new LRUCache<string, SubscriptionOperation>({ max: MAX_CACHED });
  return (text, operationName) => {
    const id = createHash('sha256')
      .update(JSON.stringify([text, operationName]))
      .digest('base64');
    const known = prepared.get(id);
    if (known) return known;
    const operation = { id, ...prepare(options, text, operationName) };
    prepared.set(id, operation);
    return operation;
  };
}

function prepare(
  options: CompilerOptions,
  text: string,
  operationName: string | undefined,
): Omit<SubscriptionOperation, 'id'> {
  const { apiSchema } = options.loaded;
  const document = parseDocument(text);
  assertValid(apiSchema, document);
  const operation = getOperationAST(document, operationName);
  if (!operation) {
    throw new CodedError(
      'OPERATION_RESOLUTION_FAILURE',
      'operationName does not select an operation of the document. Send the name of one of its operations.',
    );
  }
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
    throw new CodedError(
      'BAD_REQUEST',
      'Only subscriptions are served over WebSocket; send queries and mutations over HTTP.',
    );
  }
  return {
    document,
    operationName,
    payloadVariables: payloadVariables(apiSchema, document, operation),
    execute: compile(options, document, operation),
  };
}

function compile(
  options: CompilerOptions,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CompiledOperation {
  try {
    return compileOperation(options, document, operation);
  } catch (error) {
    // For example a subscription whose root field is skipped.
    if (error instanceof UnsupportedError)
      throw badUserInput(`The subscription cannot be served: ${error.message}.`);
    throw error;
  }
}

function assertValid(schema: GraphQLSchema, document: DocumentNode): void {
  const invalid = (message: string, nodes?: readonly ASTNode[]): GraphQLError =>
    new GraphQLError(message, {
      nodes: nodes ?? null,
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
  let found: readonly GraphQLError[];
  try {
    found = validate(schema, document, specifiedRules);
  } catch (error) {
    // graphql-js throws when a variable decides whether the root field is skipped.
    if (!(error instanceof GraphQLError)) throw error;
    throw invalid(error.message, error.nodes);
  }
  if (found[0]) throw invalid(found[0].message, found[0].nodes);
}

/**
 * The variables that a payload depends on. The arguments of a root field (the id of a call, a cursor) only select the events,
 * so a variable that occurs nowhere else does not change a payload.
 */
function payloadVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
): string[] {
  const used = new Set<string>();
  const types = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(types, {
    VariableDefinition: () => false,
    Argument: () =>
      types.getParentType() === schema.getSubscriptionType() && !types.getDirective() ? false : undefined,
    Variable: ({ name }) => void used.add(name.value),
  });
  visit(document, visitor);
  return variableDefinitions.map(({ variable }) => variable.name.value).filter((name) => used.has(name));
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
