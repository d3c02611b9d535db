import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A message as the provider keeps it and as the phone shows it. */
export interface SandboxMessage {
  readonly id: string;
  readonly groupId: string;
  /** National digits. */
  readonly to: string;
  readonly from: string;
  readonly pfId: string;
  readonly templateId: string;
  readonly text: string;
  readonly buttons: readonly { readonly name: string; readonly url: string }[];
  /** When it was taken, RFC 3339. */
  readonly at: string;
  readonly updatedAt: string;
  readonly statusCode: string;
  readonly customFields: Readonly<Record<string, string>>;
  /** Of the request that it came with; null, or absent in a file of old, for none. */
  readonly traceId?: string | null;
}

export interface MessageStore {
  /** Adds a message, or replaces the one of the same id where it stands. */
  put(message: SandboxMessage): void;
  /** Oldest first; of one phone when `to` is given. */
  list(to: string | null): SandboxMessage[];
  /** Told of every put; call the answer to stop. */
  subscribe(listener: (message: SandboxMessage) => void): () => void;
}

/** @param file JSON lines, one for each put, read again at the next start; null keeps everything in memory. */
export function createMessageStore(file: string | null): MessageStore {
  const messages = new Map<string, SandboxMessage>();
  const listeners = new Set<(message: SandboxMessage) => void>();
  if (file !== null) {
    mkdirSync(dirname(file), { recursive: true });
    for (const message of readLines(file)) messages.set(message.id, message);
  }
  return {
    put(message) {
      // Before it is answered: a message that was taken survives whatever comes next.
      if (file !== null) appendFileSync(file, `${JSON.stringify(message)}\n`);
      messages.set(message.id, message);
      for (const listener of listeners) listener(message);
    },
    list: (to) => [...messages.values()].filter((message) => to === null || message.to === to),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function readLines(file: string): SandboxMessage[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as SandboxMessage];
      } catch {
        // The last line of a process that was killed, or the empty one at the end.
        return [];
      }
    });
}
