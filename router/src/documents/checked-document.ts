import {
  type DocumentNode,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { DocumentLimits } from './document-limits.ts';
import { measureDocument } from './exceeded-limit.ts';
import type { FieldFacts } from './field-cost.ts';
import { type Refusal, refusal, refusalOf } from './refusal.ts';
import { type Audience, refuseAudience, type RootAccess } from './root-access.ts';

/** What a document must comply with. */
export interface DocumentRules {
  /** The API schema. */
  readonly schema: GraphQLSchema;
  readonly limits: DocumentLimits;
  /** The most tokens of a document. */
  readonly maxTokens: number;
  readonly facts?: FieldFacts;
  /** Null: the subgraphs alone know who may ask for what. */
  readonly access?: RootAccess | null;
  /** Whether clients may read the schema. */
  readonly introspection: boolean;
  /** Whether subscriptions are served over WebSocket. */
  readonly subscriptions: boolean;
}

/** How a document arrived: queries and mutations are served over HTTP, subscriptions over WebSocket. */
export type Transport = 'http' | 'websocket';

/** A document to check. */
export interface CheckedRequest {
  readonly text: string;
  /** Selects one of the document's operations. */
  readonly operationName: string | undefined;
  readonly transport: Transport;
  readonly audience: Audience;
}

/** An operation of a valid document. */
export interface CheckedDocument {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** As the limits count it. */
  readonly cost: number;
}

/**
 * Checks a document. The limits come first, because the effort of validation grows faster than the document.
 *
 * @returns the refusals, at least one, or the operation to execute
 */
export function checkDocument(
  { text, operationName, transport, audience }: CheckedRequest,
  rules: DocumentRules,
): readonly Refusal[] | CheckedDocument {
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens: rules.maxTokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return [refusalOf('GRAPHQL_PARSE_FAILED', error)];
  }
  const { exceeded, cost } = measureDocument(document, rules.schema, rules.limits, rules.facts);
  if (exceeded) return [refusal('GRAPHQL_VALIDATION_FAILED', `The document exceeds a limit: ${exceeded}.`)];
  const invalid = validateDocument(document, rules);
  if (invalid.length > 0) return invalid.map((error) => refusalOf('GRAPHQL_VALIDATION_FAILED', error));
  const operation = getOperationAST(document, operationName);
  if (!operation) return [unresolved(operationName)];
  const refused = refuseTransport(operation, transport, rules);
  if (refused) return [refused];
  const notAllowed = rules.access && refuseAudience(operation, document, rules.access, audience);
  return notAllowed ? [notAllowed] : { document, operation, cost };
}

function validateDocument(
  document: DocumentNode,
  { schema, introspection }: DocumentRules,
): readonly GraphQLError[] {
  try {
    return validate(
      schema,
      document,
      introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule],
    );
  } catch (error) {
    // graphql-js evaluates the @skip and @include of a subscription's root fields, and throws when a condition is a variable
    // or not a Boolean.
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

const unresolved = (operationName: string | undefined): Refusal =>
  refusal(
    'OPERATION_RESOLUTION_FAILURE',
    operationName === undefined
      ? 'Name one operation of the document.'
      : 'operationName does not select an operation of the document. Send the name of one of its operations.',
  );

function refuseTransport(
  { operation }: OperationDefinitionNode,
  transport: Transport,
  { subscriptions }: DocumentRules,
): Refusal | null {
  const subscribes = operation === OperationTypeNode.SUBSCRIPTION;
  if (subscribes === (transport === 'websocket')) return null;
  if (!subscribes)
    return refusal(
      'BAD_REQUEST',
      'Only subscriptions are served over WebSocket; send queries and mutations over HTTP.',
    );
  return refusal(
    'BAD_REQUEST',
    subscriptions
      ? 'Subscriptions are served over WebSocket, on the same path. Connect with graphql-transport-ws.'
      : 'There are no subscriptions: this router has no live events.',
  );
}
