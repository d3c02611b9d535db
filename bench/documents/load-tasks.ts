import type { Costly } from './catalog-documents.ts';
import type { SampleName } from '../router/samples.ts';
import type { Latencies } from './steady-client.ts';

/** What the benches ask of `document-load.ts`, and its results. */

export interface Task {
  readonly url: string;
  readonly sample: SampleName;
  /** Login tokens of the client that is measured, and of the one that sends unknown documents. */
  readonly tokens: { readonly known: string; readonly other: string };
}

/** A client with one known query at a fixed rate, alone or beside another client. */
export interface NeighbourTask extends Task {
  readonly perSecond: number;
  readonly seconds: number;
  /** The path that is asked ten times a second for a sign of life. */
  readonly healthPath: string;
  /** What the other client sends; null: there is none. */
  readonly other: OtherClient | null;
}

export interface OtherClient {
  /** `unknown`: ordinary documents. */
  readonly kind: Costly | 'unknown';
  /** The number of the first document. */
  readonly from: number;
  /** Null: the next document follows the answer to the one before. */
  readonly perSecond: number | null;
}

export interface NeighbourResult {
  readonly known: Latencies;
  readonly health: Latencies;
  readonly other: OtherResult | null;
}

export interface OtherResult {
  readonly tally: Tally;
  readonly p50Ms: number;
  readonly worstMs: number;
}

/** Documents that are sent once each, in all combinations of their conditions. */
export interface FloodTask extends Task {
  readonly documents: number;
  /** After so long no further document is sent. */
  readonly seconds: number;
  readonly from: number;
  readonly connections: number;
}

export interface FloodResult {
  readonly tally: Tally;
  /** Documents of which every combination was answered. */
  readonly answered: number;
  readonly seconds: number;
}

/** Documents that the gateway sees for the first time, sent one after the other. */
export interface FirstAnswersTask extends Task {
  readonly from: number;
  readonly count: number;
}

export interface FirstAnswersResult {
  readonly medianMs: number;
  readonly failed: number;
  readonly firstFailure: string | null;
}

/** Answers by kind, such as `200`, `400 BAD_REQUEST` or `ECONNRESET`. */
export type Tally = Readonly<Record<string, number>>;
