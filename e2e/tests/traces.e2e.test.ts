import { askGraphql, messagesTo } from '@movecall/testkit/client';
import { until } from '@movecall/service/until';
import { freeDay, settledMove, watchUntil } from '@movecall/testkit/move-calls';
import {
  type KeptSpan,
  readTraces,
  startTraceCollector,
  type TraceCollector,
} from '@movecall/dev/traces/collector';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CUSTOMER, startSystem, type System } from '../support/system.ts';

const SERVICES = ['router', 'call', 'manage', 'assign', 'notifier', 'sandbox'];
/** The phone numbers of the customer, the operator and the first six movers. Digits inside an id or a time do not match. */
const PHONE = /(?<![0-9a-f])(?:82|0)(?:1012345678|1000000000|10[2-7]345[0-9]789)(?![0-9a-f])/;

let folder: string;
let collector: TraceCollector;
let system: System;
const bodies: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'movecall-traces-'));
  collector = await startTraceCollector({ directory: folder, onBody: (body) => bodies.push(body) });
  const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, LOG_LEVEL: 'debug' };
  system = await startSystem({ env });
});
afterAll(async () => {
  await system.close();
  await collector.close();
  await rm(folder, { recursive: true, force: true });
});

/** Makes a trace context and its header, as the page does for each click. */
const click = () => {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { traceId, spanId, headers: { traceparent: `00-${traceId}-${spanId}-00` } };
};

const REQUEST = `mutation RequestMoveCall($input: RequestMoveCallInput!) {
  requestMoveCall(input: $input) { moveCall { id } userErrors { code } }
}`;
const CANCEL = 'mutation CancelMoveCall($id: ID!) { cancelMoveCall(id: $id) { userErrors { code } } }';

async function requestMove(headers: Record<string, string>): Promise<string> {
  const movingOn = await freeDay(system.operator, 1, new Date());
  const { data } = await askGraphql<{ requestMoveCall: { moveCall: { id: string } | null } }>(
    system.addresses,
    REQUEST,
    { input: { moveType: 'FULL_PACKING', location: { address: '마포구' }, cost: 2_500_000, movingOn } },
    system.customer.token,
    headers,
  );
  return data?.requestMoveCall.moveCall?.id ?? '';
}

const messageAbout = (templateId: string, callId: string) =>
  until(`${templateId} about ${callId}`, async () =>
    (await messagesTo(system.addresses, CUSTOMER)).find(
      (message) =>
        message.templateId === templateId && message.buttons.some(({ url }) => url.endsWith(callId)),
    ),
  );

/** Resolves with a trace once it has the expected spans, each as often as it is listed. */
const traceOf = (traceId: string, expected: readonly string[]): Promise<KeptSpan[]> =>
  until(`the spans ${expected.join(', ')}`, async () => {
    const spans = (await readTraces(folder)).filter((span) => span.traceId === traceId);
    const missing = [...expected];
    for (const { service, name } of spans) {
      const at = missing.indexOf(`${service} ${name}`);
      if (at >= 0) missing.splice(at, 1);
    }
    return missing.length === 0 && parentsMissing(spans).length <= 1 ? spans : undefined;
  });

const parentsMissing = (spans: readonly KeptSpan[]): KeptSpan[] => {
  const known = new Set(spans.map(({ spanId }) => spanId));
  return spans.filter(({ parentId }) => parentId === null || !known.has(parentId));
};

const find = (spans: readonly KeptSpan[], service: string, name: string): KeptSpan => {
  const found = spans.find((span) => span.service === service && span.name === name);
  if (!found) throw new Error(`no span ${service} ${name}`);
  return found;
};

/** The services and names of the spans from the click to this one, without those of the database. */
function pathOf(spans: readonly KeptSpan[], span: KeptSpan): string[] {
  const parent = spans.find(({ spanId }) => spanId === span.parentId);
  const own = span.attributes['db.system.name'] === undefined ? [`${span.service} ${span.name}`] : [];
  return [...(parent ? pathOf(spans, parent) : []), ...own];
}

const logLines = async (service: string): Promise<Record<string, unknown>[]> =>
  (await readFile(join(system.directory, 'logs', `${service}.log`), 'utf8'))
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/**
 * Subscribes an operator to all calls. The router sends a change, and has a span and a log line for it, only while a client
 * is subscribed.
 *
 * @returns a function that ends the subscription
 */
async function followAll(): Promise<() => void> {
  const stop = new AbortController();
  const changes = system.operator.subscribe('subscription { moveCallFeed { version } }', {}, stop.signal);
  void changes.next();
  await until('the feed to be followed', async () => {
    const metrics = await (await fetch(`${system.stack.services()['router']?.metricsUrl}/metrics`)).text();
    return /^movecall_router_subscriptions_open [1-9]/m.test(metrics) || undefined;
  });
  return () => stop.abort();
}

test('a call is one trace from the click to the KakaoTalk message', async () => {
  const leave = await followAll();
  const { traceId, spanId, headers } = click();
  const callId = await requestMove(headers);
  await watchUntil(system.customer, callId, 'CONFIRMED');
  const message = await messageAbout('MOVER_CONFIRMED', callId);
  expect(message.traceId).toBe(traceId);

  // Three messages are sent, CALL_ACCEPTED, MOVER_CONFIRMED and JOB_ASSIGNED, and each one's outcome is reported. Two of them may
  // share a request, which is of no trace then.
  const ofEach = ['notifier create AlertSettled', 'call process AlertSettled'];
  const spans = await traceOf(traceId, [
    ...ofEach,
    ...ofEach,
    ...ofEach,
    'sandbox POST /messages/v4/send-many/detail',
    'notifier send CALL_ACCEPTED',
    'notifier send MOVER_CONFIRMED',
    'notifier send JOB_ASSIGNED',
    'router live MoveCallStatusChanged',
  ]);
  leave();
  const [root, ...orphans] = parentsMissing(spans);
  expect(orphans).toEqual([]);
  expect(root).toMatchObject({
    service: 'router',
    name: 'mutation RequestMoveCall',
    kind: 'SERVER',
    parentId: spanId,
    attributes: { 'graphql.operation.type': 'mutation', 'http.response.status_code': 200 },
  });
  expect(new Set(spans.map(({ service }) => service))).toEqual(new Set(SERVICES));
  expect(spans.filter(({ failed }) => failed)).toEqual([]);

  expect(pathOf(spans, find(spans, 'notifier', 'send MOVER_CONFIRMED'))).toEqual([
    'router mutation RequestMoveCall',
    'router subgraph call',
    'call mutation RequestMoveCall__call__0',
    'call mutation RequestAssignment',
    'manage mutation RequestAssignment',
    'manage create AssignmentRequested',
    'assign process AssignmentRequested',
    'assign create AssignmentCompleted',
    'call process AssignmentCompleted',
    'call create MoveCallStatusChanged',
    'notifier process MoveCallStatusChanged',
    'notifier send MOVER_CONFIRMED',
  ]);
  const kinds = Object.fromEntries(
    [
      ['router', 'subgraph call'],
      ['manage', 'mutation RequestAssignment'],
      ['manage', 'create AssignmentRequested'],
      ['assign', 'process AssignmentRequested'],
      ['assign', 'insert assignments'],
      ['call', 'transaction'],
    ].map(([service = '', name = '']) => [name, find(spans, service, name).kind]),
  );
  expect(kinds).toEqual({
    'subgraph call': 'CLIENT',
    'mutation RequestAssignment': 'SERVER',
    'create AssignmentRequested': 'PRODUCER',
    'process AssignmentRequested': 'CONSUMER',
    'insert assignments': 'CLIENT',
    transaction: 'INTERNAL',
  });
  expect(find(spans, 'assign', 'insert assignments').attributes).toMatchObject({
    'db.system.name': 'postgresql',
    'db.namespace': 'movecall_assign',
    'db.query.text': expect.stringMatching(
      /^insert into "assignments" .* jsonb_populate_recordset\(null::"assignments", \$1::jsonb\)/s,
    ) as string,
  });
  expect(find(spans, 'assign', 'process AssignmentRequested').attributes).toMatchObject({
    'messaging.consumer.group.name': 'assign',
    'messaging.message.conversation_id': callId,
    'eventlog.outcome': 'APPLIED',
    'eventlog.attempt': 1,
  });
});

test('a cancel is a separate trace that includes the release of the mover', async () => {
  const callId = await requestMove({});
  await watchUntil(system.customer, callId, 'CONFIRMED');
  const { traceId, headers } = click();
  await askGraphql(system.addresses, CANCEL, { id: callId }, system.customer.token, headers);
  await settledMove(system.customer, callId, { order: 'CANCELLED', assignment: 'RELEASED' });
  const message = await messageAbout('CALL_CANCELLED', callId);
  expect(message.traceId).toBe(traceId);

  const spans = await traceOf(traceId, ['call process AssignmentCancelled', 'notifier send CALL_CANCELLED']);
  expect(pathOf(spans, find(spans, 'assign', 'create AssignmentCancelled'))).toEqual([
    'router mutation CancelMoveCall',
    'router subgraph call',
    'call mutation CancelMoveCall__call__0',
    'call create CallCancelled',
    'manage process CallCancelled',
    'manage create AssignmentCancelRequested',
    'assign process AssignmentCancelRequested',
    'assign create AssignmentCancelled',
  ]);
});

test('every log line about a call has its trace id, and no phone number is in a log or an exported trace', async () => {
  const leave = await followAll();
  const { traceId, headers } = click();
  const callId = await requestMove(headers);
  await watchUntil(system.customer, callId, 'CONFIRMED');
  await messageAbout('MOVER_CONFIRMED', callId);
  await system.settle();
  await traceOf(traceId, ['call process AlertSettled', 'router live MoveCallStatusChanged']);
  leave();

  for (const service of ['router', 'call', 'manage', 'assign', 'notifier']) {
    const about = (await logLines(service)).filter((line) => line['callId'] === callId);
    const traces = about.map((line) => String(line['traceId']));
    // The router sends the first event of a subscription, the current state, outside the call's trace.
    const own = service === 'router' ? traces.filter((each) => each === traceId) : traces;
    expect([service, ...new Set(own)]).toEqual([service, traceId]);
  }
  expect((await logLines('sandbox')).some((line) => line['traceId'] === traceId)).toBe(true);
  const facts = async (service: string) =>
    (await logLines(service))
      .filter((line) => line['callId'] === callId && line['level'] === 'info')
      .map(({ msg }) => msg);
  expect(await facts('manage')).toEqual(['order accepted']);
  expect(await facts('assign')).toEqual(['mover assigned']);
  expect((await facts('call')).filter((fact) => fact === 'call accepted')).toHaveLength(1);
  expect((await facts('notifier')).filter((fact) => fact === 'alert sent')).toHaveLength(3);

  const logs = await Promise.all(
    SERVICES.map((name) => readFile(join(system.directory, 'logs', `${name}.log`), 'utf8')),
  );
  // A phone number may be written with dashes or spaces.
  for (const text of [...bodies, ...logs].map((each) => each.replace(/[-\s]/g, ''))) {
    expect(text).not.toMatch(PHONE);
    expect(text).not.toContain(system.customer.token);
  }
});
