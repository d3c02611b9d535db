import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { createServer } from 'node:http';
import type { Subgraph } from './sample-subgraphs.ts';
import { isSampleName, samples } from './samples.ts';

/**
 * Serves the subgraphs for all gateways as cheaply as possible, so that the bench measures the gateway: graphql-js with parsed
 * documents cached, and a request that was answered once is answered from memory.
 *
 * SAMPLE: which subgraphs, `calls` or `catalog`. PORTS: one for each, in the order of the sample, separated by commas.
 */
const sample = process.env['SAMPLE'] ?? '';
if (!isSampleName(sample)) throw new Error(`there is no sample ${sample}`);
const ports = (process.env['PORTS'] ?? '').split(',').map(Number);
/**
 * How many answers, and how many parsed documents, a subgraph keeps: gateways that send new texts without end must not fill this
 * process.
 */
const MAX_ANSWERS = 20_000;
const MAX_DOCUMENTS = 1_000;

Object.values(samples[sample]).forEach((subgraph, nth) => serve(subgraph, ports[nth]!));

interface Body {
  readonly query: string;
  readonly variables?: Record<string, unknown> | null;
  readonly operationName?: string | null;
}

function serve({ sdl, resolvers }: Subgraph, port: number): void {
  const answer = createAnswer(buildSubgraphSchema({ typeDefs: parse(sdl), resolvers }));
  const answered = new Map<string, Buffer>();
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString();
      const send = (bytes: Buffer): void => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
        response.end(bytes);
      };
      const known = answered.get(body);
      if (known !== undefined) return send(known);
      void answer(JSON.parse(body) as Body).then((result) => {
        const bytes = Buffer.from(JSON.stringify(result));
        keep(answered, MAX_ANSWERS, body, bytes);
        send(bytes);
      });
    });
  });
  server.listen(port, '127.0.0.1');
}

function keep<V>(kept: Map<string, V>, most: number, key: string, value: V): void {
  if (kept.size >= most) kept.clear();
  kept.set(key, value);
}

function createAnswer(schema: GraphQLSchema): (body: Body) => Promise<object> {
  const documents = new Map<string, DocumentNode>();
  return async ({ query, variables, operationName }) => {
    let document = documents.get(query);
    if (document === undefined) {
      document = parse(query);
      const errors = validate(schema, document);
      if (errors.length > 0) return { errors };
      keep(documents, MAX_DOCUMENTS, query, document);
    }
    return execute({
      schema,
      document,
      ...(variables != null && { variableValues: variables }),
      ...(operationName != null && { operationName }),
    });
  };
}
