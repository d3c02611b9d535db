import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  visit,
} from 'graphql';

/** What a supergraph's fields are called. */
export interface FieldNames {
  /** The names of fields that have arguments, in any type. */
  readonly withArguments: ReadonlySet<string>;
  /** With a number behind it, it is the name of no field. */
  readonly freePrefix: string;
}

export function fieldNamesOf(schema: GraphQLSchema): FieldNames {
  const names = new Set<string>();
  const withArguments = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const { name, args } of Object.values(type.getFields())) {
      names.add(name);
      if (args.length > 0) withArguments.add(name);
    }
  }
  let freePrefix = 'f';
  const isFree = (prefix: string) => ![...names].some((name) => new RegExp(`^${prefix}[0-9]`).test(name));
  while (!isFree(freePrefix)) freePrefix += '_';
  return { withArguments, freePrefix };
}

/** A document in which a name stands for one field with one set of arguments. */
export interface UniquelyNamed {
  readonly document: DocumentNode;
  /** The client's name of each field that has another name in the document. */
  readonly responseNames: ReadonlyMap<string, string>;
}

/**
 * Gives every field that has an alias or takes arguments an alias of its own. The planner fetches keys and the fields of @requires
 * under their own names, beside what the client requests: without unique names the two would be fetched as one field. The same
 * field with the same arguments under the same client's name keeps one name, because GraphQL joins such selections.
 */
export function withUniqueNames(document: DocumentNode, names: FieldNames): UniquelyNamed {
  const fields = new Map<string, string>();
  visit(document, {
    Field: (node) => {
      if (isAmbiguous(node, names)) fields.set(signatureOf(node), (node.alias ?? node.name).value);
    },
  });
  if (fields.size === 0) return { document, responseNames: new Map() };
  const sorted = [...fields.keys()].toSorted();
  const aliases = new Map(sorted.map((signature, index) => [signature, `${names.freePrefix}${index}`]));
  return {
    document: visit(document, {
      Field(node) {
        if (!isAmbiguous(node, names)) return undefined;
        const value = aliases.get(signatureOf(node)) as string;
        return { ...node, alias: { kind: Kind.NAME, value } };
      },
    }),
    responseNames: new Map(
      [...aliases].map(([signature, alias]) => [alias, fields.get(signature) as string]),
    ),
  };
}

const signatureOf = ({ alias, name, arguments: given }: FieldNode): string =>
  `${(alias ?? name).value}:${name.value}(${printArguments(given)})`;

const isAmbiguous = ({ alias, name }: FieldNode, { withArguments }: FieldNames): boolean =>
  (alias !== undefined && alias.value !== name.value) ||
  withArguments.has(name.value) ||
  // Such as `constructor`: data without this field would seem to have it.
  name.value in Object.prototype;

/** The same text for the same arguments, whatever the order of arguments and of the fields of input objects. */
const printArguments = (given: readonly ArgumentNode[] = []): string => {
  const ordered = given.map((argument) =>
    visit(argument, {
      ObjectValue: (node) => ({
        ...node,
        fields: node.fields.toSorted((a, b) => (a.name.value < b.name.value ? -1 : 1)),
      }),
    }),
  );
  return ordered
    .map((argument) => print(argument))
    .toSorted()
    .join();
};
