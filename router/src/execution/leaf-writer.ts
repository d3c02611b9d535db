import { type GraphQLLeafType, isEnumType } from 'graphql';

type Invalid<W> = (writing: W, message: string) => undefined;

/**
 * Compiles a function that writes a scalar or an enum value as JSON.
 *
 * @param invalid is called for a value that the type does not allow; its result, undefined, is the function's result
 */
export function leafWriter<W>(
  type: GraphQLLeafType,
  invalid: Invalid<W>,
): (value: unknown, writing: W) => string | undefined {
  const isValid = leafCheck(type);
  // The message does not contain the value: an enum value that is hidden from clients must not be exposed.
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
      // The values of a custom scalar are not known.
      return keptItsDigits;
  }
}

/** An integer beyond 2⁵³ was rounded when the answer was read: the client would receive another number than the subgraph sent. */
const keptItsDigits = (value: unknown): boolean => !isInteger(value) || Number.isSafeInteger(value);

/** From 1e21 on, JSON.stringify writes an exponent, which is not an integer for clients. */
const isInteger = (value: unknown): boolean => Number.isInteger(value) && Math.abs(value as number) < 1e21;
