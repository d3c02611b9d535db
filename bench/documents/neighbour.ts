import type { BenchEnvironment, RunningGateway } from '../router/environment.ts';
import { COSTLY_KINDS, type Costly } from './catalog-documents.ts';
import { HEALTH_PATHS, type Measured } from './gateways.ts';
import type { NeighbourResult, NeighbourTask, OtherClient } from './load-tasks.ts';

/** What the other client does while the neighbour is measured. */
export type Situation = 'alone' | 'unknown' | Costly;
export const SITUATIONS: readonly Situation[] = ['alone', 'unknown', ...COSTLY_KINDS];

export interface Felt extends NeighbourResult {
  /** Whether the gateway was still running afterwards. */
  readonly lived: boolean;
}

const KNOWN_PER_SECOND = 100;
const UNKNOWN_PER_SECOND = 10;
/** Documents of other numbers than those of the warm-up. */
const FIRST_NUMBER = 100_000;

const otherIn = (situation: Situation): OtherClient | null => {
  if (situation === 'alone') return null;
  const perSecond = situation === 'unknown' ? UNKNOWN_PER_SECOND : null;
  return { kind: situation, from: FIRST_NUMBER, perSecond };
};

/** Measures what the client with the known query feels in a situation. */
export async function measureNeighbour(
  environment: BenchEnvironment,
  name: Measured,
  { process: gateway, url }: RunningGateway,
  situation: Situation,
  seconds: number,
): Promise<Felt> {
  const result = await ask(environment, name, url, seconds, otherIn(situation));
  return { ...result, lived: gateway.lives() };
}

/** Known and unknown documents without measuring, until the code of a gateway is compiled. */
export async function warmUp(
  environment: BenchEnvironment,
  name: Measured,
  url: string,
  seconds: number,
): Promise<void> {
  const { known, other } = await ask(environment, name, url, seconds, {
    kind: 'unknown',
    from: 0,
    perSecond: 20,
  });
  const wrong = Object.keys(other?.tally ?? {}).filter((kind) => kind !== '200');
  if (known.failed > 0) console.error(`${name}, warming up, answered wrongly: ${known.firstFailure}`);
  if (wrong.length > 0) console.error(`${name}, warming up, answered unknown documents with ${wrong.join()}`);
}

function ask(
  environment: BenchEnvironment,
  name: Measured,
  url: string,
  seconds: number,
  other: OtherClient | null,
): Promise<NeighbourResult> {
  const task: NeighbourTask = {
    url,
    sample: 'catalog',
    tokens: { known: environment.tokens[0]!, other: environment.tokens[1]! },
    perSecond: KNOWN_PER_SECOND,
    seconds,
    healthPath: HEALTH_PATHS[name],
    other,
  };
  return environment.documentLoad.ask<NeighbourResult>({ ask: 'neighbour', ...task });
}
