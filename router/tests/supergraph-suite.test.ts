import { describe, expect, test } from 'vitest';
import { createSmallSupergraph } from './support/small-supergraph.ts';
import type { SuiteCase } from './support/suite-supergraph.ts';
import { supergraphSuite } from './support/supergraph-suite.ts';

/**
 * One small supergraph per feature of Federation, executed compiled and with the gateway's own executor. The expected answers
 * follow from the specification (https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/federation).
 */
describe.each(supergraphSuite)('$feature', ({ subgraphs, overrideLabels, cases }) => {
  const supergraph = createSmallSupergraph(subgraphs, {}, overrideLabels ?? []);

  test.each(cases)('$query', async ({ query, variables, data }: SuiteCase) => {
    const { ask } = await supergraph;
    expect(await ask(query, variables)).toEqual({ data, errors: [] });
  });
});
