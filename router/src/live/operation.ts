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
import { type CompiledOperation, compileOperation, type CompilerOptions } from '../execution/operation.ts';
import { UnsupportedError } from '../execution/unsupported.ts';

/** A subscription, parsed, checked and planned; the same for everyone who sends its text. */
export interface LiveOperation {
  /** The same for the same text and name. */
  readonly id: string;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** The variables that a payload depends on: all but those that only say whose payloads these are. */
  readonly payloadVariables: readonly string[];
  /** What is done for each event. */
  readonly execute: CompiledOperation;
}

/** @throws GraphQLError with a public code when the text is no subscription that may be executed. */
export type PrepareOperation = (text: string, operationName: string | undefined) => LiveOperation;

const MAX_CACHED = 500;

export function createPrepareOperation(options: CompilerOptions): PrepareOperation {
  const prepared = new LRUCache<string, LiveOperation>({ max: MAX_CACHED });
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
): Omit<LiveOperation, 'id'> {
  const { apiSchema } = options.loaded;
  const document = parseDocument(text);
  assertValid(apiSchema, document);
  const operation = getOperationAST(document, operationName);
  if (!operation)
    throw new CodedError('OPERATION_RESOLUTION_FAILURE', 'No such operation, or several and no name.');
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
    // Such as one whose root field is skipped.
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
    // As graphql-js does for a root field that a variable may skip: then there might be nothing to subscribe to.
    if (!(error instanceof GraphQLError)) throw error;
    throw invalid(error.message, error.nodes);
  }
  if (found[0]) throw invalid(found[0].message, found[0].nodes);
}

/**
 * A root field's arguments, the id of a call and a cursor, choose the events; a payload is made of the event and the rest of
 * the document. A variable that stands nowhere but in these arguments leaves no trace in it.
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
