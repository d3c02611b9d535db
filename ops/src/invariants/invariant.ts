import type { RedisClient } from '@movecall/redis';
import type { ISql } from 'postgres';
import type { Producer } from '@movecall/schema/streams';
import type { Message } from '@movecall/sandbox/message';

/** Everything that the checker reads. It writes nothing. */
export interface Sources {
  /** Each service's own database; every query uses one of them. */
  readonly databases: Readonly<Record<Producer, ISql>>;
  readonly redis: RedisClient;
  /** Begins the streams' names. */
  readonly streamPrefix: string;
  /** All messages that the provider accepted, as the sandbox's `GET /messages` lists them. */
  readonly sandboxMessages: readonly Message[];
}

/** The system to check. Its messages are read once nothing is under way. */
export type Subject = Omit<Sources, 'sandboxMessages'> & {
  sandboxMessages(): Promise<readonly Message[]>;
};

/** A row that shows a violation, in small, plain values. Phones are masked when it is printed. */
export type Row = Readonly<Record<string, unknown>>;

export interface Violation {
  readonly invariant: string;
  /** The condition that must hold, in a sentence. */
  readonly what: string;
  readonly rows: readonly Row[];
}

/** An invariant of whole tables or streams. */
export interface Invariant {
  readonly invariant: string;
  readonly what: string;
  /** The rows that violate it. */
  find(sources: Sources): Promise<readonly Row[]>;
}

/**
 * How long every row and event is kept at least, with a day to spare; what is older may have been deleted. The services accept no
 * shorter retention.
 */
export const KEPT = '6 days';
/** The same for what a sign-in leaves: its row, its event and its message. */
export const LOGINS_KEPT = '30 minutes';
