import {
  type DefinitionNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** An operation with the fragments of its document. */
export interface OperationSource {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** The client's names of the fields that have another name in `operation` and in the data. */
  readonly responseNames: ReadonlyMap<string, string>;
}

/** The values of the variables that `@skip` and `@include` use. */
export type Conditions = Readonly<Record<string, boolean>>;

/** A selection set and the type that its fields belong to. */
export interface Selections {
  readonly parent: GraphQLCompositeType;
  readonly set: SelectionSetNode;
}

/** One field of a response object, with all selections of it. */
export interface CollectedField {
  readonly responseName: string;
  /** The field's name in the data. */
  readonly dataName: string;
  readonly nodes: readonly SelectedField[];
}

/** A selection of a field, and the type that it selects the field of. */
export interface SelectedField {
  readonly parent: GraphQLCompositeType;
  readonly node: FieldNode;
}

/**
 * The response fields of an object of a type, in the order that the specification requires
 * (https://spec.graphql.org/October2021/#CollectFields()).
 */
export function collectFields(
  { schema, fragments, responseNames }: OperationSource,
  conditions: Conditions,
  type: GraphQLCompositeType,
  selections: readonly Selections[],
): CollectedField[] {
  const collected = new Map<string, { dataName: string; nodes: SelectedField[] }>();
  const spread = new Set<string>();

  function walk({ parent, set }: Selections): void {
    for (const selection of set.selections) {
      if (!isIncluded(selection, conditions)) continue;
      switch (selection.kind) {
        case Kind.FIELD: {
          const key = (selection.alias ?? selection.name).value;
          const responseName = responseNames.get(key) ?? key;
          // Fetched for every object whose type is not known; see `typenameWriter`.
          const dataName = selection.name.value === '__typename' ? '__typename' : key;
          const field = collected.get(responseName);
          if (field) field.nodes.push({ parent, node: selection });
          else collected.set(responseName, { dataName, nodes: [{ parent, node: selection }] });
          break;
        }
        case Kind.INLINE_FRAGMENT:
          walkFragment(selection.typeCondition?.name.value, parent, selection.selectionSet);
          break;
        case Kind.FRAGMENT_SPREAD: {
          const fragment = fragments.get(selection.name.value);
          if (!fragment || spread.has(selection.name.value)) break;
          spread.add(selection.name.value);
          walkFragment(fragment.typeCondition.name.value, parent, fragment.selectionSet);
          break;
        }
        default:
          selection satisfies never;
      }
    }
  }

  function walkFragment(
    condition: string | undefined,
    parent: GraphQLCompositeType,
    set: SelectionSetNode,
  ): void {
    const narrowed = condition === undefined ? parent : schema.getType(condition);
    if (isCompositeType(narrowed) && (condition === undefined || covers(schema, narrowed, type)))
      walk({ parent: narrowed, set });
  }

  for (const each of selections) walk(each);
  return [...collected].map(([responseName, field]) => ({ responseName, ...field }));
}

const covers = (schema: GraphQLSchema, wide: GraphQLCompositeType, narrow: GraphQLCompositeType): boolean =>
  wide.name === narrow.name ||
  (isAbstractType(wide) && 'getFields' in narrow && schema.isSubType(wide, narrow));

function isIncluded(selection: SelectionNode, conditions: Conditions): boolean {
  return (selection.directives ?? []).every(({ name, arguments: [argument] = [] }) => {
    if (name.value !== 'skip' && name.value !== 'include') return true;
    const value =
      argument?.value.kind === Kind.VARIABLE
        ? conditions[argument.value.name.value]
        : argument?.value.kind === Kind.BOOLEAN && argument.value.value;
    return value === (name.value === 'include');
  });
}

/** The names of the variables that `@skip` and `@include` use in these operations and fragments. */
export function findConditionVariables(definitions: readonly DefinitionNode[]): string[] {
  const names = new Set<string>();
  for (const node of definitions) {
    visit(node, {
      Directive({ name, arguments: [argument] = [] }) {
        if (name.value !== 'skip' && name.value !== 'include') return;
        if (argument?.value.kind === Kind.VARIABLE) names.add(argument.value.name.value);
      },
    });
  }
  return [...names];
}
