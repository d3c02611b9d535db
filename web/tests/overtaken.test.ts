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

/** A client whose server answers each query with what is next in line, once it is told to. */
function clientOf(answers: readonly Promise<unknown>[]) {
  const pushed = makeSubject<OperationResult>();
  let asked = 0;
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
              Promise.resolve(answers[asked++]).then((data) => ({
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
  return { client, push: pushed.next, asked: () => asked };
}

test('an answer that a live event has overtaken is asked for again', async () => {
  let answerFirst: (data: unknown) => void = () => undefined;
  const first = new Promise((resolve) => (answerFirst = resolve));
  const { client, push, asked } = clientOf([first, Promise.resolve({ moveCall: call(3) })]);
  const answered = client
    .query(
      gql`
        {
          moveCall {
            id
            version
            status
          }
        }
      `,
      {},
    )
    .toPromise();

  const { unsubscribe } = pipe(
    client.subscription(
      gql`
        subscription {
          moveCallStatus {
            moveCall {
              id
              version
            }
          }
        }
      `,
      {},
    ),
    subscribe(() => undefined),
  );
  const operation = client.createRequestOperation('subscription', {
    key: 1,
    query: gql`
      subscription {
        moveCallStatus {
          moveCall {
            id
            version
          }
        }
      }
    `,
    variables: {},
  });
  push({
    operation,
    data: { moveCallStatus: { moveCall: call(3) } },
    stale: false,
    hasNext: true,
  } as OperationResult);
  answerFirst({ moveCall: call(2) });

  expect((await answered).data).toEqual({ moveCall: call(3) });
  expect(asked()).toBe(2);
  unsubscribe();
});

test('an answer that is as new as what was seen is taken as it comes', async () => {
  const { client, asked } = clientOf([
    Promise.resolve({ moveCall: call(2) }),
    Promise.resolve({ moveCall: call(2) }),
  ]);
  for (let nth = 0; nth < 2; nth += 1) {
    const { data } = await client
      .query(
        gql`
          {
            moveCall {
              id
              version
              status
            }
          }
        `,
        {},
      )
      .toPromise();
    expect(data).toEqual({ moveCall: call(2) });
  }
  expect(asked()).toBe(2);
});

test('calls are found wherever they are in an answer', () => {
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
