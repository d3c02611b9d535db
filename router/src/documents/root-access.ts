import type { Viewer } from '@movecall/identity';
import { type DocumentNode, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { rootFieldsOf } from './document-figures.ts';
import { type Refusal, refusal } from './refusal.ts';

/** Who asks, as far as it decides whether a document is planned at all. */
export type Audience = 'signed-out' | 'signed-in' | 'operator';

export function audienceOf(viewer: Viewer | null): Audience {
  if (!viewer) return 'signed-out';
  return viewer.role === 'OPERATOR' ? 'operator' : 'signed-in';
}

/** Who may ask for which root fields, by the directives `@public` and `@operators`. A field with neither needs a sign-in. */
export interface RootAccess {
  readonly public: ReadonlySet<string>;
  readonly operators: ReadonlySet<string>;
}

const ROOT_TYPES: ReadonlySet<string> = new Set(['Query', 'Mutation']);

/** @returns null for a supergraph without these directives: its subgraphs alone know who may ask */
export function readRootAccess(supergraphSdl: string): RootAccess | null {
  const access = { public: new Set<string>(), operators: new Set<string>() };
  for (const definition of parse(supergraphSdl, { noLocation: true }).definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION || !ROOT_TYPES.has(definition.name.value)) continue;
    for (const { name, directives = [] } of definition.fields ?? [])
      for (const directive of directives)
        if (directive.name.value === 'public' || directive.name.value === 'operators')
          access[directive.name.value].add(name.value);
  }
  return access.public.size + access.operators.size > 0 ? access : null;
}

/**
 * Refuses an operation of a valid document of which the audience may ask for no root field. Of an operation with others besides, the
 * subgraphs refuse what they must, and answer the rest.
 */
export function refuseAudience(
  operation: OperationDefinitionNode,
  document: DocumentNode,
  access: RootAccess,
  audience: Audience,
): Refusal | null {
  const mayAsk = (field: string): boolean => {
    // The schema itself is everybody's.
    if (field.startsWith('__') || access.public.has(field)) return true;
    return audience !== 'signed-out' && (audience === 'operator' || !access.operators.has(field));
  };
  if (rootFieldsOf(operation, document).some(mayAsk)) return null;
  const [code, message] =
    audience === 'signed-out'
      ? ['UNAUTHENTICATED', 'Sign in first.']
      : ['FORBIDDEN', 'Not allowed for this role.'];
  // As a subgraph's own refusal.
  return { ...refusal(code, message), status: 200 };
}
