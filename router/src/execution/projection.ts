import {
  type DocumentNode,
  getNamedType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Data } from './response-writer.ts';
import { UnsupportedError } from './unsupported.ts';

type Project = (source: Data) => Data;

/**
 * Compiles a function that answers a fetch from an object in memory, as a subgraph would: with the requested aliases and type
 * names. It ignores `@skip` and `@include`: the response writer omits what the client did not request.
 *
 * @param document a fetch of the query plan
 * @throws UnsupportedError when the fetch selects an abstract type or spreads a named fragment
 */
export function compileProjection(schema: GraphQLSchema, document: DocumentNode): Project {
  const operation = document.definitions.find(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );
  if (!operation) throw new UnsupportedError('a fetch without an operation');
  return compile(schema.getRootType(operation.operation) ?? undefined, operation.selectionSet);
}

function compile(type: GraphQLNamedType | undefined, set: SelectionSetNode): Project {
  if (!isObjectType(type)) throw new UnsupportedError('an abstract type');
  const steps = set.selections.map((selection): ((source: Data, target: Data) => void) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) throw new UnsupportedError('a named fragment of a fetch');
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const project = compile(type, selection.selectionSet);
      return (source, target) => void Object.assign(target, project(source));
    }
    const { name, alias, selectionSet } = selection;
    const key = (alias ?? name).value;
    if (name.value === '__typename') return (_source, target) => void (target[key] = type.name);
    const definition = type.getFields()[name.value];
    const below = selectionSet && compile(definition && getNamedType(definition.type), selectionSet);
    return (source, target) => {
      const value = source[name.value];
      target[key] = below && value != null ? below(value as Data) : value;
    };
  });
  return (source) => {
    const target: Data = {};
    for (const step of steps) step(source, target);
    return target;
  };
}
