import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
} from 'graphql';
import { createRandom, type Random } from './random.ts';

export interface RandomOperation {
  readonly text: string;
  readonly document: DocumentNode;
  /** Some of them do not fit. */
  readonly variables: readonly Readonly<Record<string, unknown>>[];
}

interface Variable {
  readonly name: string;
  readonly type: GraphQLInputType;
  /** As it is declared. */
  readonly declared: string;
  readonly mayBeAbsent: boolean;
}

const STRINGS = [
  '',
  'plain',
  '한국어 🚚',
  'quote " and \\ back',
  'line\nbreak\u2028',
  '</script>\u0000',
  '__proto__',
];
const MAX_FIELDS = 30;

/**
 * A valid operation of the schema, with variables for it; undefined when chance made one that is not valid.
 *
 * @param reserved names of fields that nothing else is called by
 */
export function randomOperation(
  schema: GraphQLSchema,
  seed: number,
  reserved: ReadonlySet<string>,
): RandomOperation | undefined {
  const random = createRandom(seed);
  const { text, variables } = writeOperation(schema, random, reserved);
  const document = parse(text, { noLocation: true });
  if (validate(schema, document, specifiedRules, { maxErrors: 1 }).length > 0) return undefined;
  return { text, document, variables: [0, 1].map(() => valuesFor(variables, random)) };
}

function writeOperation(
  schema: GraphQLSchema,
  random: Random,
  reserved: ReadonlySet<string>,
): { text: string; variables: Variable[] } {
  const variables: Variable[] = [];
  const conditions: string[] = [];
  const fragments: { name: string; type: GraphQLCompositeType; text: string }[] = [];
  /** By field: the arguments it is given in this operation, so that fields of one name may merge. */
  const given = new Map<string, string[]>();
  const aliases = new Map<string, string>();
  let fields = 0;

  function declare(type: GraphQLInputType, declared: string, mayBeAbsent: boolean): string {
    const name = `v${variables.length}`;
    variables.push({ name, type, declared, mayBeAbsent });
    return `$${name}`;
  }

  function condition(): string {
    if (random.chance(0.4)) return String(random.chance(0.5));
    if (conditions.length > 0 && random.chance(0.6)) return random.pick(conditions);
    const boolean = schema.getType('Boolean') as GraphQLInputType;
    const value = random.pick([
      () => declare(boolean, 'Boolean!', false),
      () => declare(boolean, `Boolean! = ${random.chance(0.5)}`, true),
      () => declare(boolean, `Boolean = ${random.chance(0.5)}`, true),
    ])();
    conditions.push(value);
    return value;
  }

  function directives(): string {
    if (!random.chance(0.12)) return '';
    const one = ` @${random.pick(['skip', 'include'])}(if: ${condition()})`;
    if (!random.chance(0.15)) return one;
    return `${one} @${one.startsWith(' @skip') ? 'include' : 'skip'}(if: ${condition()})`;
  }

  function argument({ name, type, ...rest }: GraphQLArgument): string | undefined {
    if (!isRequiredArgument({ name, type, ...rest } as GraphQLArgument) && random.chance(0.4))
      return undefined;
    if (random.chance(0.5)) return `${name}: ${literal(type, random)}`;
    const declared = String(type);
    const known = variables.find((variable) => variable.declared === declared);
    if (known && random.chance(0.3)) return `${name}: $${known.name}`;
    if (!isNonNullType(type) && random.chance(0.2)) return `${name}: ${declare(type, `${declared}!`, false)}`;
    if (random.chance(0.2)) {
      const value = declare(type, `${declared} = ${literal(type, random)}`, true);
      return `${name}: ${value}`;
    }
    return `${name}: ${declare(type, declared, !isNonNullType(type))}`;
  }

  function argumentsOf(field: GraphQLField<unknown, unknown>): { text: string; variant: number } {
    if (field.args.length === 0) return { text: '', variant: 0 };
    let known = given.get(field.name);
    if (!known) given.set(field.name, (known = []));
    if (known.length > 0 && random.chance(0.6)) {
      const variant = random.below(known.length);
      return { text: known[variant] as string, variant };
    }
    const list = field.args.flatMap((each) => argument(each) ?? []);
    known.push(list.length > 0 ? `(${list.join(', ')})` : '');
    return { text: known.at(-1) as string, variant: known.length - 1 };
  }

  function alias(key: string, others: readonly string[]): string {
    let known = aliases.get(key);
    // A name that another field has is the harder one.
    if (!known) known = others.length > 0 && random.chance(0.1) ? random.pick(others) : `a${aliases.size}`;
    aliases.set(key, known);
    return `${known}: `;
  }

  function writeField(type: GraphQLCompositeType, depth: number, chosen: Set<string>): string {
    const all = 'getFields' in type ? Object.values(type.getFields()) : [];
    if (all.length === 0 || random.chance(0.07))
      return `${random.chance(0.3) ? `t${random.below(2)}: ` : ''}__typename${directives()}`;
    const leaves = all.filter((each) => !isCompositeType(getNamedType(each.type)));
    const pickFrom = depth <= 0 || random.chance(0.3) ? leaves : all;
    let field = random.pick(pickFrom);
    // Mostly another one than before: where fields are joined, less can be compared.
    for (let tries = 0; tries < 3 && field && chosen.has(field.name) && random.chance(0.85); tries += 1)
      field = random.pick(pickFrom);
    if (!field) return '__typename';
    chosen.add(field.name);
    fields += 1;
    const { text, variant } = argumentsOf(field);
    const names = all.map(({ name }) => name).filter((name) => !reserved.has(name));
    const aliased = variant > 0 || random.chance(0.15) ? alias(`${field.name} ${variant}`, names) : '';
    const named = getNamedType(field.type);
    const set = isCompositeType(named) ? ` ${writeSet(named, depth - 1)}` : '';
    return `${aliased}${field.name}${text}${directives()}${set}`;
  }

  /** Types that an object of `type` may be of, too. */
  const overlapping = (type: GraphQLCompositeType): GraphQLCompositeType[] =>
    Object.values(schema.getTypeMap()).filter(
      (each): each is GraphQLCompositeType =>
        isCompositeType(each) && !each.name.startsWith('__') && overlap(schema, type, each),
    );

  function writeFragment(type: GraphQLCompositeType, depth: number): string {
    const types = overlapping(type);
    const known = fragments.filter((each) => types.includes(each.type));
    if (known.length > 0 && random.chance(0.3)) return `...${random.pick(known).name}${directives()}`;
    const condition = random.pick(types);
    if (random.chance(0.35)) {
      const text = writeSet(condition, depth);
      const name = `F${fragments.length}`;
      fragments.push({ name, type: condition, text });
      return `...${name}${directives()}`;
    }
    const bare = random.chance(0.15);
    return `...${bare ? '' : ` on ${condition.name}`}${directives()} ${writeSet(bare ? type : condition, depth)}`;
  }

  function writeSet(type: GraphQLCompositeType, depth: number): string {
    const selections: string[] = [];
    const chosen = new Set<string>();
    const count = 1 + random.below(fields > MAX_FIELDS ? 1 : 4);
    const abstract = isAbstractType(type);
    for (let left = count; left > 0; left -= 1) {
      const fragment = depth > 0 && random.chance(abstract ? 0.5 : 0.2);
      selections.push(fragment ? writeFragment(type, depth - 1) : writeField(type, depth, chosen));
    }
    return `{ ${selections.join(' ')} }`;
  }

  const root = random.chance(0.12) ? schema.getMutationType() : schema.getQueryType();
  if (!root) throw new Error('no root type');
  const set = writeSet(root, 2 + random.below(4));
  const declarations = variables.map(({ name, declared }) => `$${name}: ${declared}`).join(', ');
  const head = `${root === schema.getQueryType() ? 'query' : 'mutation'}${random.chance(0.3) ? ' Named' : ''}`;
  const text = [
    `${head}${declarations && `(${declarations})`} ${set}`,
    ...fragments.map(({ name, type, text: body }) => `fragment ${name} on ${type.name} ${body}`),
  ].join('\n');
  return { text, variables };
}

function overlap(schema: GraphQLSchema, a: GraphQLCompositeType, b: GraphQLCompositeType): boolean {
  if (a === b) return true;
  const typesOf = (type: GraphQLCompositeType) =>
    isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
  return typesOf(a).some((type) => typesOf(b).includes(type));
}

/** A value as it is written in a document. */
function literal(type: GraphQLInputType, random: Random, depth = 2): string {
  return toLiteral(valueOf(type, random, depth), type);
}

function toLiteral(value: unknown, type: GraphQLInputType): string {
  if (value === null) return 'null';
  if (isNonNullType(type)) return toLiteral(value, type.ofType);
  if (isListType(type)) {
    if (!Array.isArray(value)) return toLiteral(value, type.ofType);
    return `[${value.map((each) => toLiteral(each, type.ofType)).join(', ')}]`;
  }
  if (isEnumType(type)) return String(value);
  if (isInputObjectType(type)) {
    const fields = type.getFields();
    const parts = Object.entries(value as object).map(
      ([name, each]) => `${name}: ${toLiteral(each, (fields[name] as { type: GraphQLInputType }).type)}`,
    );
    return `{ ${parts.join(', ')} }`;
  }
  return JSON.stringify(value);
}

/** A value as it is sent for a variable. */
function valueOf(type: GraphQLInputType, random: Random, depth = 2): unknown {
  if (isNonNullType(type)) return valueOfNotNull(type.ofType, random, depth);
  return random.chance(0.2) ? null : valueOfNotNull(type, random, depth);
}

function valueOfNotNull(type: GraphQLInputType, random: Random, depth: number): unknown {
  if (isListType(type)) {
    if (random.chance(0.15) && !isListType(type.ofType)) return valueOf(type.ofType, random, depth) ?? [];
    return Array.from({ length: random.below(3) }, () => valueOf(type.ofType, random, depth - 1));
  }
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  if (isInputObjectType(type)) {
    const entries = Object.values(type.getFields()).flatMap((field) => {
      if (!isRequiredInputField(field) && (depth <= 0 || random.chance(0.5))) return [];
      return [[field.name, valueOf(field.type, random, depth - 1)]];
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

function valuesFor(variables: readonly Variable[], random: Random): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { name, type, declared, mayBeAbsent } of variables) {
    if (mayBeAbsent && random.chance(0.3)) continue;
    const required = declared.includes('!', declared.lastIndexOf(']') + 1) && !isNonNullType(type);
    values[name] =
      declared.startsWith('Boolean') || required ? valueOfNotNull(type, random, 2) : valueOf(type, random);
    // A value that does not fit, or a null where the default would have fitted.
    if (random.chance(0.01)) values[name] = random.pick([null, 'odd', {}, [[]]]);
  }
  // Variables that nobody declared are no variables.
  if (random.chance(0.05)) values['unknown'] = 1;
  return values;
}
