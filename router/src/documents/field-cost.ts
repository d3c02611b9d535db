import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLNamedType,
  type GraphQLSchema,
  type FieldNode,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { type OwnersOf, readFieldOwners, readStatedCosts, type StatedCostOf } from './field-owners.ts';

/** The assumed number of items of a list without a page argument. */
export const LIST_SIZE = 10;
/** The assumed size of a page whose argument is a variable. */
export const MAX_PAGE = 100;

/** What a field costs in addition that another subgraph joins to an object: a representation, a request's share, and a row read. */
export const JOIN_COST = 10;

/** The arguments that ask for a page, by the Relay connection specification. */
const PAGE_ARGUMENTS = new Set(['first', 'last']);

/** The selection set that a walk through a document stands in, as far as the cost depends on it. */
export interface CostScope {
  /** The type whose fields are selected; null when the schema does not know the type. */
  readonly type: GraphQLNamedType | null;
  /** How many objects of this type the response may contain. */
  readonly times: number;
  /** Whether `times` includes the page size of the lists directly below, as in a connection. */
  readonly paged: boolean;
  /** The subgraph that resolves the objects; null where it is not known. */
  readonly subgraph: string | null;
}

/** What a supergraph says about the cost of fields. */
export interface FieldFacts {
  /** Tells which fields another subgraph joins. */
  readonly ownersOf: OwnersOf;
  readonly statedCostOf: StatedCostOf;
}

/** For a schema that is no supergraph: no field is joined, and each costs one. */
export const noFacts: FieldFacts = { ownersOf: () => null, statedCostOf: () => null };

/** Reads what the SDL of a supergraph says about the cost of fields. */
export const readFieldFacts = (supergraphSdl: string): FieldFacts => ({
  ownersOf: readFieldOwners(supergraphSdl),
  statedCostOf: readStatedCosts(supergraphSdl),
});

/**
 * What a field costs for each object, and the subgraph that resolves it.
 *
 * @param facts of the supergraph
 */
export function costOfField(
  { type, subgraph }: CostScope,
  field: FieldNode,
  { ownersOf, statedCostOf }: FieldFacts,
): { readonly cost: number; readonly subgraph: string | null } {
  const owners = type && ownersOf(type.name, field.name.value);
  const own = (type && statedCostOf(type.name, field.name.value)) ?? 1;
  if (!owners || (subgraph !== null && owners.has(subgraph))) return { cost: own, subgraph };
  const [owner = null] = owners;
  return { cost: subgraph === null ? own : own + JOIN_COST, subgraph: owner };
}

/** The Int defaults of the variables of an operation, by variable name. */
export function intDefaults(operation: OperationDefinitionNode): ReadonlyMap<string, number> {
  const defaults = new Map<string, number>();
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    if (defaultValue?.kind === Kind.INT) defaults.set(variable.name.value, Number(defaultValue.value));
  }
  return defaults;
}

/** The scope of an operation's root fields. */
export function rootScope(schema: GraphQLSchema, operation: OperationDefinitionNode): CostScope {
  return { type: schema.getRootType(operation.operation) ?? null, times: 1, paged: false, subgraph: null };
}

/**
 * The scope within a fragment: as many objects as around the fragment, of the fragment's type.
 *
 * @param condition the name of that type; undefined for a fragment without a type condition
 */
export function fragmentScope(
  schema: GraphQLSchema,
  scope: CostScope,
  condition: string | undefined,
): CostScope {
  return condition === undefined ? scope : { ...scope, type: schema.getType(condition) ?? null };
}

/**
 * The scope below a field. A field with a page argument multiplies `times` by the size of the page, any other list by
 * LIST_SIZE.
 *
 * @param defaults of the operation, from `intDefaults`
 * @param subgraph that resolves the field
 */
export function fieldScope(
  scope: CostScope,
  field: FieldNode,
  defaults: ReadonlyMap<string, number>,
  subgraph: string | null,
): CostScope {
  const { type: parent, times, paged } = scope;
  const known = isObjectType(parent) || isInterfaceType(parent);
  const definition = known ? parent.getFields()[field.name.value] : undefined;
  if (!definition) return { type: null, times, paged: false, subgraph };
  const type = getNamedType(definition.type);
  const isList = isListType(getNullableType(definition.type));
  const page = pageSize(definition.args, field, defaults);
  if (page !== null) return { type, times: times * page, paged: !isList, subgraph };
  return { type, times: isList && !paged ? times * LIST_SIZE : times, paged: false, subgraph };
}

/**
 * The size of the page that a field asks for. The value of a variable is not known yet: a variable counts as MAX_PAGE, or as
 * its default if the default is larger.
 *
 * @returns null when the field does not ask for a page
 */
function pageSize(
  args: readonly GraphQLArgument[],
  field: FieldNode,
  defaults: ReadonlyMap<string, number>,
): number | null {
  const sizes = args
    .filter(({ name }) => PAGE_ARGUMENTS.has(name))
    .map(({ name, defaultValue }) => {
      const value = field.arguments?.find((argument) => argument.name.value === name)?.value;
      if (value?.kind === Kind.INT) return Number(value.value);
      if (value?.kind === Kind.VARIABLE) return Math.max(MAX_PAGE, defaults.get(value.name.value) ?? 0);
      return typeof defaultValue === 'number' ? defaultValue : null;
    })
    .filter((size) => size !== null);
  return sizes.length > 0 ? Math.max(1, ...sizes) : null;
}
