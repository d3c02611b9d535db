import { servedSubgraphs, subgraphSdl, supergraphSdl } from '@movecall/schema/sdl';
import { amount } from '@movecall/testkit/amount';
import { getVariableValues } from 'graphql';
import { expect, test } from 'vitest';
import type { Send } from '../src/subgraphs/client.ts';
import { type LoadedSupergraph, loadSupergraph } from '../src/supergraph.ts';
import {
  areEqual,
  type BothExecutors,
  type ClientAnswer,
  prepareBoth,
  type Sends,
} from './support/both-executors.ts';
import { operationOf } from './support/compile-document.ts';
import { type RandomOperation, randomOperation } from './support/random-operation.ts';
import { createSubgraphs } from './support/test-supergraph.ts';
import { composed } from './support/test-supergraph-schema.ts';
import { testSubgraphs } from './support/test-supergraph-sdl.ts';
import type { Mood, World } from './support/test-supergraph-world.ts';

/**
 * Executes random operations over random data as compiled operations, with the gateway's own executor as the router uses it, and
 * with that executor alone: all responses must be equal. For a longer run or another one: DIFFERENTIAL_OPERATIONS=20000 DIFFERENTIAL_SEED=7.
 */
const OPERATIONS = Number(process.env['DIFFERENTIAL_OPERATIONS'] ?? amount({ usual: 100, long: 20_000 }));
const FIRST_SEED = Number(process.env['DIFFERENTIAL_SEED'] ?? 1);
/** How often each operation is executed, each time with other variables, other data and another mood of the subgraphs. */
const EXECUTIONS = 6;
const MOODS: readonly Mood[] = ['whole', 'failing', 'silent', 'lax'];
const PATIENCE_MS = 60_000 + 500 * OPERATIONS;

interface Tally {
  operations: number;
  compiled: number;
  executions: number;
  /** Executions that were also compared with the router's own use of the gateway's executor. */
  gatewayOnly: number;
  /** Executions in which the gateway joined fields and so returned them in another order. */
  joined: number;
  withData: number;
  withErrors: number;
  /** Executions whose variables did not fit. */
  refused: number;
}

interface Subject {
  readonly sdl: string;
  readonly subgraphs: Readonly<Record<string, string>>;
  readonly operations: number;
}

async function compare({ sdl, subgraphs, operations }: Subject): Promise<Tally> {
  const loaded = await loadSupergraph(sdl);
  const subject = { loaded, answers: createSubgraphs(subgraphs) };
  const tally: Tally = {
    operations: 0,
    compiled: 0,
    executions: 0,
    gatewayOnly: 0,
    joined: 0,
    withData: 0,
    withErrors: 0,
    refused: 0,
  };
  for (let seed = FIRST_SEED; tally.operations < operations; seed += 1) {
    const operation = randomOperation(loaded.apiSchema, seed);
    if (!operation) continue;
    tally.operations += 1;
    const both = prepareBoth(loaded, operation.document);
    if (both.unsupported !== null) continue;
    tally.compiled += 1;
    for (let turn = 0; turn < EXECUTIONS; turn += 1)
      await compareOnce(subject, { seed, turn, operation, both }, tally);
  }
  return tally;
}

interface Execution {
  readonly seed: number;
  readonly turn: number;
  readonly operation: RandomOperation;
  readonly both: BothExecutors;
}

async function compareOnce(
  { loaded, answers }: { loaded: LoadedSupergraph; answers: ReturnType<typeof createSubgraphs> },
  { seed, turn, operation, both }: Execution,
  tally: Tally,
): Promise<void> {
  const variables = operation.variables[turn % operation.variables.length] ?? {};
  const mood = MOODS[(seed + turn) % MOODS.length] as Mood;
  // With `needsTypenames` the two executors send different requests, and a lax subgraph's errors depend on the request.
  const world = {
    seed: seed * EXECUTIONS + turn,
    mood: both.faults.needsTypenames && mood === 'lax' ? 'failing' : mood,
  };
  const about = describe(seed, operation, variables, world);
  const counts: Counts = { requests: 0, silences: 0 };
  const outcome = both.compiled(variables, counted(answers(world), counts));
  if (!outcome) {
    expect(fits(loaded, operation, variables), about).toBe(false);
    tally.refused += 1;
    return;
  }
  const compiled = await outcome.catch(failed);
  const gateway = await both.gateway(variables, answers(world, { addTypenames: both.faults.needsTypenames }));
  tally.executions += 1;
  if (await comparesGatewayOnly(both, variables, { world, answers, compiled, counts, about }))
    tally.gatewayOnly += 1;
  if (gateway.errors.length > 0) tally.withErrors += 1;
  if (gateway.data !== undefined && gateway.data !== 'null') tally.withData += 1;
  let equal = areEqual(compiled, gateway, both.faults);
  if (equal && compiled.data !== gateway.data) {
    tally.joined += 1;
    equal = (await both.joined(variables, answers(world)))?.data === gateway.data;
  }
  const isSilent = counts.silences > 0 && compiled.errors.length === 0;
  if (!equal || isSilent)
    expect.fail(`${about}\ncompiled ${JSON.stringify(compiled)}\ngateway  ${JSON.stringify(gateway)}`);
}

interface Compared {
  readonly world: World;
  readonly answers: ReturnType<typeof createSubgraphs>;
  readonly compiled: ClientAnswer;
  /** Of the compiled operation. */
  readonly counts: Counts;
  readonly about: string;
}

/**
 * Compares with the gateway's executor as the router uses it, which requests more type names. What silent and lax subgraphs answer
 * depends on the text of the request, and a request more may fail.
 *
 * @returns whether the two could be compared
 */
async function comparesGatewayOnly(
  both: BothExecutors,
  variables: Readonly<Record<string, unknown>>,
  { world, answers, compiled, counts, about }: Compared,
): Promise<boolean> {
  if (world.mood !== 'whole' && world.mood !== 'failing') return false;
  const others: Counts = { requests: 0, silences: 0 };
  const gatewayOnly = await both.gatewayOnly(variables, counted(answers(world), others))?.catch(failed);
  if (world.mood === 'failing' && others.requests > counts.requests) return false;
  expect(gatewayOnly, about).toEqual(compiled);
  return true;
}

function fits(
  { apiSchema }: LoadedSupergraph,
  { document, text }: RandomOperation,
  variables: Readonly<Record<string, unknown>>,
): boolean {
  const definitions = operationOf(document).variableDefinitions ?? [];
  const { errors } = getVariableValues(apiSchema, definitions, { ...variables });
  const conditions = [...text.matchAll(/@(?:skip|include)\(if: \$(\w+)\)/g)];
  return errors === undefined && !conditions.some(([, name = '']) => variables[name] === null);
}

interface Counts {
  requests: number;
  /** Requests that a silent subgraph has not answered. */
  silences: number;
}

const counted = (sends: Sends, counts: Counts): Sends =>
  Object.fromEntries(
    Object.entries(sends).map(([name, send]): [string, Send] => [
      name,
      async (request, context) => {
        counts.requests += 1;
        try {
          return await send(request, context);
        } catch (error) {
          if (requestsFields(request.body)) counts.silences += 1;
          throw error;
        }
      },
    ]),
  );

/** Whether a lost answer must lead to an error: with conditions, or with `__typename` only, no field may be lost. */
const requestsFields = (body: string): boolean => {
  const { query } = JSON.parse(body);
  const selections = query.slice(query.indexOf('{')).replace(/\.\.\.on \w+|(\w+:)?__typename/g, '');
  return !query.includes('@') && /\w/.test(selections);
};

/** A response that cannot be written is an error without data, as it is for the gateway. */
const failed = (error: unknown): ClientAnswer => ({ data: undefined, errors: [String(error)] });

const describe = (seed: number, { text }: RandomOperation, variables: object, world: World): string =>
  `seed ${seed}, ${world.mood}\n${text}\n${JSON.stringify(variables)}`;

/** The random operations must cover enough cases. */
function expectCoverage(tally: Tally, leastCompiled: number): void {
  const { operations, compiled, executions, gatewayOnly, joined, withData, withErrors, refused } = tally;
  expect(compiled / operations).toBeGreaterThan(leastCompiled);
  expect(executions).toBeGreaterThan(compiled * (EXECUTIONS - 1));
  expect(gatewayOnly / executions).toBeGreaterThan(0.4);
  expect(joined / executions).toBeLessThan(0.3);
  expect(withData / executions).toBeGreaterThan(0.7);
  expect(withErrors / executions).toBeGreaterThan(0.2);
  expect(refused / executions).toBeLessThan(0.1);
}

test(
  'compiled operations and the gateway respond the same, over a supergraph with every kind of query plan',
  async () => {
    const sdl = composed(testSubgraphs);
    const tally = await compare({ sdl, subgraphs: testSubgraphs, operations: OPERATIONS });
    console.info(JSON.stringify(tally));
    expectCoverage(tally, 0.8);
  },
  PATIENCE_MS,
);

test(
  'compiled operations and the gateway respond the same, over the supergraph of movecall',
  async () => {
    const subgraphs = Object.fromEntries(servedSubgraphs.map((name) => [name, subgraphSdl(name)]));
    const tally = await compare({ sdl: supergraphSdl(), subgraphs, operations: OPERATIONS / 4 });
    console.info(JSON.stringify(tally));
    expectCoverage(tally, 0.95);
  },
  PATIENCE_MS,
);
