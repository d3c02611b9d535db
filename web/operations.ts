import { formatDocument, stringifyDocument } from '@urql/core';
import { type DocumentNode, getOperationAST, parse, separateOperations } from 'graphql';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The documents in a source of the page: what it writes as `graphql(` and a template. */
const DOCUMENT = /graphql\(\s*`([^`]+)`/g;

/**
 * What the page asks, as a persisted query manifest: each operation with its fragments, as the client sends it. A router that
 * is given it as its safelist executes nothing else.
 *
 * @param sources the folder of the page's sources
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
