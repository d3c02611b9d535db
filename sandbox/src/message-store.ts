import { appendFileSync, chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Message } from './message.ts';

/** An accepted message as the sandbox stores it. */
export interface MessageRecord extends Omit<Message, 'status' | 'traceId'> {
  readonly groupId: string;
  readonly from: string;
  readonly pfId: string;
  readonly updatedAt: string;
  readonly statusCode: string;
  readonly customFields: Readonly<Record<string, string>>;
  /** Trace of the request that brought the message; absent in files of older versions. */
  readonly traceId?: string | null;
}

export interface MessageStore {
  /** Adds messages. One that has the id of a stored message replaces that one at its position. */
  put(messages: readonly MessageRecord[]): void;
  /** Oldest first. `to` selects one phone by its national digits; null selects all. */
  list(to: string | null): MessageRecord[];
  /** Calls `listener` for every message that is put, until the returned function is called. */
  subscribe(listener: (message: MessageRecord) => void): () => void;
}

/** @param file JSON lines, one for each put, read at the next start; null: in memory only */
export function createMessageStore(file: string | null): MessageStore {
  const messages = new Map<string, MessageRecord>();
  const listeners = new Set<(message: MessageRecord) => void>();
  if (file !== null) {
    mkdirSync(dirname(file), { recursive: true });
    // It holds login codes, and may have been made by an earlier version for everybody to read.
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
    for (const message of readLines(file)) messages.set(message.id, message);
  }
  return {
    put(changed) {
      // Synchronously, before the sender has its answer: an accepted message survives a crash.
      if (file !== null)
        appendFileSync(file, changed.map((message) => `${JSON.stringify(message)}\n`).join(''));
      for (const message of changed) {
        messages.set(message.id, message);
        for (const listener of listeners) listener(message);
      }
    },
    list: (to) => [...messages.values()].filter((message) => to === null || message.to === to),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function readLines(file: string): MessageRecord[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as MessageRecord];
      } catch {
        // The incomplete last line of a killed process, or the empty text after the last line.
        return [];
      }
    });
}
