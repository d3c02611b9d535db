import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

const TYPENAME: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * The document for the planner: a selection set of which perhaps no field is included requests `__typename`. The planner drops
 * fields of which nothing is selected, such as `{ me { name @skip(if: true) } }`. Nobody would find out whether `me` is null or `{}`.
 *
 * @param schema the API schema
 */
export const withTypenameOfEmpty = (document: DocumentNode, schema: GraphQLSchema): DocumentNode =>
  withTypenames(document, schema, ({ selections }) => selections.every(isConditional));

/**
 * The document in which each object requests its `__typename`.
 *
 * @param schema the API schema
 */
export const withEveryTypename = (document: DocumentNode, schema: GraphQLSchema): DocumentNode =>
  withTypenames(document, schema, () => true);

function withTypenames(
  document: DocumentNode,
  schema: GraphQLSchema,
  applies: (set: SelectionSetNode) => boolean,
): DocumentNode {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const types = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(types, {
    SelectionSet: {
      leave(set): SelectionSetNode | undefined {
        if (roots.includes(types.getParentType() as never) || !applies(set)) return undefined;
        return { ...set, selections: [TYPENAME, ...set.selections] };
      },
    },
  });
  return visit(document, visitor);
}

/** Whether a selection is not included in every case. */
const isConditional = ({ directives = [] }: SelectionNode): boolean =>
  directives.some(({ name, arguments: [argument] = [] }) => {
    if (name.value !== 'skip' && name.value !== 'include') return false;
    return argument?.value.kind !== Kind.BOOLEAN || argument.value.value === (name.value === 'skip');
  });
