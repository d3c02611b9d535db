import { operationFromDocument, type Schema, type SelectionSet } from '@apollo/federation-internals';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/**
 * Known deviations of the gateway's own executor from the specification, for one operation. Its response is compared except
 * for these.
 */
export interface GatewayFaults {
  /**
   * For an object without a `__typename`, the gateway assumes the type condition of the outer of two nested fragments:
   * `{ product { ... on Node { ... on Item { name } } } }` has no name, although a Product is both. The plan does not fetch the
   * type of a Product. The same for a field that an object types more narrowly than the interface in whose fragment it is.
   */
  readonly needsTypenames: boolean;
  /**
   * The gateway completes a field that is selected at two places in two visits, a compiled operation completes it in one. When
   * the first visit nullifies the parent, the gateway does not report the violations of the second one. The data and the fact
   * that there are errors are the same.
   */
  readonly visitsTwice: boolean;
}

export const faultsOf = (schema: GraphQLSchema, document: DocumentNode): GatewayFaults => ({
  needsTypenames: hasNestedConditions(schema, document),
  visitsTwice: hasRepeatedObjects(document),
});

/**
 * The operation with its selections in the gateway's order. The gateway joins equal fields and equal inline fragments of one
 * selection set before it collects their subfields: for `{ a { x } ... { a { y } } a { z } }` it writes `x z y`, where the
 * specification requires `x y z`.
 */
export function joinedDocument(api: Schema, document: DocumentNode): DocumentNode {
  const operation = operationFromDocument(api, document, { validate: false });
  const [original] = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (!original) throw new Error('the document has no operation');
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
  const covariant = covariantFields(schema);
  const isNested = ({ selections }: SelectionSetNode, within: boolean): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.FIELD)
        return selection.selectionSet
          ? isNested(selection.selectionSet, covariant.has(selection.name.value))
          : false;
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

/** The names of the fields that an object types more narrowly than its interface. */
function covariantFields(schema: GraphQLSchema): ReadonlySet<string> {
  const names = new Set<string>();
  for (const type of Object.values(schema.getTypeMap()).filter(isInterfaceType))
    for (const { fields } of schema.getPossibleTypes(type).map((each) => ({ fields: each.getFields() })))
      for (const { name, type: declared } of Object.values(type.getFields()))
        if (String(fields[name]?.type) !== String(declared)) names.add(name);
  return names;
}
