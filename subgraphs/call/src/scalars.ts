import { GraphQLError, GraphQLScalarType } from 'graphql';

/** A scalar that is a string in JSON. Its users parse the content. */
const textScalar = (name: string): GraphQLScalarType<string, string> =>
  new GraphQLScalarType({
    name,
    parseValue(value) {
      if (typeof value !== 'string') throw new GraphQLError(`${name} must be a string.`);
      return value;
    },
  });

export const DateScalar = textScalar('Date');
export const DateTimeScalar = textScalar('DateTime');
