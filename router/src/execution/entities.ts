import { type GraphQLFormattedError, type GraphQLSchema, isInterfaceType } from 'graphql';
import { createEntityRequests } from './entity-batches.ts';
import type { Request, Step, WriteVariables } from './fetch.ts';
import { type DataPath, merge, objectsAt, pathsAt } from './merge.ts';
import type { Represent } from './representations.ts';
import type { Data } from './response-writer.ts';
import { entityOf, relocated } from './subgraph-errors.ts';

export interface EntityFetch {
  /** The supergraph's. */
  readonly schema: GraphQLSchema;
  readonly path: DataPath;
  readonly represent: Represent;
  /** Changes a representation before it is sent. */
  readonly rewrite: ((representation: Data) => void) | null;
  /** Changes an entity after it has arrived. */
  readonly receive: ((entity: Data) => void) | null;
  readonly writeVariables: WriteVariables;
  readonly request: Request;
}

/** The same entity may be at several places: by representation, the indexes of its objects. */
type Places = Map<string, number[]>;

/** Requests each entity once, however often it occurs in the data. */
export function fetchEntities(fetch: EntityFetch): Step {
  const { path, writeVariables } = fetch;
  const request = createEntityRequests(fetch.request);
  return async (run) => {
    const objects = objectsAt(run.data, path);
    const places = represented(objects, fetch);
    if (places.size === 0) return;
    const { data, errors = [] } = await request([...places.keys()], writeVariables(run.variables), run);
    const requested = [...places.values()];
    run.errors.push(...relocate(errors.slice(0, run.maxErrors + 1), run.data, path, requested));
    const entities = (data?.['_entities'] ?? []) as readonly (Data | null | undefined)[];
    for (const [index, entity] of entities.entries())
      if (entity) add(entity, requested[index] as number[], objects, fetch);
  };
}

function represented(objects: readonly Data[], { represent, rewrite }: EntityFetch): Places {
  const places: Places = new Map();
  for (const [place, object] of objects.entries()) {
    const representation = represent(object);
    if (!representation) continue;
    rewrite?.(representation);
    const text = JSON.stringify(representation);
    const known = places.get(text);
    if (known) known.push(place);
    else places.set(text, [place]);
  }
  return places;
}

/** Adds the fields of an entity to all its objects. */
function add(entity: Data, places: readonly number[], objects: readonly Data[], fetch: EntityFetch): void {
  const { receive, schema } = fetch;
  const given = entity['__typename'];
  for (const place of places) {
    const object = objects[place] as Data;
    const known = object['__typename'];
    const received = given ? entity : { ...entity, __typename: known };
    receive?.(received);
    merge(object, received);
    if (given && given !== known && isInterface(schema, given) && !isInterface(schema, known))
      object['__typename'] = known;
  }
}

/** The subgraph of an `@interfaceObject` does not know the type of an entity, only the interface. */
const isInterface = (schema: GraphQLSchema, name: unknown): boolean =>
  isInterfaceType(schema.getType(String(name)));

/** Rewrites error paths: a subgraph's path has the index of a representation, a client's path the place in the response. */
function relocate(
  errors: readonly unknown[],
  data: Data,
  path: DataPath,
  requested: readonly (readonly number[])[],
): GraphQLFormattedError[] {
  if (errors.length === 0) return [];
  const paths = pathsAt(data, path);
  return errors.flatMap((error) => {
    const places = requested[entityOf(error) ?? -1] ?? [];
    // The error of no entity, or of one that was not requested.
    if (places.length === 0) return [relocated(error, null, 0)];
    return places.map((place) => relocated(error, paths[place] ?? [], 2));
  });
}
