import { operationFromDocument, type Schema, type SelectionSet } from '@apollo/federation-internals';
import type { GraphQLDataSource } from '@apollo/gateway';
import type { PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/**
 * Where the gateway's own executor is known not to answer what the specification says, or says less than could be said: what
 * it answers is compared as far as it is right.
 */
export interface GatewayFaults {
  /**
   * Where an object does not say its type, the gateway takes the condition of the outer of two fragments for it:
   * `{ product { ... on Node { ... on Item { name } } } }` has no name, though a Product is both. Planned for a Product, nobody
   * asks for its type.
   */
  readonly needsTypenames: boolean;
  /**
   * A field that is selected at two places is completed by the gateway in two visits, by ours in one. Where the first one
   * nullifies what both are in, what the second one would have found is not told: data is the same, and that there is
   * something wrong with it.
   */
  readonly visitsTwice: boolean;
}

export const faultsOf = (schema: GraphQLSchema, document: DocumentNode): GatewayFaults => ({
  needsTypenames: hasNestedConditions(schema, document),
  visitsTwice: hasRepeatedObjects(document),
});

/**
 * The gateway joins equal fields and equal inline fragments of one selection set before it writes what they select: for
 * `{ a { x } ... { a { y } } a { z } }` it answers `x z y` where the specification has `x y z`. This is the operation with
 * everything where the gateway puts it.
 */
export function joinedDocument(api: Schema, document: DocumentNode): DocumentNode {
  const operation = operationFromDocument(api, document, { validate: false });
  const [original] = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (!original) throw new Error('no operation');
  const definition = { ...original, selectionSet: joinedSet(operation.selectionSet) };
  return { kind: Kind.DOCUMENT, definitions: [definition] };
}

function joinedSet(set: SelectionSet): SelectionSetNode {
  const selections = set.selections().map((selection): SelectionNode => {
    const node = selection.toSelectionNode();
    const selectionSet = selection.selectionSet && joinedSet(selection.selectionSet);
    if (node.kind === Kind.FIELD) return { ...node, ...(selectionSet && { selectionSet }) };
    const condition = selection.kind === 'FragmentSelection' ? selection.element.typeCondition : undefined;
    const typeCondition =
      condition && ({ kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: condition.name } } as const);
    return {
      kind: Kind.INLINE_FRAGMENT,
      ...(node.directives && { directives: node.directives }),
      ...(typeCondition && { typeCondition }),
      selectionSet: selectionSet ?? { kind: Kind.SELECTION_SET, selections: [] },
    };
  });
  return { kind: Kind.SELECTION_SET, selections };
}

function hasRepeatedObjects(document: DocumentNode): boolean {
  const names: string[] = [];
  visit(document, {
    Field: ({ alias, name, selectionSet }) => void (selectionSet && names.push((alias ?? name).value)),
  });
  return new Set(names).size < names.length;
}

function hasNestedConditions(schema: GraphQLSchema, { definitions }: DocumentNode): boolean {
  const isAbstract = (name: string | undefined) => name !== undefined && isAbstractType(schema.getType(name));
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  const isNested = ({ selections }: SelectionSetNode, within: boolean): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.FIELD)
        return selection.selectionSet ? isNested(selection.selectionSet, false) : false;
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (!fragment) return false;
      const condition = fragment.typeCondition?.name.value;
      return (
        (within && condition !== undefined) ||
        isNested(fragment.selectionSet, within || isAbstract(condition))
      );
    });
  return definitions.some(
    (each) => each.kind === Kind.OPERATION_DEFINITION && isNested(each.selectionSet, false),
  );
}

/**
 * Finds out whether an error of an entity may be told at a wrong place: the gateway looks up the index that the subgraph
 * gave among all objects that are there, while those of another type, or without what the subgraph requires, were not asked
 * about and so not counted by the subgraph. It walks `requires` once for each object, which is what is counted here.
 */
export function watchEntities(original: QueryPlan) {
  const walked = new Map<string, number>();
  let misplaced = false;

  function watched(selections: QueryPlanSelectionNode[], text: string): QueryPlanSelectionNode[] {
    const copy = [...selections];
    copy[Symbol.iterator] = () => {
      walked.set(text, (walked.get(text) ?? 0) + 1);
      return selections[Symbol.iterator]();
    };
    return copy;
  }

  function copy<T>(node: T): T {
    if (Array.isArray(node)) return node.map(copy) as T;
    if (typeof node !== 'object' || node === null) return node;
    const each = node as unknown as PlanNode;
    if (each.kind === 'Fetch')
      return (each.requires ? { ...each, requires: watched(each.requires, each.operation) } : each) as T;
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, copy(value)])) as T;
  }

  const source = (inner: GraphQLDataSource): GraphQLDataSource => ({
    async process(options) {
      const { query = '', variables = {} } = options.request;
      const asked = (variables['representations'] as unknown[] | undefined)?.length;
      const skipped = asked !== undefined && walked.get(query) !== asked;
      walked.delete(query);
      const answer = await inner.process(options);
      if (skipped && answer.errors && answer.errors.length > 0) misplaced = true;
      return answer;
    },
  });

  return { plan: copy(original), source, hasMisplacedErrors: () => misplaced };
}
