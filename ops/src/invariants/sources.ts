import type { RedisClient } from '@movecall/redis';
import type { ISql } from 'postgres';
import type { Producer } from '@movecall/schema/events';
import type { Message } from '@movecall/sandbox/message';

/** Everything that the checker reads; it writes nowhere. */
export interface Sources {
  /** Each service's own database. No statement reaches over two of them. */
  readonly databases: Readonly<Record<Producer, ISql>>;
  readonly redis: RedisClient;
  /** First part of the streams' names. */
  readonly streamPrefix: string;
  /** All that the provider took, as `GET /messages` of the sandbox shows it. */
  readonly sandboxMessages: readonly Message[];
}

/** What is to be checked. Messages are asked for when nothing is under way any more. */
export type Subject = Omit<Sources, 'sandboxMessages'> & {
  sandboxMessages(): Promise<readonly Message[]>;
};

/** Shows a violation: small, plain values. Phones in it are masked when it is printed. */
export type Row = Readonly<Record<string, unknown>>;

export interface Violation {
  readonly invariant: string;
  /** What should hold, in a sentence. */
  readonly what: string;
  readonly rows: readonly Row[];
}

/** One invariant, looked for in whole tables or streams. */
export interface Check {
  readonly invariant: string;
  readonly what: string;
  /** The rows that contradict it. */
  find(sources: Sources): Promise<readonly Row[]>;
}

/** How long outboxes and streams are sure to keep what was published; what is older may be gone for good. */
export const KEPT = '6 days';
