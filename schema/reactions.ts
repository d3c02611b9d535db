import type { EventOf, EventType } from './events.ts';
import { parseEvent } from './parse-event.ts';

/**
 * What each event means to a service: the command that it becomes, or null where it means nothing. Without an entry for a new type of
 * event no service compiles.
 */
export type Reactions<Command> = {
  readonly [T in EventType]: ((event: EventOf<T>) => Command | null) | null;
};

/**
 * Finds the command of an event.
 *
 * @returns a function that answers null for an event that means nothing to the service, and for one of a newer producer. It throws
 *   NotYetError for a version newer than this build, and ZodError when the event does not match its schema.
 */
export const commandsOf =
  <Command>(reactions: Reactions<Command>) =>
  (envelope: { readonly type: string; readonly version: number }): Command | null => {
    // An event without a meaning too: a newer version of it may have one.
    const event = parseEvent(envelope);
    return event && react(reactions, event);
  };

const react = <Command, T extends EventType>(
  reactions: Reactions<Command>,
  event: EventOf<T>,
): Command | null => reactions[event.type]?.(event) ?? null;
