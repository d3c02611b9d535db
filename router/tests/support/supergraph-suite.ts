import { circular, interfaceObject, keys, override, provides, requires } from './suite-of-entities.ts';
import { hidden, merged, unions, values } from './suite-of-types.ts';
import type { SuiteSupergraph } from './suite-supergraph.ts';

/** Expected answers are written from the specification. */
export const supergraphSuite: readonly SuiteSupergraph[] = [
  interfaceObject,
  override,
  provides,
  requires,
  unions,
  merged,
  values,
  keys,
  circular,
  hidden,
];
