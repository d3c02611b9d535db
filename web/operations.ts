import { formatDocument, stringifyDocument } from '@urql/core';
import { type DocumentNode, getOperationAST, parse, separateOperations } from 'graphql';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Matches a GraphQL document in a source of the page: the template after `graphql(`. */
const DOCUMENT = /graphql\(\s*`([^`]+)`/g;

/**
 * The operations of the page as a persisted query manifest: each with its fragments, as the client sends it. A router
 * with this manifest as its safelist executes no other operation.
 *
 * @param sources the path of the page's `src`
 */
export async function operationsManifest(sources: string) {
  const files = (await readdir(sources, { recursive: true })).filter((file) => /\.tsx?$/.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(sources, file), 'utf8')));
  const documents = texts.flatMap((text) =>
    [...text.matchAll(DOCUMENT)].map(([, document = '']) => document),
  );
  const operations = Object.entries(separateOperations(parse(documents.join('\n')))).map(
    ([name, document]) => {
      const body = stringifyDocument(formatDocument(document) as DocumentNode);
      const type = getOperationAST(document)?.operation;
      return { id: createHash('sha256').update(body).digest('hex'), name, type, body };
    },
  );
  return { format: 'apollo-persisted-query-manifest', version: 1, operations };
}
