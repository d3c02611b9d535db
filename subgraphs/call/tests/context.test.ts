import { createIdentitySigner, IDENTITY_HEADER } from '@movecall/identity';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { createContextFactory, reload } from '../src/context.ts';
import type { ReadModel } from '../src/call/read-model.ts';
import { createSessionCookies } from '../src/sign-in/session-cookie.ts';

/** A read model that records its reads. */
function countingReadModel(reads: string[] = []) {
  const counting =
    (name: string) =>
    async (ids: readonly string[]): Promise<never[]> => {
      reads.push(`${name} of ${ids.length}`);
      return ids.map(() => [] as never);
    };
  const readModel: ReadModel = {
    find: counting('calls'),
    timelines: counting('timelines'),
    alerts: counting('alerts'),
    people: counting('people'),
    list: async () => ({ calls: [], hasNextPage: false }),
    jobs: async () => [],
    streamPosition: async () => '0',
  };
  return { readModel, reads };
}

const identityKey = new Uint8Array(randomBytes(32));
const contextOver = async (queries: ReadModel, commands: ReadModel) => {
  const identity = await createIdentitySigner(identityKey).sign(null);
  return createContextFactory(
    identityKey,
    { queries, commands },
    createSessionCookies(true),
  )(
    { headers: { [IDENTITY_HEADER]: identity } } as unknown as IncomingMessage,
    {} as unknown as ServerResponse,
  );
};

test('the fields of a list of calls are read in batches, one for each kind', async () => {
  const { readModel, reads } = countingReadModel();
  const { loaders } = await contextOver(readModel, readModel);
  const ids = ['a', 'b', 'c'];
  await Promise.all(
    ids.flatMap((id) => [loaders.calls.load(id), loaders.timelines.load(id), loaders.alerts.load(id)]),
  );
  expect(reads.toSorted()).toEqual(['alerts of 3', 'calls of 3', 'timelines of 3']);
});

test('after a command a call and its timeline are read again, on the connections of commands', async () => {
  const [queries, commands] = [countingReadModel(), countingReadModel()];
  const context = await contextOver(queries.readModel, commands.readModel);
  await Promise.all([context.loaders.calls.load('a'), context.loaders.timelines.load('a')]);
  await reload(context, 'a');
  await context.loaders.timelines.load('a');
  expect(queries.reads).toEqual(['calls of 1', 'timelines of 1']);
  expect(commands.reads).toEqual(['calls of 1', 'timelines of 1']);
});
