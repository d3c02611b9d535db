import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { merge } from './merge.ts';
import type { Data } from './response-writer.ts';
import { isOfType } from './type-conditions.ts';

/** Makes the representation of an entity for a subgraph; null when the subgraph has no fields of this entity. */
export type Represent = (entity: Data) => Data | null;

/**
 * Compiles a function that picks the required fields of an entity: its key, and fields of @requires.
 *
 * @param schema the supergraph's, because keys may be @inaccessible to clients
 */
export function compileRepresentation(
  schema: GraphQLSchema,
  requires: readonly QueryPlanSelectionNode[],
): Represent {
  const pick = compilePick(schema, requires);
  return (entity) => {
    const representation = pick(entity);
    return representation?.['__typename'] ? representation : null;
  };
}

/** Picks fields; null when a field is missing, because its fetch has failed: then the entity cannot be represented. */
type Pick = (source: Data) => Data | null;

function compilePick(schema: GraphQLSchema, selections: readonly QueryPlanSelectionNode[]): Pick {
  const steps = selections.map((selection) => {
    const pick = selection.selections && compilePick(schema, selection.selections);
    if (selection.kind === 'Field') return fieldStep(selection.alias ?? selection.name, pick);
    const { typeCondition = '' } = selection;
    return fragmentStep((typename) => isOfType(schema, typename, typeCondition), pick ?? (() => null));
  });
  return (source) => {
    const picked: Data = {};
    for (const step of steps) if (!step(source, picked)) return null;
    return picked;
  };
}

/** Picks one selection into `picked`; false when a field is missing. */
type PickStep = (source: Data, picked: Data) => boolean;

function fieldStep(name: string, pick: Pick | undefined): PickStep {
  const pickEach = (value: unknown): unknown => {
    if (!pick || value === null) return value;
    return Array.isArray(value) ? value.map(pickEach) : pick(value as Data);
  };
  return (source, picked) => {
    const value = source[name];
    if (value === undefined) return false;
    picked[name] = pickEach(value);
    return true;
  };
}

const fragmentStep =
  (applies: (typename: unknown) => boolean, pick: Pick): PickStep =>
  (source, picked) => {
    const part = applies(source['__typename']) ? pick(source) : null;
    if (part) merge(picked, part);
    return true;
  };
