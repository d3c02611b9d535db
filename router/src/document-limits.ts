import { type DocumentNode, type FragmentDefinitionNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { CodedError, MAX_TOKENS } from '@movecall/service/graphql';
import { createHash } from 'node:crypto';
import { createBoundedMap } from './bounded-map.ts';

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
} as const;

/** @returns what is exceeded, in words for the client; null when nothing is. Fragment cycles exceed a limit. */
export function findExceededLimit(document: DocumentNode): string | null {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const unused = new Set(fragments.keys());
  const count = { aliases: 0, directives: 0, selections: 0, rootFields: 0 };

  /** @param path the fields that lead here, outermost first. */
  function walk(set: SelectionSetNode, path: readonly string[], ofOperation: boolean): string | null {
    for (const selection of set.selections) {
      count.selections += 1;
      count.directives += selection.directives?.length ?? 0;
      if (count.selections > documentLimits.selections)
        return `more than ${documentLimits.selections} fields and fragments`;
      if (count.directives > documentLimits.directives)
        return `more than ${documentLimits.directives} directives`;
      let exceeded: string | null = null;
      switch (selection.kind) {
        case Kind.FIELD: {
          const within = [...path, selection.name.value];
          if (selection.alias) count.aliases += 1;
          if (ofOperation && path.length === 0) count.rootFields += 1;
          exceeded = exceededByField(within);
          if (!exceeded && selection.selectionSet)
            exceeded = walk(selection.selectionSet, within, ofOperation);
          break;
        }
        case Kind.INLINE_FRAGMENT:
          exceeded = walk(selection.selectionSet, path, ofOperation);
          break;
        case Kind.FRAGMENT_SPREAD: {
          const fragment = fragments.get(selection.name.value);
          unused.delete(selection.name.value);
          if (fragment) exceeded = walk(fragment.selectionSet, path, ofOperation);
          break;
        }
        default:
          return selection satisfies never;
      }
      if (exceeded) return exceeded;
    }
    return null;
  }

  function exceededByField(path: readonly string[]): string | null {
    if (count.aliases > documentLimits.aliases) return `more than ${documentLimits.aliases} aliases`;
    if (count.rootFields > documentLimits.rootFields)
      return `more than ${documentLimits.rootFields} root fields`;
    const introspects = path[0] === '__schema' || path[0] === '__type';
    const depth = introspects ? documentLimits.introspectionDepth : documentLimits.depth;
    if (path.length > depth) return `a depth of more than ${depth} fields`;
    const name = path.at(-1);
    const recursions = path.filter((field) => field === name).length - 1;
    return !introspects && recursions > documentLimits.recursions
      ? `the field "${name}" too deep within itself`
      : null;
  }

  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    count.directives += definition.directives?.length ?? 0;
    for (const variable of definition.variableDefinitions ?? [])
      count.directives += variable.directives?.length ?? 0;
    const exceeded = walk(definition.selectionSet, [], true);
    if (exceeded) return exceeded;
  }
  // Validation refuses these, but only after it has looked at them.
  for (const name of unused) {
    const fragment = fragments.get(name);
    const exceeded = fragment ? walk(fragment.selectionSet, [], false) : null;
    if (exceeded) return exceeded;
  }
  return null;
}

/** @throws CodedError GRAPHQL_VALIDATION_FAILED (HTTP 400) when a limit is exceeded. */
export function assertWithinLimits(document: DocumentNode): void {
  const exceeded = findExceededLimit(document);
  if (exceeded)
    throw new CodedError('GRAPHQL_VALIDATION_FAILED', `The document asks for too much: ${exceeded}.`, 400);
}

const MAX_CACHED = 2_000;

/**
 * The limits for documents that someone else is going to parse and validate. A text that passed is not walked again; one
 * that cannot be parsed passes too: whoever parses it says so.
 */
export function createDocumentGuard(): (text: string) => void {
  const passed = createBoundedMap<string, true>(MAX_CACHED);
  return (text) => {
    const key = createHash('sha256').update(text).digest('base64');
    if (passed.get(key)) return;
    let document: DocumentNode;
    try {
      document = parse(text, { noLocation: true, maxTokens: MAX_TOKENS });
    } catch {
      return;
    }
    assertWithinLimits(document);
    passed.set(key, true);
  };
}
