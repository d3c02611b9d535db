import { NotYetError } from '@movecall/eventlog';
import { expect, test } from 'vitest';
import { ZodError } from 'zod';
import { publishedEvents } from '../events.ts';
import { commandsOf, type Reactions } from '../reactions.ts';

const eventTypes = publishedEvents.map(({ shape }) => shape.type.value);
/** A service to which no event means anything. */
const commandOf = commandsOf(
  Object.fromEntries(eventTypes.map((type) => [type, null])) as unknown as Reactions<never>,
);

test.each(eventTypes)('%s: an event that means nothing is still read', (type) => {
  expect(() => commandOf({ type, version: 1_000 })).toThrow(NotYetError);
  expect(() => commandOf({ type, version: 1 })).toThrow(ZodError);
});

test('an event of a type that this build does not know means nothing', () => {
  expect(commandOf({ type: 'CallUpgraded', version: 1 })).toBeNull();
});
