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
 * The fields that keys and @requires are made of. The planner fetches them by their names beside what was asked for, also
 * where an alias gave another field that name: what is fetched then is neither.
 */
export function fetchedByName(subgraphs: Readonly<Record<string, string>>): ReadonlySet<string> {
  const fieldSets = Object.values(subgraphs).flatMap((sdl) => [...sdl.matchAll(/fields: "([^"]*)"/g)]);
  return new Set(fieldSets.flatMap(([, fields = '']) => fields.match(/\w+/g) ?? []));
}

export const composed = (subgraphs: Readonly<Record<string, string>>): string => {
  const services = Object.entries(subgraphs).map(([name, sdl]) => ({ name, typeDefs: parse(sdl) }));
  const { supergraphSdl, errors } = composeServices(services);
  if (errors) throw new Error(errors.map(({ message }) => message).join('\n'));
  return supergraphSdl;
};

/** Each object says its type, also where nobody asked. */
export const askForTypenames = (document: DocumentNode): DocumentNode =>
  visit(document, {
    SelectionSet: (set, _key, parent) => {
      const isRoot = !Array.isArray(parent) && (parent as { kind: Kind }).kind === Kind.OPERATION_DEFINITION;
      const typename = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;
      return isRoot ? undefined : { ...set, selections: [typename, ...set.selections] };
    },
  });

/** By type. */
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

/** Its values are answered whatever they are. */
export function unchecked(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap()))
    if (isLeafType(type) && !type.name.startsWith('_')) type.serialize = (value: unknown) => value;
  return schema;
}
