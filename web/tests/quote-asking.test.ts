import { expect, test } from 'vitest';
import { createAsking } from '../src/screens/quote/asking.ts';

/** Questions wait for `answer`, in the order in which they were sent. */
function startAsking() {
  const sent: { readonly question: string; readonly answer: PromiseWithResolvers }[] = [];
  const ask = createAsking((question: string) => {
    const answer = withResolvers();
    sent.push({ question, answer });
    return answer.promise;
  });
  return { ask, sent };
}

interface PromiseWithResolvers {
  readonly promise: Promise<string>;
  readonly resolve: (text: string) => void;
  readonly reject: (error: Error) => void;
}

function withResolvers(): PromiseWithResolvers {
  let [resolve, reject]: [(text: string) => void, (error: Error) => void] = [
    () => undefined,
    () => undefined,
  ];
  const promise = new Promise<string>((onResolve, onReject) => {
    [resolve, reject] = [onResolve, onReject];
  });
  return { promise, resolve, reject };
}

const turn = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve));

test('one question is sent after the other, and one that was overtaken while it waited is never sent', async () => {
  const { ask, sent } = startAsking();
  const answers = [ask('one'), ask('two'), ask('three')];
  await turn();
  expect(sent.map(({ question }) => question)).toEqual(['three']);
  sent[0]!.answer.resolve('3');
  expect(await Promise.all(answers)).toEqual([null, null, '3']);
});

test('the answer to a question that was overtaken on its way is dropped', async () => {
  const { ask, sent } = startAsking();
  const first = ask('one');
  await turn();
  const second = ask('two');
  await turn();
  expect(sent.map(({ question }) => question)).toEqual(['one']);
  sent[0]!.answer.resolve('1');
  expect(await first).toBeNull();
  await turn();
  sent[1]!.answer.resolve('2');
  expect(await second).toBe('2');
});

test('a question that fails does not hold up the next one', async () => {
  const { ask, sent } = startAsking();
  const first = ask('one');
  await turn();
  sent[0]!.answer.reject(new Error('no answer'));
  await expect(first).rejects.toThrow('no answer');
  const second = ask('two');
  await turn();
  sent[1]!.answer.resolve('2');
  expect(await second).toBe('2');
});
