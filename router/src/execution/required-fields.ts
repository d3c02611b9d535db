import {
  type ConstDirectiveNode,
  type DocumentNode,
  Kind,
  parse,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';

/** The fields that a field of a subgraph needs from other subgraphs (`@requires`); undefined when it needs none. */
export type RequiredBy = (subgraph: string, type: string, field: string) => SelectionSetNode | undefined;

/** Reads from the SDL of a supergraph what each field requires. */
export function readRequiredFields(supergraphSdl: string): RequiredBy {
  const document = parse(supergraphSdl, { noLocation: true });
  const names = graphNames(document);
  const required = new Map<string, SelectionSetNode>();
  for (const type of document.definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const { name, directives } of type.fields ?? [])
      for (const { graph, requires } of argumentsOf(directives, 'join__field'))
        if (typeof requires === 'string')
          required.set(`${names.get(String(graph))} ${type.name.value}.${name.value}`, fieldSet(requires));
  }
  return (subgraph, type, field) => required.get(`${subgraph} ${type}.${field}`);
}

/** The names of the subgraphs by the enum values that stand for them in the supergraph. */
function graphNames({ definitions }: DocumentNode): ReadonlyMap<string, string> {
  const graphs = definitions.find(
    (each) => each.kind === Kind.ENUM_TYPE_DEFINITION && each.name.value === 'join__Graph',
  );
  const values = graphs?.kind === Kind.ENUM_TYPE_DEFINITION ? (graphs.values ?? []) : [];
  return new Map(
    values.map(({ name, directives }) => [
      name.value,
      String(argumentsOf(directives, 'join__graph')[0]?.['name']),
    ]),
  );
}

const argumentsOf = (directives: readonly ConstDirectiveNode[] = [], name: string) =>
  directives
    .filter((directive) => directive.name.value === name)
    .map((directive) =>
      Object.fromEntries(
        (directive.arguments ?? []).map((argument) => [
          argument.name.value,
          valueFromASTUntyped(argument.value),
        ]),
      ),
    );

function fieldSet(text: string): SelectionSetNode {
  const [operation] = parse(`{ ${text} }`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`${text} is no set of fields`);
  return operation.selectionSet;
}
