import { buildSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import api from '../../schema/api.graphql?raw';

const sources = import.meta.glob<string>('../src/**/*.{ts,tsx}', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Every document that the page's sources hold. */
const documents = Object.values(sources).flatMap((text) =>
  [...text.matchAll(/graphql\(\s*`([^`]+)`/g)].map(([, document = '']) => document),
);

test('all that the page asks fits the public schema, and every fragment has one name', () => {
  expect(documents.length).toBeGreaterThan(15);
  expect(validate(buildSchema(api), parse(documents.join('\n')))).toEqual([]);
});
