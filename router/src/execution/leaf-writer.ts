import { type GraphQLLeafType, isEnumType } from 'graphql';

type Invalid<W> = (writing: W, message: string) => undefined;

/** Writes a scalar or a value of an enum as JSON; a value that is none of its type's is told to `invalid`. */
export function leafWriter<W>(
  type: GraphQLLeafType,
  invalid: Invalid<W>,
): (value: unknown, writing: W) => string | undefined {
  const isValid = leafCheck(type);
  // Who sees a name of a value that the schema hides would know it.
  return (value, writing) =>
    isValid(value) ? JSON.stringify(value) : invalid(writing, 'Invalid value found');
}

function leafCheck(type: GraphQLLeafType): (value: unknown) => boolean {
  if (isEnumType(type)) {
    const names = new Set<unknown>(type.getValues().map(({ name }) => name));
    return (value) => names.has(value);
  }
  switch (type.name) {
    case 'String':
      return (value) => typeof value === 'string';
    case 'ID':
      return (value) => typeof value === 'string' || isInteger(value);
    case 'Int':
      return isInteger;
    case 'Float':
      return Number.isFinite;
    case 'Boolean':
      return (value) => typeof value === 'boolean';
    default:
      // A scalar of one's own may be anything.
      return () => true;
  }
}

/** Written without an exponent: a client that reads an integer reads digits. */
const isInteger = (value: unknown): boolean => Number.isInteger(value) && Math.abs(value as number) < 1e21;
