import type { GraphQLFormattedError } from 'graphql';
import type { SubgraphAnswer } from '../subgraphs/client.ts';

type Path = readonly (string | number)[];

/**
 * An error of a subgraph at its place in the response. Drops the locations: they refer to the request that the subgraph received,
 * which the client does not know. Whatever a subgraph sends in its list of errors becomes an error.
 *
 * @param place where in the response the objects are that the subgraph was asked about; null when that is not known
 * @param from how many steps of the error's own path lead to these objects
 */
export function relocated(error: unknown, place: Path | null, from: number): GraphQLFormattedError {
  const { message, extensions, path } = (error ?? {}) as Record<string, unknown>;
  return {
    message: typeof message === 'string' ? message : 'A subgraph reported an error without a message.',
    ...(place && isPath(path) && { path: [...place, ...path.slice(from)] }),
    ...(isObject(extensions) && { extensions }),
  };
}

/** The index of the requested entity that a subgraph's error is about; undefined without one. */
export function entityOf(error: unknown): number | undefined {
  const { path } = (error ?? {}) as Record<string, unknown>;
  return isPath(path) && typeof path[1] === 'number' ? path[1] : undefined;
}

/** An answer whose entities are as many as requested, each of them an object or null. Others are an error. */
export function checkedEntities(answer: SubgraphAnswer, count: number): SubgraphAnswer {
  const { data, errors = [] } = answer;
  if (!data) return answer;
  const given = data['_entities'];
  if (!Array.isArray(given) || given.length !== count) return { errors: [...errors, OTHER_ENTITIES] };
  if (given.every(isEntity)) return answer;
  const others = given.filter((each) => !isEntity(each)).map(() => OTHER_ENTITIES);
  return {
    data: { _entities: given.map((each) => (isEntity(each) ? each : null)) },
    errors: [...errors, ...others],
  };
}

const isEntity = (value: unknown): boolean => value === null || value === undefined || isObject(value);

const OTHER_ENTITIES: GraphQLFormattedError = {
  message: 'A subgraph answered with other entities than the router requested.',
};

const isPath = (path: unknown): path is Path =>
  Array.isArray(path) && path.every((step) => typeof step === 'string' || typeof step === 'number');

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
