import { type ConstDirectiveNode, Kind, type ObjectTypeDefinitionNode, parse } from 'graphql';

/**
 * The subgraphs that resolve a field; null when the supergraph does not know the field.
 *
 * @param type the name of the field's type
 */
export type OwnersOf = (type: string, field: string) => ReadonlySet<string> | null;

/** Reads from the SDL of a supergraph which subgraphs resolve which field: its `@join__type` and `@join__field`. */
export function readFieldOwners(supergraphSdl: string): OwnersOf {
  const byType = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();
  for (const definition of parse(supergraphSdl, { noLocation: true }).definitions)
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION)
      byType.set(definition.name.value, ownersInType(definition));
  return (type, field) => byType.get(type)?.get(field) ?? null;
}

/**
 * What a subgraph says that a field costs, by Federation's `@cost`; null when it says nothing.
 *
 * @param type the name of the field's type
 */
export type StatedCostOf = (type: string, field: string) => number | null;

/** Reads from the SDL of a supergraph which fields cost more than others: they do work, beside reading a row. */
export function readStatedCosts(supergraphSdl: string): StatedCostOf {
  const costs = new Map<string, number>();
  for (const type of parse(supergraphSdl, { noLocation: true }).definitions)
    if (type.kind === Kind.OBJECT_TYPE_DEFINITION)
      for (const { name, directives } of type.fields ?? []) {
        const weight = directives
          ?.find((directive) => directive.name.value === 'cost')
          ?.arguments?.find((argument) => argument.name.value === 'weight')?.value;
        if (weight?.kind === Kind.INT) costs.set(`${type.name.value}.${name.value}`, Number(weight.value));
      }
  return (type, field) => costs.get(`${type}.${field}`) ?? null;
}

function ownersInType(type: ObjectTypeDefinitionNode): ReadonlyMap<string, ReadonlySet<string>> {
  const ofType = graphsOf(type.directives, 'join__type');
  return new Map(
    (type.fields ?? []).map(({ name, directives }) => {
      const ofField = graphsOf(directives, 'join__field');
      // A field without a subgraph of its own is resolved by every subgraph of its type.
      return [name.value, ofField.size > 0 ? ofField : ofType];
    }),
  );
}

/** The graphs that directives of a name name. An `@external` field is resolved elsewhere. */
function graphsOf(directives: readonly ConstDirectiveNode[] | undefined, name: string): ReadonlySet<string> {
  const graphs = new Set<string>();
  for (const directive of directives ?? []) {
    if (directive.name.value !== name) continue;
    const given = new Map(directive.arguments?.map((argument) => [argument.name.value, argument.value]));
    const [graph, external] = [given.get('graph'), given.get('external')];
    if (external?.kind === Kind.BOOLEAN && external.value) continue;
    if (graph?.kind === Kind.ENUM) graphs.add(graph.value);
  }
  return graphs;
}
