import type { Viewer } from '@movecall/identity';
import { nationalTel } from '@movecall/values/tel';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { startCall } from './harness.ts';

const OPERATORS = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Operator { id tel } } }`;

test('operators know each other by their phones; nobody else learns one', async () => {
  const call = await startCall();
  const [kim, lee, customer] = [
    await call.person('OPERATOR'),
    await call.person('OPERATOR'),
    await call.person(),
  ];
  const gone = randomUUID();
  const of = [kim.id, gone].map((id) => ({ __typename: 'Operator', id }));
  const asked = async (viewer: Viewer | null) =>
    (await call.ask<{ _entities: object[] }>(viewer, OPERATORS, { of })).data._entities;
  expect(await asked(lee)).toEqual([
    { id: kim.id, tel: nationalTel(kim.tel) },
    { id: gone, tel: null },
  ]);
  for (const viewer of [customer, null])
    expect(await asked(viewer)).toEqual([
      { id: kim.id, tel: null },
      { id: gone, tel: null },
    ]);
});
