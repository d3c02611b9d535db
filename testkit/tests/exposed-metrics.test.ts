import { expect, test } from 'vitest';
import { metricsOn, unknownMetrics } from '../src/exposed-metrics.ts';

const exposed = metricsOn([
  '# TYPE movecall_a_total counter\nmovecall_a_total{kind="x, y"} 1\nmovecall_a_total{kind="z",code="{}"} 2.5e-7',
  'eventlog_b 3\n# TYPE movecall_empty gauge',
]);

test('reads the names and labels of metrics from the pages', () => {
  expect([...exposed].map(([name, labels]) => [name, ...labels])).toEqual([
    ['movecall_a_total', 'kind', 'code'],
    ['eventlog_b'],
  ]);
});

test.each([
  ['sum by (kind, service) (rate(movecall_a_total{code=~"4..", namespace="n"}[5m]))', []],
  ['movecall_gone + eventlog_b', ['movecall_gone']],
  ['movecall_empty', ['movecall_empty']],
  ['eventlog_b{kind="x"}', ['eventlog_b{kind}']],
  ['sum by (kind) (eventlog_b)', ['by (kind)']],
  ['eventlog_b and on (namespace, stream) eventlog_b', ['by (stream)']],
])('the unknown metrics and labels of %s are %j', (query, unknown) => {
  expect(unknownMetrics(query, exposed)).toEqual(unknown);
});
