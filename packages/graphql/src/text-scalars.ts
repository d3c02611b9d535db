import { type DocumentNode, GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/**
 * Makes the scalars that a subgraph's SDL defines text: their input must be a string. By default graphql-js accepts any JSON
 * value for them.
 *
 * @returns a scalar type by name
 */
export const textScalars = ({ definitions }: DocumentNode): Record<string, GraphQLScalarType> =>
  Object.fromEntries(
    definitions
      .filter((definition) => definition.kind === Kind.SCALAR_TYPE_DEFINITION)
      .map(({ name }) => [name.value, textScalar(name.value)]),
  );

const textScalar = (name: string): GraphQLScalarType =>
  new GraphQLScalarType({
    name,
    parseValue(value) {
      if (typeof value !== 'string') throw new GraphQLError(`${name} must be a string.`);
      return value;
    },
  });
