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

/** How many mutations an operation of a valid document has, its fragments inlined. */
export const countMutations = (
  document: DocumentNode,
  { operation, selectionSet }: OperationDefinitionNode,
): number => (operation === OperationTypeNode.MUTATION ? countFields(selectionSet, document) : 0);

/** The document is valid, so its fragments have no cycle. */
const countFields = ({ selections }: SelectionSetNode, document: DocumentNode): number =>
  selections.reduce((sum, selection) => {
    if (selection.kind === Kind.FIELD) return sum + 1;
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection
        : document.definitions.find(
            (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === selection.name.value,
          );
    return fragment && 'selectionSet' in fragment ? sum + countFields(fragment.selectionSet, document) : sum;
  }, 0);

/** The cost of a document up to which it counts as one request. */
export const COST_PER_REQUEST = 500;

/**
 * As how many requests an operation counts: each mutation is one, and each COST_PER_REQUEST of cost. Otherwise the rate limits would let
 * a client ask for as many of the costliest documents as of the cheapest.
 */
export const countRequests = (mutations: number, cost: number): number =>
  Math.max(1, mutations, Math.ceil(cost / COST_PER_REQUEST));

/** How many variables `@skip` and `@include` use, in any operation of a document. */
export function countConditions(document: DocumentNode): number {
  const names = new Set<string>();
  visit(document, {
    Directive({ name, arguments: [argument] = [] }) {
      if (name.value !== 'skip' && name.value !== 'include') return;
      if (argument?.value.kind === Kind.VARIABLE) names.add(argument.value.name.value);
    },
  });
  return names.size;
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
