import { demandEqualAnswers } from './equal-answers.ts';
import { startEnvironment, type BenchEnvironment } from './environment.ts';
import { measure, RAMP_SECONDS, warmUp, type Subject } from './measure.ts';
import { MANY_CONNECTIONS, readPlan, USAGE, type Plan } from './plan.ts';
import { cores } from './pinned-processes.ts';
import { cpuLine, ratios, table, wholePathOf, wrongAnswers, type Measured } from './result-table.ts';
import { installRivals } from './rivals.ts';
import { measureUnknown } from './unknown-rounds.ts';
import type { Gateway } from './variants.ts';

/**
 * `npm run bench -- router` compares the router with other gateways on the same subgraphs. All run at the same time and are
 * measured in turns. Prints the medians; the last line is a JSON object of ratios.
 */
const plan = readPlan(process.argv.slice(2));
if (plan === null) {
  console.error(USAGE);
  process.exit(2);
}
try {
  if (plan.rivals.some((name) => name === 'hive' || name === 'mercurius')) installRivals();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

const environment = await startEnvironment();
let closing: Promise<void> | undefined;
const close = (): Promise<void> => (closing ??= environment.close());
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void close().finally(() => process.exit(130)));

try {
  await run(environment, plan);
} catch (error) {
  if (closing === undefined) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
} finally {
  await close();
}

async function run(running: BenchEnvironment, what: Plan): Promise<void> {
  const alone = await startSubjects(running, ['ours', ...what.rivals]);
  const asked = alone.map(({ name, gateway }) => ({ gateway: name as Gateway, url: gateway.url }));
  const compared = await demandEqualAnswers(asked, running.tokens[0]!);
  say(`all gateways answer ${compared} requests equally`);
  const whole = what.wholePath ? await startWholePaths(running) : [];
  say(
    cores === null
      ? 'processes are not pinned: there is no taskset, or only one core'
      : `gateways run on core ${cores.gateway}, everything else on core ${cores.rest}`,
  );

  const all = [...alone, ...whole];
  say(`about ${minutesOf(what, all.length, alone.length).toFixed(0)} minutes to go`);
  for (const [nth, subject] of all.entries()) {
    say(`[${nth + 1}/${all.length}] warming up for ${what.warmUpSeconds} s: ${subject.name}`);
    await warmUp(running, subject, MANY_CONNECTIONS, what.warmUpSeconds);
  }

  const results = new Map<string, Measured>(
    all.map(({ name }) => [name, { many: [], one: [], unknown: [] }]),
  );
  for (let round = 1; round <= what.rounds; round += 1)
    for (const subject of all) {
      const sample = await measure(running, subject, MANY_CONNECTIONS, what.roundSeconds);
      results.get(subject.name)?.many.push(sample);
      sayRound(`round ${round} of ${what.rounds}`, subject, sample.perSecond);
    }
  for (let round = 1; round <= what.oneRounds; round += 1)
    for (const subject of alone) {
      const sample = await measure(running, subject, 1, what.oneSeconds);
      results.get(subject.name)?.one.push(sample);
      sayRound(`one connection, round ${round} of ${what.oneRounds}`, subject, sample.perSecond);
    }

  for (const subject of alone) {
    say(`unknown documents: ${subject.name}`);
    results.get(subject.name)?.unknown.push(await measureUnknown(running, subject, what.unknownSeconds));
  }

  console.log(`\n${cpuLine(results)}`);
  console.log(`\n${table(results, MANY_CONNECTIONS)}\n`);
  console.log(JSON.stringify(ratios(results)));
  if ([...results.values()].some((measured) => wrongAnswers(measured) > 0)) process.exitCode = 1;
}

/** Starts the gateways one after the other, because starting costs CPU and a failure then names its gateway. */
async function startSubjects(running: BenchEnvironment, gateways: readonly Gateway[]): Promise<Subject[]> {
  const served = await running.serve('subgraphs');
  const subjects: Subject[] = [];
  for (const name of gateways) {
    say(`starting ${name}`);
    subjects.push({ name, gateway: await running.start(name, served) });
  }
  return subjects;
}

/** The stock gateway with stock subgraph servers, and ours with ours: the same SDL and resolvers. */
async function startWholePaths(running: BenchEnvironment): Promise<Subject[]> {
  const subjects: Subject[] = [];
  for (const side of ['stock', 'ours'] as const) {
    const name = wholePathOf(side);
    say(`starting ${name}`);
    const served = await running.serve(side === 'stock' ? 'stock-subgraphs' : 'our-subgraphs');
    subjects.push({ name, gateway: await running.start(side, served), subgraphs: served.process });
  }
  const asked = subjects.map(({ gateway }, nth) => ({
    gateway: (['stock', 'ours'] as const)[nth]!,
    url: gateway.url,
  }));
  await demandEqualAnswers(asked, running.tokens[0]!);
  return subjects;
}

function minutesOf(what: Plan, all: number, alone: number): number {
  const many = all * (what.warmUpSeconds + what.rounds * (what.roundSeconds + RAMP_SECONDS));
  const one = alone * what.oneRounds * (what.oneSeconds + RAMP_SECONDS);
  return (many + one + alone * what.unknownSeconds) / 60;
}

function sayRound(round: string, { name }: Subject, perSecond: number): void {
  say(`${round}: ${name.padEnd(18)} ${perSecond.toFixed(0).padStart(6)} req/s`);
}

function say(line: string): void {
  console.error(line);
}
