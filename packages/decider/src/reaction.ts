import { causedBy, type EventEnvelope, type Handle } from '@movecall/eventlog';
import type { Commanded } from './decider.ts';
import type { Execute } from './executor.ts';

/**
 * Makes the reaction of a service to events: each becomes a command to what the event is about, or none. All commands are executed
 * together, in the order of the events.
 *
 * @param commandFor null for an event that means nothing to the service
 */
export const createReaction =
  <Command>(
    commandFor: (event: EventEnvelope) => Command | null,
    execute: Execute<Command, unknown, unknown>,
  ): Handle =>
  async (tx, events) => {
    const commands = events.flatMap((event): Commanded<Command>[] => {
      const command = commandFor(event);
      return command === null ? [] : [{ id: event.correlationId, command, cause: causedBy(event) }];
    });
    if (commands.length > 0) await execute(tx, commands);
  };
