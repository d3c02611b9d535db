import { CodedError, MAX_TOKENS } from '@movecall/graphql';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  OperationTypeNode,
  parse,
  SingleFieldSubscriptionsRule,
  validate,
} from 'graphql';
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { findExceededLimit } from './exceeded-limit.ts';
import type { OwnersOf } from './field-owners.ts';

/** The limits of a document, counted with its fragments inlined. */
export const documentLimits = {
  /** Levels of fields. */
  depth: 10,
  /** Levels of fields of an introspection query. GraphQL's own validation limits the cycles in such a query. */
  introspectionDepth: 16,
  rootFields: 20,
  /** Root fields of one mutation operation. */
  mutations: 5,
  aliases: 50,
  directives: 20,
  /** Fields and fragments. */
  selections: 800,
  /** How often a field may occur within itself: a call's timeline leads to the call again, and lists multiply. */
  recursions: 1,
  /**
   * Fields of the response. Each list counts with the size of its page, or with LIST_SIZE items without a page. A field that
   * another subgraph joins to an object counts JOIN_COST more.
   */
  cost: 10_000,
};
export type DocumentLimits = Readonly<typeof documentLimits>;

/** The default limits in front of another supergraph: its schema may need deeper documents. */
export const looseDocumentLimits: DocumentLimits = {
  ...documentLimits,
  depth: 25,
  recursions: 10,
  cost: 1_000_000,
};

const MAX_CACHED = 2_000;

/** A longer text is cached by its hash, characters. */
const MAX_KEY_LENGTH = 2_000;

/**
 * Checks a document before validation and planning, because the effort of both grows faster than the document. A text that
 * has passed is cached. A text that cannot be parsed passes: Apollo Server parses the text again and reports the error.
 *
 * @returns a function that throws CodedError GRAPHQL_VALIDATION_FAILED (HTTP 400) when a document exceeds a limit, or when
 * validation of the document would throw
 */
export function createDocumentGuard(
  schema: GraphQLSchema,
  limits: DocumentLimits = documentLimits,
  ownersOf?: OwnersOf,
): (text: string) => void {
  const passed = new LRUCache<string, true>({ max: MAX_CACHED });
  return (text) => {
    const key = text.length <= MAX_KEY_LENGTH ? text : createHash('sha256').update(text).digest('base64');
    if (passed.get(key)) return;
    let document: DocumentNode;
    try {
      document = parse(text, { noLocation: true, maxTokens: MAX_TOKENS });
    } catch {
      return;
    }
    const exceeded = findExceededLimit(document, schema, limits, ownersOf);
    if (exceeded) throw invalid(`The document exceeds a limit: ${exceeded}.`);
    const unreadable = findUnreadableCondition(document, schema);
    if (unreadable) throw invalid(unreadable);
    passed.set(key, true);
  };
}

/**
 * Finds the reason why graphql-js would throw while it validates a subscription: graphql-js evaluates the `@skip` and
 * `@include` of root fields, and throws when a condition is a variable or not a Boolean. Uncaught, this would be reported as
 * an internal error instead of the client's mistake.
 *
 * @returns null when validation does not throw
 */
function findUnreadableCondition(document: DocumentNode, schema: GraphQLSchema): string | null {
  const subscribes = document.definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION &&
      definition.operation === OperationTypeNode.SUBSCRIPTION,
  );
  if (!subscribes) return null;
  try {
    validate(schema, document, [SingleFieldSubscriptionsRule]);
    return null;
  } catch (error) {
    if (error instanceof GraphQLError) return error.message;
    throw error;
  }
}

const invalid = (message: string): CodedError => new CodedError('GRAPHQL_VALIDATION_FAILED', message, 400);
