import { causedBy, type EventEnvelope, type Handle, type Transaction } from '@movecall/eventlog';
import type { Commanded } from './decider.ts';

/**
 * Makes the reaction of a service to events: each becomes a command to what the event is about, or none. All commands are executed
 * together, in the order of the events.
 *
 * @param commandFor null for an event that means nothing to the service
 */
export const createReaction =
  <Command>(
    commandFor: (event: EventEnvelope) => Command | null,
    execute: (tx: Transaction, commands: readonly Commanded<Command>[]) => Promise<unknown>,
  ): Handle =>
  async (tx, events) => {
    const commands = events.flatMap((event): Commanded<Command>[] => {
      const command = commandFor(event);
      // In lower case, as Postgres writes it.
      const id = event.correlationId.toLowerCase();
      return command === null ? [] : [{ id, command, cause: causedBy(event) }];
    });
    if (commands.length > 0) await execute(tx, commands);
  };
