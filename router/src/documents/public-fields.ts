import { type DocumentNode, Kind, type OperationDefinitionNode, parse, type SelectionSetNode } from 'graphql';

/** The root fields that need no sign-in; null when the supergraph does not say. */
export type PublicFields = ReadonlySet<string> | null;

const DIRECTIVE = 'public';
const ROOT_TYPES: ReadonlySet<string> = new Set(['Query', 'Mutation']);

/** Reads which root fields of a supergraph are `@public`. */
export function readPublicFields(supergraphSdl: string): PublicFields {
  const fields = new Set<string>();
  for (const definition of parse(supergraphSdl, { noLocation: true }).definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION || !ROOT_TYPES.has(definition.name.value)) continue;
    for (const { name, directives } of definition.fields ?? [])
      if (directives?.some((directive) => directive.name.value === DIRECTIVE)) fields.add(name.value);
  }
  return fields.size > 0 ? fields : null;
}

/** Whether an operation of a valid document has a root field that needs no sign-in. The schema itself needs none. */
export function hasPublicField(
  { selectionSet }: Pick<OperationDefinitionNode, 'selectionSet'>,
  document: DocumentNode,
  isPublic: ReadonlySet<string>,
): boolean {
  return selectionSet.selections.some((selection) => {
    if (selection.kind === Kind.FIELD)
      return isPublic.has(selection.name.value) || selection.name.value.startsWith('__');
    const below: { selectionSet: SelectionSetNode } | undefined =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection
        : document.definitions
            .filter((each) => each.kind === Kind.FRAGMENT_DEFINITION)
            .find(({ name }) => name.value === selection.name.value);
    return below !== undefined && hasPublicField(below, document, isPublic);
  });
}
