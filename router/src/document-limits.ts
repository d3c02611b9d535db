import { CodedError, MAX_TOKENS } from '@movecall/graphql';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  OperationTypeNode,
  parse,
  type SelectionSetNode,
  SingleFieldSubscriptionsRule,
  validate,
} from 'graphql';
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { fieldPlace, fragmentPlace, intDefaults, LIST_SIZE, type Place, rootPlace } from './field-cost.ts';

/**
 * What a document may ask for, counted with its fragments spread out. Checked before validation and planning, whose effort
 * grows faster than the document; the count itself ends where a limit is exceeded, so that no document costs more than a
 * short walk.
 */
export const documentLimits = {
  /** Levels of fields. */
  depth: 10,
  /** Of an introspection query; how often it may turn in a circle is up to GraphQL's own validation. */
  introspectionDepth: 16,
  rootFields: 20,
  aliases: 50,
  directives: 20,
  /** Fields and fragments. */
  selections: 800,
  /** How often a field may stand within itself: a call's timeline leads to the call again, and lists multiply. */
  recursions: 1,
  /** Fields of the answer, where each list has its page's size, or LIST_SIZE entries without one. */
  cost: 10_000,
};
export type DocumentLimits = Readonly<typeof documentLimits>;

/** In front of a supergraph of which nothing is known but that it is not ours. */
export const looseDocumentLimits: DocumentLimits = {
  ...documentLimits,
  depth: 25,
  recursions: 10,
  cost: 1_000_000,
};

const noDefaults: ReadonlyMap<string, number> = new Map();

/**
 * @param schema what clients may ask: tells what is a list
 * @returns what is exceeded, in words for the client; null when nothing is. Fragment cycles exceed a limit.
 */
export function findExceededLimit(
  document: DocumentNode,
  schema: GraphQLSchema,
  limits: DocumentLimits = documentLimits,
): string | null {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const unused = new Set(document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION));
  const count = { aliases: 0, directives: 0, selections: 0, rootFields: 0, cost: 0 };
  let defaults = noDefaults;

  /** @param path the fields that lead here, outermost first. */
  function walk(
    set: SelectionSetNode,
    path: readonly string[],
    ofOperation: boolean,
    place: Place,
  ): string | null {
    for (const selection of set.selections) {
      count.selections += 1;
      count.directives += selection.directives?.length ?? 0;
      if (count.selections > limits.selections) return `more than ${limits.selections} fields and fragments`;
      if (count.directives > limits.directives) return `more than ${limits.directives} directives`;
      let exceeded: string | null = null;
      switch (selection.kind) {
        case Kind.FIELD: {
          const within = [...path, selection.name.value];
          if (selection.alias) count.aliases += 1;
          if (ofOperation && path.length === 0) count.rootFields += 1;
          count.cost += place.times;
          exceeded = exceededByField(within);
          if (!exceeded && selection.selectionSet) {
            const below = fieldPlace(place, selection, defaults);
            exceeded = walk(selection.selectionSet, within, ofOperation, below);
          }
          break;
        }
        case Kind.INLINE_FRAGMENT:
          exceeded = walk(
            selection.selectionSet,
            path,
            ofOperation,
            fragmentPlace(schema, place, selection.typeCondition?.name.value),
          );
          break;
        case Kind.FRAGMENT_SPREAD: {
          const fragment = fragments.get(selection.name.value);
          if (!fragment) break;
          unused.delete(fragment);
          exceeded = walkFragment(fragment, path, ofOperation, place);
          break;
        }
        default:
          return selection satisfies never;
      }
      if (exceeded) return exceeded;
    }
    return null;
  }

  function walkFragment(
    { selectionSet, typeCondition }: FragmentDefinitionNode,
    path: readonly string[],
    ofOperation: boolean,
    place: Place,
  ): string | null {
    return walk(selectionSet, path, ofOperation, fragmentPlace(schema, place, typeCondition.name.value));
  }

  function exceededByField(path: readonly string[]): string | null {
    if (count.aliases > limits.aliases) return `more than ${limits.aliases} aliases`;
    if (count.rootFields > limits.rootFields) return `more than ${limits.rootFields} root fields`;
    if (count.cost > limits.cost)
      return `an answer of more than ${limits.cost} fields (a page counts as often as its \`first\`, another list ${LIST_SIZE} times)`;
    const introspects = path[0] === '__schema' || path[0] === '__type';
    const depth = introspects ? limits.introspectionDepth : limits.depth;
    if (path.length > depth) return `a depth of more than ${depth} fields`;
    const name = path.at(-1);
    const recursions = path.filter((field) => field === name).length - 1;
    return !introspects && recursions > limits.recursions
      ? `the field "${name}" too deep within itself`
      : null;
  }

  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    count.directives += definition.directives?.length ?? 0;
    for (const variable of definition.variableDefinitions ?? [])
      count.directives += variable.directives?.length ?? 0;
    defaults = intDefaults(definition);
    const exceeded = walk(definition.selectionSet, [], true, rootPlace(schema, definition));
    if (exceeded) return exceeded;
  }
  // Validation refuses these, but only after it has looked at them; also those that another one of the same name hides.
  for (const fragment of unused) {
    const exceeded = walkFragment(fragment, [], false, { type: null, times: 1, paged: false });
    if (exceeded) return exceeded;
  }
  return null;
}

/**
 * While graphql-js validates a subscription it reads the `@skip` and `@include` of its root fields, and throws when their
 * condition is a variable or no Boolean: that would be a fault of ours instead of the client's.
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

const MAX_CACHED = 2_000;

/**
 * The limits for documents that someone else is going to parse and validate. A text that passed is not walked again; one
 * that cannot be parsed passes too: whoever parses it says so.
 *
 * @returns a function that throws CodedError GRAPHQL_VALIDATION_FAILED (HTTP 400) when a limit is exceeded, or when
 * validation would throw.
 */
export function createDocumentGuard(
  schema: GraphQLSchema,
  limits: DocumentLimits = documentLimits,
): (text: string) => void {
  const passed = new LRUCache<string, true>({ max: MAX_CACHED });
  return (text) => {
    // A long text is kept as its hash only.
    const key = text.length <= 2_000 ? text : createHash('sha256').update(text).digest('base64');
    if (passed.get(key)) return;
    let document: DocumentNode;
    try {
      document = parse(text, { noLocation: true, maxTokens: MAX_TOKENS });
    } catch {
      return;
    }
    const exceeded = findExceededLimit(document, schema, limits);
    if (exceeded) throw invalid(`The document asks for too much: ${exceeded}.`);
    const unreadable = findUnreadableCondition(document, schema);
    if (unreadable) throw invalid(unreadable);
    passed.set(key, true);
  };
}
