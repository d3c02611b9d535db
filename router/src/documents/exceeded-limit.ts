import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { DocumentLimits } from './document-limits.ts';
import {
  costOfField,
  type CostScope,
  type FieldFacts,
  fieldScope,
  fragmentScope,
  intDefaults,
  LIST_SIZE,
  noFacts,
  rootScope,
} from './field-cost.ts';

/** The counts of one document, and what counting needs. */
interface DocumentWalk {
  readonly schema: GraphQLSchema;
  readonly facts: FieldFacts;
  readonly limits: DocumentLimits;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Fragments that no operation has spread so far. */
  readonly unused: Set<FragmentDefinitionNode>;
  /** The Int defaults of the variables of the operation that is being walked. */
  defaults: ReadonlyMap<string, number>;
  aliases: number;
  directives: number;
  selections: number;
  rootFields: number;
  /** Root fields of the mutation that is being walked; null within another operation. */
  mutations: number | null;
  cost: number;
}

/** Where a walk stands in the document. */
interface Position {
  /** The fields that lead here, outermost first. */
  readonly path: readonly string[];
  /** False within a fragment that no operation uses. */
  readonly inOperation: boolean;
  readonly scope: CostScope;
}

/** What counting a document has found. */
export interface MeasuredDocument {
  /** The limit that is exceeded, in words for the client; null when the document is within the limits. */
  readonly exceeded: string | null;
  /** Of all its operations; see `documentLimits`. */
  readonly cost: number;
}

/**
 * Counts a document with its fragments inlined. Counting stops at the first exceeded limit, so that no document costs more
 * than a short walk. A fragment cycle exceeds a limit.
 *
 * @param schema the API schema: it tells which fields are lists
 * @param facts of the supergraph
 * @returns the cost of what was counted
 */
export function measureDocument(
  document: DocumentNode,
  schema: GraphQLSchema,
  limits: DocumentLimits,
  facts: FieldFacts = noFacts,
): MeasuredDocument {
  const definitions = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  const walk: DocumentWalk = {
    schema,
    facts,
    limits,
    fragments: new Map(definitions.map((fragment) => [fragment.name.value, fragment])),
    unused: new Set(definitions),
    defaults: new Map(),
    aliases: 0,
    directives: 0,
    selections: 0,
    rootFields: 0,
    mutations: null,
    cost: 0,
  };
  return { exceeded: walkDocument(walk, document), cost: walk.cost };
}

function walkDocument(walk: DocumentWalk, document: DocumentNode): string | null {
  for (const definition of document.definitions) {
    const exceeded = definition.kind === Kind.OPERATION_DEFINITION ? walkOperation(walk, definition) : null;
    if (exceeded) return exceeded;
  }
  // Validation refuses unused fragments, but only after it has walked them. A fragment is unused as well when a later one
  // has the same name.
  for (const fragment of walk.unused) {
    const scope = { type: null, times: 1, paged: false, subgraph: null };
    const exceeded = walkFragment(walk, fragment, { path: [], inOperation: false, scope });
    if (exceeded) return exceeded;
  }
  return null;
}

function walkOperation(walk: DocumentWalk, operation: OperationDefinitionNode): string | null {
  walk.directives += operation.directives?.length ?? 0;
  for (const variable of operation.variableDefinitions ?? [])
    walk.directives += variable.directives?.length ?? 0;
  walk.defaults = intDefaults(operation);
  walk.mutations = operation.operation === OperationTypeNode.MUTATION ? 0 : null;
  const scope = rootScope(walk.schema, operation);
  return walkSelections(walk, operation.selectionSet, { path: [], inOperation: true, scope });
}

function walkSelections(walk: DocumentWalk, set: SelectionSetNode, position: Position): string | null {
  for (const selection of set.selections) {
    const exceeded = countSelection(walk, selection) ?? walkSelection(walk, selection, position);
    if (exceeded) return exceeded;
  }
  return null;
}

function countSelection(walk: DocumentWalk, { directives }: SelectionNode): string | null {
  const { limits } = walk;
  walk.selections += 1;
  walk.directives += directives?.length ?? 0;
  if (walk.selections > limits.selections) return `more than ${limits.selections} fields and fragments`;
  if (walk.directives > limits.directives) return `more than ${limits.directives} directives`;
  return null;
}

function walkSelection(walk: DocumentWalk, selection: SelectionNode, position: Position): string | null {
  switch (selection.kind) {
    case Kind.FIELD:
      return walkField(walk, selection, position);
    case Kind.INLINE_FRAGMENT:
      return walkFragment(walk, selection, position);
    case Kind.FRAGMENT_SPREAD: {
      const fragment = walk.fragments.get(selection.name.value);
      if (!fragment) return null;
      walk.unused.delete(fragment);
      return walkFragment(walk, fragment, position);
    }
    default:
      return selection satisfies never;
  }
}

function walkField(walk: DocumentWalk, field: FieldNode, position: Position): string | null {
  const { inOperation, scope } = position;
  const path = [...position.path, field.name.value];
  if (field.alias) walk.aliases += 1;
  if (inOperation && path.length === 1) {
    walk.rootFields += 1;
    if (walk.mutations !== null) walk.mutations += 1;
  }
  const { cost, subgraph } = costOfField(scope, field, walk.facts);
  walk.cost += scope.times * cost;
  const exceeded = exceededByField(walk, path);
  if (exceeded || !field.selectionSet) return exceeded;
  const below = { path, inOperation, scope: fieldScope(scope, field, walk.defaults, subgraph) };
  return walkSelections(walk, field.selectionSet, below);
}

function walkFragment(
  walk: DocumentWalk,
  fragment: InlineFragmentNode | FragmentDefinitionNode,
  position: Position,
): string | null {
  const scope = fragmentScope(walk.schema, position.scope, fragment.typeCondition?.name.value);
  return walkSelections(walk, fragment.selectionSet, { ...position, scope });
}

/** @param path leads to the field that was counted last, which is included */
function exceededByField(walk: DocumentWalk, path: readonly string[]): string | null {
  const { limits } = walk;
  if (walk.aliases > limits.aliases) return `more than ${limits.aliases} aliases`;
  if (walk.rootFields > limits.rootFields) return `more than ${limits.rootFields} root fields`;
  if ((walk.mutations ?? 0) > limits.mutations)
    return `more than ${limits.mutations} mutations in one operation`;
  if (walk.cost > limits.cost)
    return `a response of more than ${limits.cost} fields (a page counts as often as its \`first\`, any other list ${LIST_SIZE} times)`;
  const introspects = path[0] === '__schema' || path[0] === '__type';
  const depth = introspects ? limits.introspectionDepth : limits.depth;
  if (path.length > depth) return `a depth of more than ${depth} fields`;
  const name = path.at(-1);
  const recursions = path.filter((field) => field === name).length - 1;
  return !introspects && recursions > limits.recursions ? `the field "${name}" is nested too often` : null;
}
