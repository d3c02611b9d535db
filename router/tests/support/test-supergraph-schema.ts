import { composeServices } from '@apollo/composition';
import {
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  isLeafType,
  Kind,
  parse,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** Composes subgraphs. @returns the SDL of the supergraph */
export const composed = (subgraphs: Readonly<Record<string, string>>): string => {
  const services = Object.entries(subgraphs).map(([name, sdl]) => ({ name, typeDefs: parse(sdl) }));
  const { supergraphSdl, errors } = composeServices(services);
  if (errors) throw new Error(errors.map(({ message }) => message).join('\n'));
  return supergraphSdl;
};

/**
 * Adds `__typename` to each selection set below the root and below an entity. An executor knows the type of an entity, and the
 * subgraph of an `@interfaceObject` calls it by the name of the interface.
 */
export const withTypenames = (document: DocumentNode): DocumentNode =>
  visit(document, {
    SelectionSet: (set, _key, parent, _path, ancestors) => {
      const within = [...ancestors, parent].findLast(
        (each) => !Array.isArray(each) && (each as ASTNode).kind === Kind.FIELD,
      );
      if (!within || (within as FieldNode).name.value === '_entities') return undefined;
      const typename = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;
      return { ...set, selections: [typename, ...set.selections] };
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
