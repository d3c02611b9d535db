import {
  type DocumentNode,
  type FieldNode,
  type GraphQLFormattedError,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  getDirectiveValues,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import { isOfType } from '../execution/type-conditions.ts';

type Variables = Readonly<Record<string, unknown>>;

/**
 * The errors of a subgraph that gave no answer: one SERVICE_UNAVAILABLE error for each requested field. The paths are those of
 * the subgraph's own response; the gateway prepends the place of the fetch.
 *
 * @param schema the supergraph's: lists the possible types of an interface
 * @param document the request to the subgraph
 * @param variables of that request, with its `representations`
 * @param most how many fields are named; one more error says that there are others
 */
export function unavailableErrors(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Variables,
  most: number,
): GraphQLFormattedError[] {
  const representations = representationsIn(variables);
  const named = { ...variables, representations: representations.slice(0, most + 1) };
  return requestedPaths(schema, document, named).map((path) => ({
    message: 'Not available at the moment.',
    path,
    extensions: { code: 'SERVICE_UNAVAILABLE' },
  }));
}

function requestedPaths(
  schema: GraphQLSchema,
  document: DocumentNode,
  given: Variables,
): (string | number)[][] {
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (!operation) return [];
  // @skip and @include may use a variable that has only its default.
  const variables = { ...defaultsOf(operation), ...given };
  const fields = (set: SelectionSetNode, typename: string | null): FieldNode[] =>
    set.selections
      .filter((selection) => isIncluded(selection, variables))
      .flatMap((selection) => {
        if (selection.kind === Kind.FIELD) return selection.name.value === '__typename' ? [] : [selection];
        const fragment =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : fragmentOf(document, selection.name.value);
        const condition = fragment?.typeCondition?.name.value;
        const applies = condition === undefined || typename === null || isOfType(schema, typename, condition);
        return fragment && applies ? fields(fragment.selectionSet, typename) : [];
      });

  const paths = fields(operation.selectionSet, null).flatMap((root) => {
    if (root.name.value !== '_entities' || !root.selectionSet) return [[responseKey(root)]];
    const { selectionSet } = root;
    return representationsIn(variables).flatMap((representation, index) =>
      fields(selectionSet, representation.__typename).map((field) => [
        responseKey(root),
        index,
        responseKey(field),
      ]),
    );
  });
  // A field that is selected twice is one field of the response.
  return [...new Map(paths.map((path) => [path.join('/'), path])).values()];
}

const defaultsOf = ({ variableDefinitions = [] }: OperationDefinitionNode): Variables =>
  Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
    ),
  );

const responseKey = (field: FieldNode): string => field.alias?.value ?? field.name.value;

const representationsIn = (variables: Variables): readonly { readonly __typename: string }[] =>
  Array.isArray(variables['representations']) ? variables['representations'] : [];

const fragmentOf = (document: DocumentNode, name: string) =>
  document.definitions.find(
    (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name,
  ) as Extract<DocumentNode['definitions'][number], { kind: Kind.FRAGMENT_DEFINITION }> | undefined;

const isIncluded = (selection: SelectionNode, variables: Variables): boolean =>
  getDirectiveValues(GraphQLSkipDirective, selection, variables)?.['if'] !== true &&
  getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.['if'] !== false;
