import type { GraphQLFormattedError } from 'graphql';

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

const isPath = (path: unknown): path is Path =>
  Array.isArray(path) && path.every((step) => typeof step === 'string' || typeof step === 'number');

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
