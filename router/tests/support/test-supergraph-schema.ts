import { composeServices } from '@apollo/composition';
import {
  type DocumentNode,
  type GraphQLSchema,
  isLeafType,
  Kind,
  parse,
  type SelectionSetNode,
  visit,
} from 'graphql';

/**
 * The fields of keys and @requires. The planner adds them to fetches under their own names, even where the operation uses such a
 * name as the alias of another field: both would be fetched under one name.
 */
export function fetchedByName(subgraphs: Readonly<Record<string, string>>): ReadonlySet<string> {
  const fieldSets = Object.values(subgraphs).flatMap((sdl) => [...sdl.matchAll(/fields: "([^"]*)"/g)]);
  return new Set(fieldSets.flatMap(([, fields = '']) => fields.match(/\w+/g) ?? []));
}

/** Composes subgraphs. @returns the SDL of the supergraph */
export const composed = (subgraphs: Readonly<Record<string, string>>): string => {
  const services = Object.entries(subgraphs).map(([name, sdl]) => ({ name, typeDefs: parse(sdl) }));
  const { supergraphSdl, errors } = composeServices(services);
  if (errors) throw new Error(errors.map(({ message }) => message).join('\n'));
  return supergraphSdl;
};

/** Adds `__typename` to each selection set below the root. */
export const withTypenames = (document: DocumentNode): DocumentNode =>
  visit(document, {
    SelectionSet: (set, _key, parent) => {
      const isRoot = !Array.isArray(parent) && (parent as { kind: Kind }).kind === Kind.OPERATION_DEFINITION;
      const typename = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;
      return isRoot ? undefined : { ...set, selections: [typename, ...set.selections] };
    },
  });

/** The selection sets of the @key directives, by type. */
export type Keys = ReadonlyMap<string, readonly SelectionSetNode[]>;

export function keysIn(sdls: readonly string[]): Keys {
  const keys = new Map<string, SelectionSetNode[]>();
  for (const sdl of sdls) {
    for (const definition of parse(sdl).definitions) {
      if (!('directives' in definition) || !('name' in definition) || !definition.name) continue;
      for (const { name, arguments: given } of definition.directives ?? []) {
        const fields = given?.find((each) => each.name.value === 'fields')?.value;
        if (name.value !== 'key' || fields?.kind !== Kind.STRING) continue;
        const [key] = parse(`{ ${fields.value} }`).definitions;
        if (key?.kind !== Kind.OPERATION_DEFINITION) continue;
        keys.set(definition.name.value, [...(keys.get(definition.name.value) ?? []), key.selectionSet]);
      }
    }
  }
  return keys;
}

/** Makes the schema serialize any value of its scalars and enums unchanged. */
export function unchecked(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap()))
    if (isLeafType(type) && !type.name.startsWith('_')) type.serialize = (value: unknown) => value;
  return schema;
}
