import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The slowest test files. They start first, so that no slow file runs alone at the end while the other workers are idle. */
const LONGEST = [
  'e2e/tests/faults.e2e.test.ts',
  'e2e/tests/page.e2e.test.ts',
  'e2e/tests/self-healing.long.e2e.test.ts',
  'e2e/tests/production.long.e2e.test.ts',
  'e2e/tests/rolling.long.e2e.test.ts',
  'e2e/tests/page-weather.e2e.test.ts',
  'e2e/tests/page-safelist.e2e.test.ts',
  'e2e/tests/page-parts.e2e.test.ts',
  'e2e/tests/page-quote.e2e.test.ts',
  'e2e/tests/mishaps.e2e.test.ts',
  'e2e/tests/founding-scenario.e2e.test.ts',
  'router/tests/differential.test.ts',
  'router/tests/documents-memory.test.ts',
  'e2e/tests/quoted-calls.integration.test.ts',
  'subgraphs/assign/tests/races.integration.test.ts',
  'packages/embedded/tests/postgres.integration.test.ts',
  'ops/tests/invariants.integration.test.ts',
  'router/tests/right-answers.test.ts',
  'subgraphs/manage/tests/quote/pricing-properties.test.ts',
  'notifier/tests/faults.integration.test.ts',
  'dev/tests/stack.integration.test.ts',
  'router/tests/bad-documents.integration.test.ts',
  'router/tests/floods.integration.test.ts',
  'router/tests/rolling.long.integration.test.ts',
];

/** Orders the slowest files first and the other files as Vitest does. It is a class because Vitest requires one. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex((path) => moduleId.endsWith(`/${path}`));
      return place === -1 ? LONGEST.length : place;
    };
    const usual = await super.sort(files);
    return usual.toSorted((a, b) => rank(a) - rank(b));
  }
}
