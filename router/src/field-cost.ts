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

/** How many things a list that no page is asked of counts for. */
export const LIST_SIZE = 10;
/** How many a page counts for whose size only a variable tells. */
export const MAX_PAGE = 100;

/** The arguments that ask for a page, by the Relay connection specification. */
const PAGE_ARGUMENTS = new Set(['first', 'last']);

/** Where a walk through a document stands, as far as its cost goes. */
export interface Place {
  /** The type whose fields are selected; null when the schema does not know it. */
  readonly type: GraphQLNamedType | null;
  /** How many things of it there may be. */
  readonly times: number;
  /** Whether the lists right below are a page whose size is part of `times` already, as a connection's are. */
  readonly paged: boolean;
}

/** The declared default of each variable of an operation that has one, where it is an Int. */
export function intDefaults(operation: OperationDefinitionNode): ReadonlyMap<string, number> {
  const defaults = new Map<string, number>();
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    if (defaultValue?.kind === Kind.INT) defaults.set(variable.name.value, Number(defaultValue.value));
  }
  return defaults;
}

export function rootPlace(schema: GraphQLSchema, operation: OperationDefinitionNode): Place {
  return { type: schema.getRootType(operation.operation) ?? null, times: 1, paged: false };
}

/** Below a fragment there is as much as above it, of the type that it names. */
export function fragmentPlace(schema: GraphQLSchema, place: Place, condition: string | undefined): Place {
  return condition === undefined ? place : { ...place, type: schema.getType(condition) ?? null };
}

/**
 * What lies below a field: a field with `first` multiplies it by its value, a list without by LIST_SIZE.
 *
 * @param defaults the operation's, by intDefaults
 */
export function fieldPlace(place: Place, field: FieldNode, defaults: ReadonlyMap<string, number>): Place {
  const { type: parent, times, paged } = place;
  const known = isObjectType(parent) || isInterfaceType(parent);
  const definition = known ? parent.getFields()[field.name.value] : undefined;
  if (!definition) return { type: null, times, paged: false };
  const type = getNamedType(definition.type);
  const isList = isListType(getNullableType(definition.type));
  const page = pageSize(definition.args, field, defaults);
  if (page !== null) return { type, times: times * page, paged: !isList };
  return { type, times: isList && !paged ? times * LIST_SIZE : times, paged: false };
}

/**
 * A variable may be anything, whatever its default: it counts for the most that is usual, or its default if that is more.
 *
 * @returns null when no page is asked for
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
