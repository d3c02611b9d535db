import { createServer } from 'node:http';
import { request } from 'undici';
import type { SubgraphName } from '../sample-subgraphs.ts';

/**
 * The least that a gateway on node:http and undici has to do: the three subgraph requests of the measured request, written by
 * hand. It does not parse GraphQL and checks nothing.
 */
const urls = JSON.parse(process.env['SUBGRAPHS'] ?? '{}') as Record<SubgraphName, string>;
const ROOT = 'query($id:ID!){moveCall(id:$id){__typename id status address movingOn customer{name floor}}}';
const entities = (fields: string): string =>
  `query($representations:[_Any!]!){_entities(representations:$representations){... on MoveCall{${fields}}}}`;
const ORDER = entities('order{id cost paid items{name amount}}');
const ASSIGNMENT = entities('assignment{id startsAt trucks mover{id name rating}}');

async function ask<T>(url: string, query: string, variables: object): Promise<T> {
  const { body } = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return ((await body.json()) as { data: T }).data;
}

async function answer(body: string): Promise<object> {
  const { variables } = JSON.parse(body) as { variables: { id: string } };
  const { moveCall } = await ask<{ moveCall: { __typename: string; id: string } | null }>(
    urls.calls,
    ROOT,
    variables,
  );
  if (moveCall === null) return { data: { moveCall } };
  const { __typename, ...own } = moveCall;
  const entity = { representations: [{ __typename, id: own.id }] };
  const [orders, assignments] = await Promise.all([
    ask<{ _entities: [object] }>(urls.orders, ORDER, entity),
    ask<{ _entities: [object] }>(urls.assignments, ASSIGNMENT, entity),
  ]);
  return { data: { moveCall: { ...own, ...orders._entities[0], ...assignments._entities[0] } } };
}

const server = createServer((incoming, response) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    answer(Buffer.concat(chunks).toString()).then(
      (result) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(result));
      },
      () => response.writeHead(500).end(),
    );
  });
});
server.listen(Number(process.env['PORT']), process.env['HOST']);
