import { buildSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import api from '../../schema/api.graphql?raw';

const sources = import.meta.glob<string>('../src/**/*.{ts,tsx}', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The GraphQL documents in all sources of the page. */
const documents = Object.values(sources).flatMap((text) =>
  [...text.matchAll(/graphql\(\s*`([^`]+)`/g)].map(([, document = '']) => document),
);

test('all documents of the page are valid against the public schema, and each name is used once', () => {
  expect(documents.length).toBeGreaterThan(15);
  expect(validate(buildSchema(api), parse(documents.join('\n')))).toEqual([]);
});
