import type {
  FirstAnswersResult,
  FirstAnswersTask,
  NeighbourResult,
  NeighbourTask,
} from '../documents/load-tasks.ts';
import type { BenchEnvironment } from './environment.ts';
import type { Subject } from './measure.ts';

/** How a gateway answers documents that it has not seen, and what its other clients feel meanwhile. */
export interface UnknownSample {
  /** The median of the first answers to unknown documents, one after the other, ms. */
  readonly firstMs: number;
  /** Of a client with one known query, while ten unknown documents a second arrive, ms. */
  readonly besideP99Ms: number;
  readonly wrong: number;
}

const SHAPES = 100;
const KNOWN_PER_SECOND = 50;
const UNKNOWN_PER_SECOND = 10;

/**
 * Sends unknown documents: at first so many that the gateway's code for them is compiled, then those that are measured.
 *
 * @param seconds of the measurement of the other client
 */
export async function measureUnknown(
  lab: BenchEnvironment,
  { name, gateway: { url } }: Subject,
  seconds: number,
): Promise<UnknownSample> {
  const tokens = { known: lab.tokens[0]!, other: lab.tokens[1]! };
  const task = { url, sample: 'calls' as const, tokens };
  const firstAnswers = (from: number): Promise<FirstAnswersResult> => {
    const shapes: FirstAnswersTask = { ...task, from, count: SHAPES };
    return lab.documentLoad.ask<FirstAnswersResult>({ ask: 'first-answers', ...shapes });
  };
  const warmUp = await firstAnswers(0);
  const first = await firstAnswers(SHAPES);
  const beside: NeighbourTask = {
    ...task,
    perSecond: KNOWN_PER_SECOND,
    seconds,
    healthPath: '/',
    other: { kind: 'unknown', from: 2 * SHAPES, perSecond: UNKNOWN_PER_SECOND },
  };
  const { known } = await lab.documentLoad.ask<NeighbourResult>({ ask: 'neighbour', ...beside });
  const failure = warmUp.firstFailure ?? first.firstFailure ?? known.firstFailure;
  if (failure !== null)
    console.error(`${name}: wrong answers beside unknown documents. The first: ${failure}`);
  return {
    firstMs: first.medianMs,
    besideP99Ms: known.p99Ms,
    wrong: warmUp.failed + first.failed + known.failed,
  };
}
