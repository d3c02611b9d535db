import {
  type DocumentNode,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** The names of an operation's root fields, each as often as it is selected. The document is valid, so its fragments have no cycle. */
export const rootFieldsOf = (
  { selectionSet }: { readonly selectionSet: SelectionSetNode },
  document: DocumentNode,
): readonly string[] =>
  selectionSet.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.name.value];
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection
        : document.definitions
            .filter((each) => each.kind === Kind.FRAGMENT_DEFINITION)
            .find(({ name }) => name.value === selection.name.value);
    return fragment ? rootFieldsOf(fragment, document) : [];
  });

/** The cost of a document up to which it counts as one request. */
export const COST_PER_REQUEST = 500;

/**
 * As how many requests an operation counts: each mutation is one, and each COST_PER_REQUEST of cost. Otherwise the rate limits would let
 * a client ask for as many of the costliest documents as of the cheapest.
 */
export function countRequests(
  operation: OperationDefinitionNode,
  document: DocumentNode,
  cost: number,
): number {
  const isMutation = operation.operation === OperationTypeNode.MUTATION;
  const mutations = isMutation ? rootFieldsOf(operation, document).length : 0;
  return Math.max(1, mutations, Math.ceil(cost / COST_PER_REQUEST));
}

/** How many fields response writers may have in all: those of an abstract type once for each possible type. */
export function countResponseFields(schema: GraphQLSchema, document: DocumentNode): number {
  let fields = 0;
  const types = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(types, {
    Field() {
      const parent = types.getParentType();
      fields += isAbstractType(parent) ? 1 + schema.getPossibleTypes(parent).length : 1;
    },
  });
  visit(document, visitor);
  return fields;
}

/**
 * The variables that a payload depends on. The arguments of a root field (the id of a call, a cursor) only select the events,
 * so a variable that occurs nowhere else does not change a payload.
 */
export function payloadVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  { operation, variableDefinitions = [] }: OperationDefinitionNode,
): string[] {
  if (operation !== OperationTypeNode.SUBSCRIPTION) return [];
  const used = new Set<string>();
  const types = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(types, {
    VariableDefinition: () => false,
    Argument: () =>
      types.getParentType() === schema.getSubscriptionType() && !types.getDirective() ? false : undefined,
    Variable: ({ name }) => void used.add(name.value),
  });
  visit(document, visitor);
  return variableDefinitions.map(({ variable }) => variable.name.value).filter((name) => used.has(name));
}
