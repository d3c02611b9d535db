import { supergraphSdl } from '@movecall/schema/sdl';
import { parse } from 'graphql';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { loadSupergraph } from '../src/supergraph.ts';
import { compileDocument } from './support/compile-document.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapMegabytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

test('an operation keeps only a few response writers, even if it is executed with every combination of its conditions', async () => {
  const conditions = ['a', 'b', 'c', 'd', 'e', 'f'];
  const fields = `{ nodes { id moveType status statusLabel version tel movingOn cost requestedAt updatedAt
    waitingReason location { address district latitude longitude } destination { address district latitude longitude }
    mover { id name tel plate } } }`;
  const pages = Array.from({ length: 20 }, (_, index) => {
    const condition = conditions[index];
    return `p${index}: moveCalls(first: 1) ${condition ? `@include(if: $${condition})` : ''} ${fields}`;
  });
  const variables = conditions.map((name) => `$${name}: Boolean!`).join(' ');
  const document = parse(`query (${variables}) { ${pages.join('\n')} }`);
  const place = { address: '', district: '', latitude: 1, longitude: 1 };
  const call = {
    __typename: 'MoveCall',
    id: '1',
    moveType: 'FULL_PACKING',
    status: 'REQUESTED',
    statusLabel: '',
    version: 1,
    tel: '',
    movingOn: '',
    cost: 1,
    requestedAt: '',
    updatedAt: '',
    location: place,
    destination: place,
    mover: { id: '1', name: '', tel: '', plate: '' },
  };
  const data = Object.fromEntries(pages.map((_, index) => [`p${index}`, { nodes: [call] }]));
  const operation = compileDocument(
    {
      loaded: await loadSupergraph(supergraphSdl()),
      send: { call: async () => ({ data: structuredClone(data) }) },
    },
    document,
  );
  const execute = (combination: number) =>
    operation(Object.fromEntries(conditions.map((name, bit) => [name, Boolean((combination >> bit) & 1)])), {
      viewer: null,
      traceparent: '',
    });
  await execute(0);
  const before = heapMegabytes();
  for (let combination = 0; combination < 2 ** conditions.length; combination += 1)
    await execute(combination);
  expect(heapMegabytes() - before).toBeLessThan(10);
  // The operation must stay reachable until its memory is measured.
  await execute(0);
});
