import {
  Client,
  type Exchange,
  type ExchangeIO,
  gql,
  type Operation,
  type OperationResult,
} from '@urql/core';
import { expect, test } from 'vitest';
import { filter, makeSubject, merge, mergeMap, pipe, fromPromise, subscribe } from 'wonka';
import { callsIn, overtakenExchange } from '../src/api/overtaken.ts';

const call = (version: number) => ({ __typename: 'MoveCall', id: 'a', version, status: `V${version}` });

/**
 * A client whose server answers each query with the next of `answers`, when that promise resolves. `queries` counts them.
 */
function clientOf(answers: readonly Promise<unknown>[]) {
  const pushed = makeSubject<OperationResult>();
  let sent = 0;
  const server: Exchange =
    () =>
    (operations): ReturnType<ExchangeIO> =>
      merge([
        pushed.source,
        pipe(
          operations,
          filter(({ kind }) => kind === 'query'),
          mergeMap((operation: Operation) =>
            fromPromise(
              Promise.resolve(answers[sent++]).then((data) => ({
                operation,
                data,
                stale: false,
                hasNext: false,
              })),
            ),
          ),
        ),
      ]);
  const client = new Client({ url: '/', preferGetMethod: false, exchanges: [overtakenExchange, server] });
  return { client, push: pushed.next, queries: () => sent };
}

const CallQuery = gql`
  {
    moveCall {
      id
      version
      status
    }
  }
`;

const CallStatus = gql`
  subscription {
    moveCallStatus {
      moveCall {
        id
        version
      }
    }
  }
`;

test('a query is sent again when a live event has overtaken its answer', async () => {
  let answerFirst: (data: unknown) => void = () => undefined;
  const first = new Promise((resolve) => (answerFirst = resolve));
  const { client, push, queries } = clientOf([first, Promise.resolve({ moveCall: call(3) })]);
  const answered = client.query(CallQuery, {}).toPromise();

  const { unsubscribe } = pipe(
    client.subscription(CallStatus, {}),
    subscribe(() => undefined),
  );
  push({
    operation: client.createRequestOperation('subscription', { key: 1, query: CallStatus, variables: {} }),
    data: { moveCallStatus: { moveCall: call(3) } },
    stale: false,
    hasNext: true,
  } as OperationResult);
  answerFirst({ moveCall: call(2) });

  expect((await answered).data).toEqual({ moveCall: call(3) });
  expect(queries()).toBe(2);
  unsubscribe();
});

test('an answer with the newest known version is accepted', async () => {
  const { client, queries } = clientOf([
    Promise.resolve({ moveCall: call(2) }),
    Promise.resolve({ moveCall: call(2) }),
  ]);
  for (let nth = 0; nth < 2; nth += 1) {
    const { data } = await client.query(CallQuery, {}).toPromise();
    expect(data).toEqual({ moveCall: call(2) });
  }
  expect(queries()).toBe(2);
});

test('calls are found at any depth of an answer', () => {
  expect(
    callsIn({
      moveCalls: {
        nodes: [call(1), { ...call(2), id: 'b', timeline: [{ moveCall: call(5) }] }],
        pageInfo: null,
      },
      other: { __typename: 'Mover', id: 'm', version: 9 },
      without: { __typename: 'MoveCall', id: 'c' },
    }).map(({ id, version }) => `${id}${version}`),
  ).toEqual(['a1', 'b2', 'a5']);
});
