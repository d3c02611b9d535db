import {
  type DocumentNode,
  executeSync,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Run } from './fetch.ts';
import { merge } from './merge.ts';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/**
 * Compiles the introspection fields of an operation: the router answers them from the API schema.
 *
 * @returns null when the operation has none
 */
export function compileIntrospection(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Fragments,
): ((run: Run) => void) | null {
  const selectionSet = onlyIntrospection(operation.selectionSet, fragments);
  if (selectionSet.selections.length === 0) return null;
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [{ ...operation, selectionSet }, ...fragments.values()],
  };
  return (run) => {
    const { data, errors } = executeSync({ schema, document, rootValue: {}, variableValues: run.variables });
    if (errors) run.errors.push(...errors.map((error) => error.toJSON()));
    if (data) merge(run.data, data);
  };
}

function onlyIntrospection({ selections }: SelectionSetNode, fragments: Fragments): SelectionSetNode {
  return {
    kind: Kind.SELECTION_SET,
    selections: selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind === Kind.FIELD)
        return ['__schema', '__type'].includes(selection.name.value) ? [selection] : [];
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (!fragment) return [];
      const selectionSet = onlyIntrospection(fragment.selectionSet, fragments);
      const { directives } = selection;
      if (selectionSet.selections.length === 0) return [];
      return [{ kind: Kind.INLINE_FRAGMENT, selectionSet, ...(directives && { directives }) }];
    }),
  };
}
