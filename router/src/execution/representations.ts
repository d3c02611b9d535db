import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { merge } from './merge.ts';
import type { Data } from './response-writer.ts';
import { isOfType } from './type-conditions.ts';

/** What a subgraph is told of an entity, to know which one is meant; null for one that it has nothing to do with. */
export type Represent = (entity: Data) => Data | null;

/** @param schema with what clients may not see: keys may be among it. */
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

/** Null when a field is not there: what would have given it failed, and so nobody can be asked by it. */
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

/** False when the field is not there. */
type Step = (source: Data, picked: Data) => boolean;

function fieldStep(name: string, pick: Pick | undefined): Step {
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
  (applies: (typename: unknown) => boolean, pick: Pick): Step =>
  (source, picked) => {
    const part = applies(source['__typename']) ? pick(source) : null;
    if (part) merge(picked, part);
    return true;
  };
