/**
 * How calm a gateway stays under documents that it sees for the first time: ours beside the stock gateway.
 *
 *   npm run bench -- documents [--quick] [--one-core] [--set NAME=VALUE]…
 *
 * Measures the memory that many distinct documents take, and what a client with a known query feels while another client sends
 * unknown ones. The last line is a JSON object.
 */
import {
  type BenchEnvironment,
  type RunningGateway,
  type Served,
  startEnvironment,
} from '../router/environment.ts';
import { compareAnswers } from '../router/equal-answers.ts';
import { COMBINATIONS, conditionalBody, knownBody, unknownBody } from './catalog-documents.ts';
import { type ByGateway, GATEWAYS, HEAP_MB, type Measured, settingsOf, startGateway } from './gateways.ts';
import { type Memory, measureMemory } from './memory.ts';
import { type Felt, measureNeighbour, type Situation, SITUATIONS, warmUp } from './neighbour.ts';
import { type Plan, readPlan, USAGE } from './plan.ts';
import { type Results, summary, table } from './result-table.ts';

const plan = readPlan(process.argv.slice(2));
if (plan === null) {
  console.error(USAGE);
  process.exit(2);
}
const environment = await startEnvironment(plan.oneCore);
let closing: Promise<void> | undefined;
const close = (): Promise<void> => (closing ??= environment.close());
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void close().finally(() => process.exit(130)));

try {
  const results = await run(environment, plan);
  say(`it took ${(performance.now() / 60_000).toFixed(1)} minutes`);
  console.log(`\n${table(results)}\n`);
  console.log(JSON.stringify(summary(results)));
} catch (error) {
  if (closing === undefined) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
} finally {
  await close();
}

async function run(running: BenchEnvironment, what: Plan): Promise<Results> {
  const served = await running.serve('subgraphs', 'catalog');
  say(`Node's heap is limited to ${HEAP_MB} MB. Rate limits of ours are out of reach; it has also`);
  for (const [name, value] of Object.entries(settingsOf(what.settings))) say(`  ${name}=${value}`);
  const memory = await measureMemories(running, served, what);
  return { memory, neighbour: await measureNeighbours(running, served, what) };
}

/** Known and ordinary documents. A gateway may refuse what is costly. */
function comparedBodies(): { readonly body: string; readonly anyGateway: boolean }[] {
  const bodies = Array.from({ length: 10 }, (_, nth) => [
    knownBody(nth),
    unknownBody(nth),
    conditionalBody(nth, nth % COMBINATIONS),
  ]);
  return bodies.flat().map((body) => ({ body: JSON.stringify(body), anyGateway: true }));
}

/** Both gateways at the same time: nothing is timed here. */
async function measureMemories(
  running: BenchEnvironment,
  served: Served,
  what: Plan,
): Promise<ByGateway<Memory>> {
  say(`memory: ${what.documents} distinct documents`);
  return eachGateway(async (name) => {
    const gateway = await startGateway(running, name, served, what.settings);
    const memory = await measureMemory(running, gateway, what.documents, what.documentSeconds);
    await gateway.process.end();
    return memory;
  });
}

/** One situation after the other, for each gateway in turn. A gateway that died is started again. */
async function measureNeighbours(
  running: BenchEnvironment,
  served: Served,
  what: Plan,
): Promise<Results['neighbour']> {
  const start = async (name: Measured): Promise<RunningGateway> => {
    const gateway = await startGateway(running, name, served, what.settings);
    await warmUp(running, name, gateway.url, what.warmUpSeconds);
    return gateway;
  };
  const gateways = { ours: await start('ours'), stock: await start('stock') };
  const asked = GATEWAYS.map((gateway) => ({ gateway, url: gateways[gateway].url }));
  const bodies = comparedBodies();
  await compareAnswers(asked, bodies, running.tokens[0]!);
  say(`both gateways answer ${bodies.length} requests equally`);
  const felt: [Situation, ByGateway<Felt>][] = [];
  for (const situation of SITUATIONS) {
    say(`neighbour: ${situation}`);
    const results: [Measured, Felt][] = [];
    for (const name of GATEWAYS) {
      if (!gateways[name].process.lives()) gateways[name] = await start(name);
      results.push([name, await measureNeighbour(running, name, gateways[name], situation, what.seconds)]);
    }
    felt.push([situation, Object.fromEntries(results) as unknown as ByGateway<Felt>]);
  }
  return Object.fromEntries(felt) as Results['neighbour'];
}

async function eachGateway<T>(measure: (name: Measured) => Promise<T>): Promise<ByGateway<T>> {
  const [ours, stock] = await Promise.all([measure('ours'), measure('stock')]);
  return { ours, stock };
}

function say(text: string): void {
  console.error(text);
}
