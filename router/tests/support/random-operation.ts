import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
} from 'graphql';
import { createRandom, type Random } from './random.ts';
import { randomInput, randomInputNotNull, randomLiteral } from './random-input.ts';

export interface RandomOperation {
  readonly text: string;
  readonly document: DocumentNode;
  /** Values for two executions. Some do not fit the declared types. */
  readonly variables: readonly Readonly<Record<string, unknown>>[];
}

interface Variable {
  readonly name: string;
  readonly type: GraphQLInputType;
  /** The declaration without the name, such as `Int = 3`. */
  readonly declared: string;
  readonly mayBeAbsent: boolean;
}

const MAX_FIELDS = 30;

/** A random operation of a schema, with values for its variables; undefined when the operation is not valid. */
export function randomOperation(schema: GraphQLSchema, seed: number): RandomOperation | undefined {
  const random = createRandom(seed);
  const writer = new OperationWriter(schema, random);
  const text = writer.write();
  const document = parse(text, { noLocation: true });
  if (validate(schema, document, specifiedRules, { maxErrors: 1 }).length > 0) return undefined;
  return { text, document, variables: [0, 1].map(() => valuesFor(writer.variables, random)) };
}

interface Fragment {
  readonly name: string;
  readonly type: GraphQLCompositeType;
  readonly text: string;
}

/** Writes one operation, and collects its variables and fragments. */
class OperationWriter {
  readonly variables: Variable[] = [];
  readonly #schema: GraphQLSchema;
  readonly #random: Random;
  /** Whether a field may have other arguments in another object type, under the same name. */
  readonly #differsByType: boolean;
  readonly #conditions: string[] = [];
  readonly #fragments: Fragment[] = [];
  /** The arguments that a field has in this operation, by field name: fields with equal arguments can be merged. */
  readonly #arguments = new Map<string, string[]>();
  readonly #aliases = new Map<string, string>();
  #fields = 0;

  constructor(schema: GraphQLSchema, random: Random) {
    this.#schema = schema;
    this.#random = random;
    this.#differsByType = random.chance(0.3);
  }

  write(): string {
    const [schema, random] = [this.#schema, this.#random];
    const root = random.chance(0.12) ? schema.getMutationType() : schema.getQueryType();
    if (!root) throw new Error('the schema has no root type');
    const set = this.#selectionSet(root, 2 + random.below(4));
    const declarations = this.variables.map(({ name, declared }) => `$${name}: ${declared}`).join(', ');
    const head = `${root === schema.getQueryType() ? 'query' : 'mutation'}${random.chance(0.3) ? ' Named' : ''}`;
    return [
      `${head}${declarations && `(${declarations})`} ${set}`,
      ...this.#fragments.map(({ name, type, text }) => `fragment ${name} on ${type.name} ${text}`),
    ].join('\n');
  }

  #declare(type: GraphQLInputType, declared: string, mayBeAbsent: boolean): string {
    const name = `v${this.variables.length}`;
    this.variables.push({ name, type, declared, mayBeAbsent });
    return `$${name}`;
  }

  #condition(): string {
    const random = this.#random;
    if (random.chance(0.4)) return String(random.chance(0.5));
    if (this.#conditions.length > 0 && random.chance(0.6)) return random.pick(this.#conditions);
    const boolean = this.#schema.getType('Boolean') as GraphQLInputType;
    const value = random.pick([
      () => this.#declare(boolean, 'Boolean!', false),
      () => this.#declare(boolean, `Boolean! = ${random.chance(0.5)}`, true),
      () => this.#declare(boolean, `Boolean = ${random.chance(0.5)}`, true),
    ])();
    this.#conditions.push(value);
    return value;
  }

  #directives(): string {
    const random = this.#random;
    if (!random.chance(0.12)) return '';
    const one = ` @${random.pick(['skip', 'include'])}(if: ${this.#condition()})`;
    if (!random.chance(0.15)) return one;
    return `${one} @${one.startsWith(' @skip') ? 'include' : 'skip'}(if: ${this.#condition()})`;
  }

  /** Undefined for an optional argument that is omitted. */
  #argument(argument: GraphQLArgument): string | undefined {
    const random = this.#random;
    if (!isRequiredArgument(argument) && random.chance(0.4)) return undefined;
    const { name, type } = argument;
    if (random.chance(0.5)) return `${name}: ${randomLiteral(type, random)}`;
    const declared = String(type);
    const known = this.variables.find((variable) => variable.declared === declared);
    if (known && random.chance(0.3)) return `${name}: $${known.name}`;
    if (!isNonNullType(type) && random.chance(0.2))
      return `${name}: ${this.#declare(type, `${declared}!`, false)}`;
    if (random.chance(0.2))
      return `${name}: ${this.#declare(type, `${declared} = ${randomLiteral(type, random)}`, true)}`;
    return `${name}: ${this.#declare(type, declared, !isNonNullType(type))}`;
  }

  /** The arguments of a field. `variant` numbers the different arguments that the field has in this operation. */
  #argumentsOf(
    type: GraphQLCompositeType,
    field: GraphQLField<unknown, unknown>,
  ): { text: string; variant: number } {
    if (field.args.length === 0) return { text: '', variant: 0 };
    const random = this.#random;
    const key = this.#differsByType && isObjectType(type) ? `${type.name}.${field.name}` : field.name;
    let known = this.#arguments.get(key);
    if (!known) this.#arguments.set(key, (known = []));
    if (known.length > 0 && random.chance(0.6)) {
      const variant = random.below(known.length);
      return { text: known[variant] as string, variant };
    }
    const list = field.args.flatMap((each) => this.#argument(each) ?? []);
    known.push(list.length > 0 ? `(${list.join(', ')})` : '');
    return { text: known.at(-1) as string, variant: known.length - 1 };
  }

  #alias(key: string, others: readonly string[]): string {
    const random = this.#random;
    let known = this.#aliases.get(key);
    // Now and then the alias is the name of another field: this is the harder case.
    known ??= others.length > 0 && random.chance(0.1) ? random.pick(others) : `a${this.#aliases.size}`;
    this.#aliases.set(key, known);
    return `${known}: `;
  }

  #field(type: GraphQLCompositeType, depth: number, chosen: Set<string>): string {
    const random = this.#random;
    const all = 'getFields' in type ? Object.values(type.getFields()) : [];
    if (all.length === 0 || random.chance(0.07))
      return `${random.chance(0.3) ? `t${random.below(2)}: ` : ''}__typename${this.#directives()}`;
    const field = this.#pickField(all, depth, chosen);
    if (!field) return '__typename';
    chosen.add(field.name);
    this.#fields += 1;
    const { text, variant } = this.#argumentsOf(type, field);
    const names = [...all.map(({ name }) => name), '__typename'];
    const aliased = variant > 0 || random.chance(0.15) ? this.#alias(`${field.name} ${variant}`, names) : '';
    const named = getNamedType(field.type);
    const set = isCompositeType(named) ? ` ${this.#selectionSet(named, depth - 1)}` : '';
    return `${aliased}${field.name}${text}${this.#directives()}${set}`;
  }

  /** Picks a field, mostly one that is not selected yet: where fields are joined, less can be compared. */
  #pickField(
    all: readonly GraphQLField<unknown, unknown>[],
    depth: number,
    chosen: ReadonlySet<string>,
  ): GraphQLField<unknown, unknown> | undefined {
    const random = this.#random;
    const leaves = all.filter((each) => !isCompositeType(getNamedType(each.type)));
    const pickFrom = depth <= 0 || random.chance(0.3) ? leaves : all;
    let field: GraphQLField<unknown, unknown> | undefined = random.pick(pickFrom);
    for (let tries = 0; tries < 3 && field && chosen.has(field.name) && random.chance(0.85); tries += 1)
      field = random.pick(pickFrom);
    return field;
  }

  /** The types that an object of `type` may have as well. */
  #overlapping(type: GraphQLCompositeType): GraphQLCompositeType[] {
    return Object.values(this.#schema.getTypeMap()).filter(
      (each): each is GraphQLCompositeType =>
        isCompositeType(each) && !each.name.startsWith('__') && overlap(this.#schema, type, each),
    );
  }

  #fragment(type: GraphQLCompositeType, depth: number): string {
    const random = this.#random;
    const types = this.#overlapping(type);
    const known = this.#fragments.filter((each) => types.includes(each.type));
    if (known.length > 0 && random.chance(0.3)) return `...${random.pick(known).name}${this.#directives()}`;
    const condition = random.pick(types);
    if (random.chance(0.35)) {
      const text = this.#selectionSet(condition, depth);
      const name = `F${this.#fragments.length}`;
      this.#fragments.push({ name, type: condition, text });
      return `...${name}${this.#directives()}`;
    }
    const bare = random.chance(0.15);
    return `...${bare ? '' : ` on ${condition.name}`}${this.#directives()} ${this.#selectionSet(bare ? type : condition, depth)}`;
  }

  #selectionSet(type: GraphQLCompositeType, depth: number): string {
    const random = this.#random;
    const selections: string[] = [];
    const chosen = new Set<string>();
    const count = 1 + random.below(this.#fields > MAX_FIELDS ? 1 : 4);
    const abstract = isAbstractType(type);
    for (let left = count; left > 0; left -= 1) {
      const fragment = depth > 0 && random.chance(abstract ? 0.5 : 0.2);
      selections.push(fragment ? this.#fragment(type, depth - 1) : this.#field(type, depth, chosen));
    }
    return `{ ${selections.join(' ')} }`;
  }
}

function overlap(schema: GraphQLSchema, a: GraphQLCompositeType, b: GraphQLCompositeType): boolean {
  if (a === b) return true;
  const typesOf = (type: GraphQLCompositeType) =>
    isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
  return typesOf(a).some((type) => typesOf(b).includes(type));
}

function valuesFor(variables: readonly Variable[], random: Random): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { name, type, declared, mayBeAbsent } of variables) {
    if (mayBeAbsent && random.chance(0.3)) continue;
    const required = declared.includes('!', declared.lastIndexOf(']') + 1) && !isNonNullType(type);
    values[name] =
      declared.startsWith('Boolean') || required
        ? randomInputNotNull(type, random)
        : randomInput(type, random);
    // Now and then a value that does not fit, or a null that overrides the default.
    if (random.chance(0.01)) values[name] = random.pick([null, 'odd', {}, [[]]]);
  }
  // Variables that the operation does not declare are ignored.
  if (random.chance(0.05)) values['unknown'] = 1;
  return values;
}
