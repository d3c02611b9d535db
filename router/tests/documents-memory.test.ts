import { supergraphSdl } from '@movecall/schema/sdl';
import { amount } from '@movecall/testkit/amount';
import { Kind, parse, type SelectionSetNode } from 'graphql';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createPlanner } from '../src/documents/planner.ts';
import type { Prepared } from '../src/documents/preparation.ts';
import { weightOfPrepared } from '../src/documents/weight.ts';
import type { Send } from '../src/subgraphs/client.ts';
import { loadSupergraph } from '../src/supergraph.ts';
import { documentsInProcess, prepare, settings } from './support/documents-in-process.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');
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
  waitingReason: null,
  location: place,
  destination: place,
  mover: { id: '1', name: '', tel: '', plate: '' },
  timeline: [{ status: 'REQUESTED', version: 1 }],
  contactsShared: true,
  announcedMoverId: '1',
};
const source = {
  ...call,
  order: { status: 'ASSIGNED' },
  assignment: { mover: call.mover },
  moveCall: call,
};

/** The first documents also fill caches that all documents share. */
const WARMUP = 8;
/** So much that what the process does besides hardly counts. */
const MEASURED_BYTES = amount({ usual: 4, long: 8 }) * 2 ** 20;

type Source = Readonly<Record<string, unknown>>;

/** The fields of a selection set, each under its alias. */
function answer({ selections }: SelectionSetNode, from: Source): Source {
  const entries = selections.flatMap((selection): [string, unknown][] => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    if (selection.kind === Kind.INLINE_FRAGMENT) return Object.entries(answer(selection.selectionSet, from));
    const { name, alias, selectionSet } = selection;
    const value = name.value === 'moveCall' ? source : from[name.value];
    const items = Array.isArray(value) ? value : [value];
    const answered = items.map((item) => (selectionSet ? answer(selectionSet, item as Source) : item));
    return [[(alias ?? name).value, Array.isArray(value) ? answered : answered[0]]];
  });
  return Object.fromEntries(entries);
}

const send: Send = async ({ body }) => {
  const { query, variables } = JSON.parse(body) as { query: string; variables: { representations?: [] } };
  const [operation] = parse(query).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  const [first] = operation.selectionSet.selections;
  if (!variables.representations) return { data: answer(operation.selectionSet, source) };
  const entity = first?.kind === Kind.FIELD && first.selectionSet && answer(first.selectionSet, source);
  return { data: { _entities: variables.representations.map(() => structuredClone(entity)) } };
};

const FIELDS = `id moveType status statusLabel version tel movingOn cost requestedAt updatedAt waitingReason
  location { address district latitude longitude } destination { address district latitude longitude } mover { id name tel plate }`;
/** Documents of many sizes; the number tells one from the next. */
const shapes: Readonly<Record<string, (number: number) => string>> = {
  small: (number) => `{ a${number}: moveCall(id: "x") { id status } }`,
  fields: (number) => `{ ${times(5, (index) => `a${index}x${number}: moveCall(id: "x") { ${FIELDS} }`)} }`,
  wide: (number) => `{ ${times(20, (index) => `a${index}x${number}: moveCall(id: "x") { ${FIELDS} }`)} }`,
  joins: (number) =>
    `{ ${times(10, (index) => `a${index}x${number}: moveCall(id: "x") { order { status } assignment { mover { name } } }`)} }`,
  conditions: (number) =>
    `query Q${number}($a: Boolean!, $b: Boolean!, $c: Boolean!, $d: Boolean!) { ${times(8, (index) => `a${index}: moveCall(id: "x") @include(if: $${'abcd'[index % 4]}) { ${FIELDS} }`)} }`,
};

test.each(Object.entries(shapes))(
  'the memory that documents keep is within their weight: %s',
  async (_, shape) => {
    const loaded = await loadSupergraph(supergraphSdl());
    const planner = createPlanner(loaded, settings);
    let weight = 0;
    const documents = documentsInProcess({
      loaded,
      send: { call: send, manage: send, assign: send },
      planner: {
        ...planner,
        async prepare(request) {
          const timed = await planner.prepare(request);
          weight += weightOfPrepared(request.text, timed.preparation as Prepared);
          return timed;
        },
      },
      maxBytes: 2 ** 40,
    });
    const context = { viewer: null, traceparent: '' };
    async function use(number: number): Promise<void> {
      const text = shape(number);
      const { execute } = await prepare(documents, text);
      // Without conditions all executions are alike.
      const combinations = text.includes('@include') ? 16 : 1;
      for (let combination = 0; combination < combinations; combination += 1) {
        const on = (bit: number) => Boolean((combination >> bit) & 1);
        const outcome = await execute({ a: on(0), b: on(1), c: on(2), d: on(3) }, context);
        expect(outcome?.errors).toEqual([]);
      }
    }
    let number = 0;
    for (; number < WARMUP; number += 1) await use(number);
    const before = heapBytes();
    weight = 0;
    for (; weight < MEASURED_BYTES; number += 1) await use(number);
    expect(heapBytes() - before).toBeLessThan(weight);
    // The documents must stay reachable until their memory is measured.
    await use(0);
  },
);
