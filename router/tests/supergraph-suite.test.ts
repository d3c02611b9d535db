import { describe, expect, test } from 'vitest';
import { createSmallSupergraph } from './support/small-supergraph.ts';
import { type SuiteCase, supergraphSuite } from './support/supergraph-suite.ts';

/**
 * One small supergraph per feature of Federation. The expected answers follow from the specification
 * (https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/federation). Where Apollo's own executor answers
 * otherwise, the suite records its answer: it would have to be updated if a new release answered rightly.
 */
describe.each(supergraphSuite)('$feature', ({ subgraphs, overrideLabels, cases }) => {
  const { ask, askStock } = createSmallSupergraph(subgraphs, {}, overrideLabels ?? []);

  test.each(cases)('$query', async ({ query, variables, data, stock }: SuiteCase) => {
    expect(await ask(query, variables)).toEqual({ data, errors: [] });
    const byStock = await askStock(query, variables).catch(() => ({ data: 'an exception' }));
    expect(byStock.data).toEqual(stock === undefined ? data : stock);
  });
});
