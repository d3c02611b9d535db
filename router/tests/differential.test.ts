import { servedSubgraphs, subgraphSdl, supergraphSdl } from '@movecall/schema/sdl';
import { amount } from '@movecall/testkit/amount';
import { getVariableValues } from 'graphql';
import { expect, test } from 'vitest';
import type { Send } from '../src/subgraphs/client.ts';
import { loadSupergraph } from '../src/supergraph.ts';
import {
  areEqual,
  type ClientAnswer,
  operationOf,
  prepareBoth,
  type Sends,
} from './support/both-executors.ts';
import { type RandomOperation, randomOperation } from './support/random-operation.ts';
import { createSubgraphs, type Mood, type World } from './support/test-supergraph.ts';
import { composed, fetchedByName } from './support/test-supergraph-schema.ts';
import { testSubgraphs } from './support/test-supergraph-sdl.ts';

/**
 * Random operations over random data are answered by the compiled operation and by the gateway's own executor: both have to
 * say the same. For a longer run, or another one: DIFFERENTIAL_OPERATIONS=20000 DIFFERENTIAL_SEED=7.
 */
const OPERATIONS = Number(process.env['DIFFERENTIAL_OPERATIONS'] ?? amount({ usual: 300, long: 20_000 }));
const FIRST_SEED = Number(process.env['DIFFERENTIAL_SEED'] ?? 1);
/** Each operation is executed so often, with other variables, other data and another mood of the subgraphs. */
const EXECUTIONS = 6;
const MOODS: readonly Mood[] = ['whole', 'failing', 'silent', 'lax'];
const PATIENCE_MS = 60_000 + 500 * OPERATIONS;

interface Tally {
  operations: number;
  compiled: number;
  executions: number;
  /** Where the gateway had joined fields, and so answered in another order. */
  joined: number;
  withData: number;
  withErrors: number;
  /** Where the gateway may have told errors at wrong places. */
  misplaced: number;
  /** Where the variables did not fit. */
  refused: number;
}

interface Subject {
  readonly sdl: string;
  readonly subgraphs: Readonly<Record<string, string>>;
  readonly operations: number;
}

async function compare({ sdl, subgraphs, operations }: Subject): Promise<Tally> {
  const loaded = loadSupergraph(sdl);
  const answers = createSubgraphs(subgraphs);
  const reserved = fetchedByName(subgraphs);
  const tally: Tally = {
    operations: 0,
    compiled: 0,
    executions: 0,
    joined: 0,
    withData: 0,
    withErrors: 0,
    misplaced: 0,
    refused: 0,
  };
  for (let seed = FIRST_SEED; tally.operations < operations; seed += 1) {
    const operation = randomOperation(loaded.apiSchema, seed, reserved);
    if (!operation) continue;
    tally.operations += 1;
    const both = prepareBoth(loaded, operation.document);
    if (both.unsupported !== null) continue;
    tally.compiled += 1;
    for (let turn = 0; turn < EXECUTIONS; turn += 1) {
      const variables = operation.variables[turn % operation.variables.length] ?? {};
      const mood = MOODS[(seed + turn) % MOODS.length] as Mood;
      // See `needsTypenames`: what is wrong in an answer must not depend on whether types were asked for.
      const world = {
        seed: seed * EXECUTIONS + turn,
        mood: both.faults.needsTypenames && mood === 'lax' ? 'failing' : mood,
      };
      const silences = { count: 0 };
      const compiled = both.compiled(variables, counted(answers(world), silences));
      if (!compiled) {
        expect(fits(operation, variables), describe(seed, operation, variables, world)).toBe(false);
        tally.refused += 1;
        continue;
      }
      const ours = await compiled.catch(failed);
      const gateway = await both.gateway(
        variables,
        answers(world, { withTypenames: both.faults.needsTypenames }),
      );
      tally.executions += 1;
      if (gateway.hasMisplacedErrors) tally.misplaced += 1;
      if (gateway.errors.length > 0) tally.withErrors += 1;
      if (gateway.data !== undefined && gateway.data !== 'null') tally.withData += 1;
      let equal = areEqual(ours, gateway, both.faults);
      if (equal && ours.data !== gateway.data) {
        tally.joined += 1;
        equal = (await both.joined(variables, answers(world)))?.data === gateway.data;
      }
      const silent = silences.count > 0 && ours.errors.length === 0;
      if (!equal || silent) {
        const what = describe(seed, operation, variables, world);
        expect.fail(`${what}\nours    ${JSON.stringify(ours)}\ngateway ${JSON.stringify(gateway)}`);
      }
    }
  }
  return tally;

  function fits({ document, text }: RandomOperation, variables: Readonly<Record<string, unknown>>): boolean {
    const definitions = operationOf(document).variableDefinitions ?? [];
    const { errors } = getVariableValues(loaded.apiSchema, definitions, { ...variables });
    const conditions = [...text.matchAll(/@(?:skip|include)\(if: \$(\w+)\)/g)];
    return errors === undefined && !conditions.some(([, name = '']) => variables[name] === null);
  }
}

const counted = (sends: Sends, silences: { count: number }): Sends =>
  Object.fromEntries(
    Object.entries(sends).map(([name, send]): [string, Send] => [
      name,
      async (request, context) => {
        try {
          return await send(request, context);
        } catch (error) {
          if (asksForFields(request.body)) silences.count += 1;
          throw error;
        }
      },
    ]),
  );

/** Where there are conditions, there may be nothing that was asked for; what the types are called, is known. */
const asksForFields = (body: string): boolean => {
  const { query } = JSON.parse(body);
  const selections = query.slice(query.indexOf('{')).replace(/\.\.\.on \w+|(\w+:)?__typename/g, '');
  return !query.includes('@') && /\w/.test(selections);
};

/** An answer that cannot be written is an error without data, as it is for the gateway. */
const failed = (error: unknown): ClientAnswer => ({ data: undefined, errors: [String(error)] });

const describe = (seed: number, { text }: RandomOperation, variables: object, world: World): string =>
  `seed ${seed}, ${world.mood}\n${text}\n${JSON.stringify(variables)}`;

/** The test is worth as much as it reaches. */
function expectReach(tally: Tally, leastCompiled: number): void {
  const { operations, compiled, executions, joined, withData, withErrors, misplaced, refused } = tally;
  expect(compiled / operations).toBeGreaterThan(leastCompiled);
  expect(executions).toBeGreaterThan(compiled * (EXECUTIONS - 1));
  expect(joined / executions).toBeLessThan(0.3);
  expect(withData / executions).toBeGreaterThan(0.7);
  expect(withErrors / executions).toBeGreaterThan(0.2);
  expect(misplaced / executions).toBeLessThan(0.05);
  expect(refused / executions).toBeLessThan(0.1);
}

test(
  'compiled operations answer what the gateway answers, over a supergraph that has of everything',
  async () => {
    const sdl = composed(testSubgraphs);
    const tally = await compare({ sdl, subgraphs: testSubgraphs, operations: OPERATIONS });
    console.info(JSON.stringify(tally));
    expectReach(tally, 0.8);
  },
  PATIENCE_MS,
);

test(
  'compiled operations answer what the gateway answers, over the supergraph of the system',
  async () => {
    const subgraphs = Object.fromEntries(servedSubgraphs.map((name) => [name, subgraphSdl(name)]));
    const tally = await compare({ sdl: supergraphSdl(), subgraphs, operations: OPERATIONS / 4 });
    console.info(JSON.stringify(tally));
    expectReach(tally, 0.95);
  },
  PATIENCE_MS,
);
