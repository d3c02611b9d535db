import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLFormattedError,
  type GraphQLOutputType,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
} from 'graphql';
import {
  type CollectedField,
  collectFields,
  type Conditions,
  type OperationSource,
  type SelectedField,
  type Selections,
} from './fields.ts';
import { leafWriter } from './leaf-writer.ts';

/** Fetched data. It may have more fields than the client requested, in another order. */
export type Data = Record<string, unknown>;

/** The `data` of a response as JSON, and the errors that were found while it was written. */
export interface Written {
  readonly text: string;
  /** Nulls that the schema forbids, and values that their type does not allow. */
  readonly violations: readonly GraphQLFormattedError[];
}

/** The state of writing one response. */
interface Writing {
  readonly path: (string | number)[];
  readonly violations: GraphQLFormattedError[];
}

/** Writes a value as JSON. Undefined when the type does not allow the value: then the closest nullable parent is null. */
type Write = (value: unknown, writing: Writing) => string | undefined;

interface FieldWriter {
  /** `"name":` for the first field of an object, `,"name":` for the others. */
  readonly prefix: string;
  readonly responseName: string;
  readonly dataName: string;
  readonly write: Write;
}

/**
 * Compiles the response of an operation. In one walk over the fetched data, the function picks the requested fields in the
 * requested order, completes them as the schema requires, and writes JSON.
 *
 * @param conditions the values of the variables in `@skip` and `@include`
 * @returns a function that throws when a subgraph returned data of another shape than its schema
 */
export function compileResponse(source: OperationSource, conditions: Conditions): (data: Data) => Written {
  const root = source.schema.getRootType(source.operation.operation);
  if (!root) throw new Error(`the schema has no root type for a ${source.operation.operation}`);
  const write = objectWriter(source, conditions, root, [
    { parent: root, set: source.operation.selectionSet },
  ]);
  return (data) => {
    const writing: Writing = { path: [], violations: [] };
    const text = write(data, writing) ?? 'null';
    return { text, violations: writing.violations };
  };
}

function objectWriter(
  source: OperationSource,
  conditions: Conditions,
  declared: GraphQLCompositeType,
  selections: readonly Selections[],
): Write {
  const compile = (type: GraphQLCompositeType): FieldWriter[] =>
    collectFields(source, conditions, type, selections).map((field, index) => ({
      prefix: `${index === 0 ? '' : ','}${JSON.stringify(field.responseName)}:`,
      responseName: field.responseName,
      dataName: field.dataName,
      write: fieldWriter(source, conditions, type, field),
    }));
  const known = new Map<unknown, FieldWriter[] | null>();
  let undeclared: FieldWriter[] | undefined;

  /** Null for a type that is not in the API schema. */
  function fieldsOf(typename: unknown): FieldWriter[] | null {
    if (typename == null) return (undeclared ??= compile(declared));
    let fields = known.get(typename);
    if (fields === undefined) {
      const type = typeof typename === 'string' ? source.schema.getType(typename) : undefined;
      fields = isCompositeType(type) ? compile(type) : null;
      // Bounded, because a subgraph may return any type name.
      if (known.size < 1_000) known.set(typename, fields);
    }
    return fields;
  }

  return (value, writing) => {
    if (typeof value !== 'object')
      throw new Error('a subgraph returned a scalar where the schema has an object');
    const object = value as Data;
    // The root type may have another name in a subgraph.
    const fields = fieldsOf(writing.path.length === 0 ? undefined : object['__typename']);
    if (!fields) return violation(writing, 'Invalid __typename found');
    let text = '{';
    for (const { prefix, responseName, dataName, write } of fields) {
      writing.path.push(responseName);
      const written = write(object[dataName], writing);
      writing.path.pop();
      if (written === undefined) return undefined;
      text += prefix + written;
    }
    return `${text}}`;
  };
}

function fieldWriter(
  source: OperationSource,
  conditions: Conditions,
  type: GraphQLCompositeType,
  { nodes }: CollectedField,
): Write {
  const [first] = nodes as [SelectedField];
  if (first.node.name.value === '__typename') return typenameWriter(source, type);
  // An interface may type a field more widely than the types that implement it: each selection is one of its own type.
  const selections = nodes.flatMap(({ parent, node: { name, selectionSet: set } }): Selections[] =>
    set ? [{ parent: getNamedType(typeOfField(parent, name.value)) as GraphQLCompositeType, set }] : [],
  );
  const compile = (output: GraphQLOutputType): Write => {
    if (isNonNullType(output)) return notNull(compile(output.ofType));
    const write = isListType(output)
      ? listWriter(nullable(output.ofType, compile))
      : isCompositeType(output)
        ? objectWriter(source, conditions, output, selections)
        : leafWriter(output, violation);
    return (value, writing) => (value == null ? undefined : write(value, writing));
  };
  // The object's own type is the narrowest one; a type that a subgraph alone knows may lack the field.
  const name = first.node.name.value;
  const own = 'getFields' in type && type.getFields()[name] ? type : first.parent;
  return nullable(typeOfField(own, name), compile);
}

const introspectionFields: ReadonlyMap<string, GraphQLField<unknown, unknown>> = new Map(
  [SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]),
);

function typeOfField(parent: GraphQLCompositeType, name: string): GraphQLOutputType {
  const definition =
    introspectionFields.get(name) ?? ('getFields' in parent ? parent.getFields()[name] : undefined);
  if (!definition) throw new Error(`${parent.name} has no field ${name}`);
  return definition.type;
}

const nullable = (type: GraphQLOutputType, compile: (type: GraphQLOutputType) => Write): Write => {
  const write = compile(type);
  return isNonNullType(type) ? write : (value, writing) => write(value, writing) ?? 'null';
};

const notNull =
  (write: Write): Write =>
  (value, writing) => {
    const before = writing.violations.length;
    const written = write(value, writing);
    // A violation within the value was recorded already.
    if (written !== undefined || writing.violations.length > before) return written;
    return violation(writing, 'Cannot return null for a non-nullable field');
  };

const listWriter =
  (write: Write): Write =>
  (value, writing) => {
    if (!Array.isArray(value)) throw new Error('a subgraph returned no list where the schema has a list');
    let text = '';
    let valid = true;
    for (const [index, item] of value.entries()) {
      writing.path.push(index);
      const written = write(item, writing);
      writing.path.pop();
      if (written === undefined) valid = false;
      else text += index === 0 ? written : `,${written}`;
    }
    return valid ? `[${text}]` : undefined;
  };

/** Writes `__typename`: of an abstract type, the name that the data has, if the API schema has an object type of that name. */
function typenameWriter({ schema }: OperationSource, type: GraphQLCompositeType): Write {
  if (!isAbstractType(type)) return () => JSON.stringify(type.name);
  return (value) => {
    const named = typeof value === 'string' ? schema.getType(value) : undefined;
    return isObjectType(named) ? JSON.stringify(named.name) : undefined;
  };
}

function violation(writing: Writing, message: string): undefined {
  writing.violations.push({ message: `${message}.`, path: [...writing.path] });
  return undefined;
}
