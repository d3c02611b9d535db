import { expect, test } from 'vitest';
import { drawTrace } from '../src/traces/tree.ts';
import type { KeptSpan } from '../src/traces/spans.ts';

const span = (
  spanId: string,
  parentId: string | null,
  service: string,
  name: string,
  [start, end]: readonly [number, number],
  attributes: KeptSpan['attributes'] = {},
): KeptSpan => ({
  traceId: 'abc',
  spanId,
  parentId,
  service,
  name,
  kind: 'INTERNAL',
  start,
  end,
  failed: 'error.type' in attributes,
  attributes,
});
const ofDatabase = { 'db.system.name': 'postgresql' };
const spans = [
  span('4', '3', 'manage', 'insert orders', [20, 30], ofDatabase),
  span('5', '3', 'manage', 'create AssignmentRequested', [30, 30]),
  span('3', '2', 'manage', 'transaction', [15, 36], ofDatabase),
  span('6', '5', 'assign', 'process AssignmentRequested', [36, 72], { 'error.type': 'ECONNREFUSED' }),
  span('2', '1', 'manage', 'mutation RequestAssignment', [10, 40]),
  span('1', 'the click', 'call', 'mutation RequestMoveCall', [0, 50]),
];
const bar = (before: number, length: number): string =>
  '·'.repeat(before) + '█'.repeat(length) + '·'.repeat(36 - before - length);

test('a trace is drawn as a tree with SQL statements folded into their parents', () => {
  expect(drawTrace(spans, { statements: false, colours: false }).split('\n')).toEqual([
    'trace abc · 1970-01-01T00:00:00.000Z · 72 ms · 6 spans',
    `call    mutation RequestMoveCall                          ${bar(0, 25)}   50 ms`,
    `manage    mutation RequestAssignment · 1 statement        ${bar(5, 15)}   30 ms`,
    `manage      create AssignmentRequested                    ${bar(15, 1)}  0.0 ms`,
    `assign        process AssignmentRequested ✗ ECONNREFUSED  ${bar(18, 18)}   36 ms`,
  ]);
});

test('with `statements`, each SQL statement has a line of its own', () => {
  const drawn = drawTrace(spans, { statements: true, colours: false });
  expect(drawn.split('\n').map((line) => line.slice(8).split('  ·')[0]?.trimEnd())).toEqual([
    expect.anything(),
    expect.stringMatching(/^mutation RequestMoveCall/),
    expect.stringMatching(/^ {2}mutation RequestAssignment/),
    expect.stringMatching(/^ {4}transaction/),
    expect.stringMatching(/^ {6}insert orders/),
    expect.stringMatching(/^ {6}create AssignmentRequested/),
    expect.stringMatching(/^ {8}process AssignmentRequested ✗ ECONNREFUSED/),
  ]);
});
