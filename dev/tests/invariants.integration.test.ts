import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkInvariants, invariants } from '../src/invariants/check.ts';
import { mutants } from './support/mutants.ts';
import { brokenBy } from './support/mutation.ts';
import { type Played, play } from './support/played.ts';
import { type Saga, startSaga } from './support/saga.ts';

let saga: Saga;
let played: Played;
let subject: Saga['subject'];

beforeAll(async () => {
  saga = await startSaga();
  played = await play(saga);
  expect(await checkInvariants(saga.subject)).toEqual([]);
  const messages = await saga.subject.sandboxMessages();
  subject = { ...saga.subject, sandboxMessages: async () => messages };
  await saga.freeze();
});
afterAll(() => saga.close());

test('a system in which calls were confirmed, cancelled, left waiting and withdrawn violates nothing', async () => {
  expect(await brokenBy(subject, async () => undefined)).toEqual([]);
});

for (const { breaks, when, mutate } of mutants) {
  const names = [breaks].flat();
  test(`${when}: ${names.join(' and ')}`, async () => {
    const violations = await brokenBy(subject, (world) => mutate(world, played));
    expect(violations.map(({ invariant }) => invariant)).toEqual(names);
    for (const { rows } of violations) expect(rows.length).toBeGreaterThan(0);
  });
}

test('every invariant has a mutant', () => {
  const broken = new Set(mutants.flatMap(({ breaks }) => breaks));
  expect(invariants.map(({ invariant }) => invariant).filter((name) => !broken.has(name))).toEqual([]);
});
