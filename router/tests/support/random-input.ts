import {
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import type { Random } from './random.ts';

const STRINGS = [
  '',
  'plain',
  '한국어 🚚',
  'quote " and \\ back',
  'line\nbreak\u2028',
  '</script>\u0000',
  '__proto__',
];
const MAX_DEPTH = 2;

/** A random value as a literal of a document. */
export function randomLiteral(type: GraphQLInputType, random: Random): string {
  return toLiteral(randomInput(type, random), type);
}

function toLiteral(value: unknown, type: GraphQLInputType): string {
  if (value === null) return 'null';
  if (isNonNullType(type)) return toLiteral(value, type.ofType);
  if (isListType(type)) {
    if (!Array.isArray(value)) return toLiteral(value, type.ofType);
    return `[${value.map((each) => toLiteral(each, type.ofType)).join(', ')}]`;
  }
  if (isEnumType(type)) return value as string;
  if (isInputObjectType(type)) {
    const fields = type.getFields();
    const parts = Object.entries(value as object).map(
      ([name, each]) => `${name}: ${toLiteral(each, (fields[name] as { type: GraphQLInputType }).type)}`,
    );
    return `{ ${parts.join(', ')} }`;
  }
  return JSON.stringify(value);
}

/**
 * A random value as JSON, for a variable.
 *
 * @param depth below this many levels, input objects have no optional fields
 */
export function randomInput(type: GraphQLInputType, random: Random, depth = MAX_DEPTH): unknown {
  if (isNonNullType(type)) return randomInputNotNull(type.ofType, random, depth);
  return random.chance(0.2) ? null : randomInputNotNull(type, random, depth);
}

/** The same, but never null at the top. */
export function randomInputNotNull(type: GraphQLInputType, random: Random, depth = MAX_DEPTH): unknown {
  if (isListType(type)) {
    if (random.chance(0.15) && !isListType(type.ofType)) return randomInput(type.ofType, random, depth) ?? [];
    return Array.from({ length: random.below(3) }, () => randomInput(type.ofType, random, depth - 1));
  }
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  if (isInputObjectType(type)) {
    const entries = Object.values(type.getFields()).flatMap((field) => {
      if (!isRequiredInputField(field) && (depth <= 0 || random.chance(0.5))) return [];
      return [[field.name, randomInput(field.type, random, depth - 1)]];
    });
    return Object.fromEntries(entries);
  }
  switch (String(type)) {
    case 'Int':
      return random.below(2_000) - 1_000;
    case 'Float':
      return random.below(1_000) / 8;
    case 'Boolean':
      return random.chance(0.5);
    case 'ID':
      return random.chance(0.3) ? random.below(100) : `id-${random.below(10)}`;
    default:
      return random.pick(STRINGS);
  }
}
