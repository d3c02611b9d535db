import type { BenchEnvironment, RunningGateway } from './environment.ts';
import type { LoadResult, LoadTask } from './http-load.ts';
import type { Started, Usage } from './pinned-processes.ts';

/** A measured gateway, with its subgraphs when their CPU is measured too. */
export interface Subject {
  readonly name: string;
  readonly gateway: RunningGateway;
  readonly subgraphs?: Started;
}

export interface Sample {
  readonly perSecond: number;
  /** Wrong answers, which are not counted as requests. */
  readonly wrong: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU of the gateway and of its subgraphs, µs per request. */
  readonly gatewayMicros: number;
  readonly subgraphMicros: number;
  /** The share of its core that the gateway used. Well below 1 the gateway waited for something else. */
  readonly busy: number;
  readonly rssMb: number;
}

/** Before each measurement, load without measuring: opens the connections and fills the pipeline. */
export const RAMP_SECONDS = 0.5;

/** Measures one round. Wrong answers are printed and counted in the sample. @throws Error when no answer was right */
export async function measure(
  lab: BenchEnvironment,
  subject: Subject,
  connections: number,
  seconds: number,
): Promise<Sample> {
  await ask(lab, subject, connections, RAMP_SECONDS);
  const before = await usageOf(subject);
  const result = await ask(lab, subject, connections, seconds);
  const after = await usageOf(subject);
  const gatewayCpu = after.gateway.cpuMicros - before.gateway.cpuMicros;
  return {
    perSecond: result.requests / result.seconds,
    wrong: result.failures,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    gatewayMicros: gatewayCpu / result.requests,
    subgraphMicros: (after.subgraphs - before.subgraphs) / result.requests,
    busy: gatewayCpu / (result.seconds * 1_000_000),
    rssMb: after.gateway.rssBytes / 1_048_576,
  };
}

export async function warmUp(
  lab: BenchEnvironment,
  subject: Subject,
  connections: number,
  seconds: number,
): Promise<void> {
  await ask(lab, subject, connections, seconds);
}

async function ask(
  lab: BenchEnvironment,
  subject: Subject,
  connections: number,
  seconds: number,
): Promise<LoadResult> {
  const task: LoadTask = { url: subject.gateway.url, connections, seconds, tokens: lab.tokens };
  const result = await lab.load.ask<LoadResult>({ ask: 'load', ...task });
  if (result.failures > 0) {
    const counted = `${result.failures} wrong answers beside ${result.requests} right ones`;
    console.error(`${subject.name}: ${counted}. The first: ${result.firstFailure}`);
  }
  if (result.requests === 0) throw new Error(`${subject.name} gave no right answer.`);
  return result;
}

async function usageOf({ gateway, subgraphs }: Subject): Promise<{ gateway: Usage; subgraphs: number }> {
  const of = (started: Started): Promise<Usage> => started.ask<Usage>({ ask: 'usage' });
  return {
    gateway: await of(gateway.process),
    subgraphs: subgraphs === undefined ? 0 : (await of(subgraphs)).cpuMicros,
  };
}
