import { moveTypes } from '@movecall/schema/events';
import fc, { type Arbitrary } from 'fast-check';
import { stateful } from '../stateful-services.ts';
import { homes } from './fixture.ts';
import { cancel, repeat, request } from './customer-commands.ts';
import { acceptAgain, acceptOutdated } from './quote-commands.ts';
import { drop, reassign, register, switchMover } from './operator-commands.ts';
import { disturb, settle, start, stop } from './service-commands.ts';
import type { Command, SequenceRun } from './command.ts';
import { connections, type SystemUnderTest } from './system-under-test.ts';

export const MAX_COMMANDS = 50;

/** An index into the calls, requests or movers there are, counted around. */
const nth = fc.nat({ max: 19 });
const services = fc.constantFrom(...stateful, 'router' as const);

/** Mostly commands of customers and operators. Faults of services are rare because a restart takes long. */
const anyCommand: Arbitrary<Command> = fc.oneof(
  {
    weight: 80,
    arbitrary: fc
      .record({
        day: fc.constantFrom(0, 0, 1),
        moveType: fc.constantFrom(...moveTypes),
        home: fc.constantFrom(...homes),
        copies: fc.constantFrom(1, 1, 1, 1, 2, 3),
        insists: fc.boolean(),
        quoted: fc.constantFrom(false, false, true),
      })
      .map(request),
  },
  { weight: 20, arbitrary: nth.map(repeat) },
  { weight: 12, arbitrary: nth.map(acceptAgain) },
  { weight: 4, arbitrary: fc.constantFrom(...homes).map(acceptOutdated) },
  { weight: 44, arbitrary: fc.record({ which: nth, copies: fc.constantFrom(1, 1, 1, 2) }).map(cancel) },
  { weight: 32, arbitrary: fc.record({ which: nth, available: fc.boolean() }).map(switchMover) },
  {
    weight: 8,
    arbitrary: fc
      .record({ types: fc.subarray([...moveTypes], { minLength: 1 }), insured: fc.boolean() })
      .map(register),
  },
  { weight: 14, arbitrary: nth.map(drop) },
  { weight: 14, arbitrary: fc.record({ which: nth, to: nth }).map(reassign) },
  { weight: 24, arbitrary: fc.constant(settle()) },
  {
    weight: 24,
    arbitrary: fc
      .record({
        type: fc.constant('duplicate' as const),
        stream: fc.constantFrom(...stateful),
        ages: fc.uniqueArray(fc.nat({ max: 29 }), { minLength: 1, maxLength: 5 }),
      })
      .map(disturb),
  },
  {
    weight: 12,
    arbitrary: fc
      .record({
        type: fc.constant('delay' as const),
        line: fc.constantFrom(...connections),
        ms: fc.integer({ min: 1, max: 60 }),
        forMs: fc.integer({ min: 20, max: 300 }),
      })
      .map(disturb),
  },
  {
    weight: 6,
    arbitrary: fc
      .record({
        type: fc.constant('freeze' as const),
        service: services,
        forMs: fc.integer({ min: 20, max: 700 }),
      })
      .map(disturb),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        type: fc.constant('kill' as const),
        service: services,
        afterMs: fc.integer({ min: 0, max: 40 }),
      })
      .map(disturb),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('manage' as const, 'assign' as const, 'notifier' as const).map(stop),
  },
  { weight: 20, arbitrary: fc.constant(start()) },
);

const upTo = (maxCommands: number): Arbitrary<Iterable<Command>> =>
  fc.commands<SequenceRun, SystemUnderTest, false>([anyCommand], { maxCommands, size: 'max' });

/** Two thirds are short, because many short sequences find more than few long ones. Long ones find faults that need a history. */
export const sequences: Arbitrary<Iterable<Command>> = fc.oneof(
  { weight: 2, arbitrary: upTo(12) },
  { weight: 1, arbitrary: upTo(MAX_COMMANDS) },
);
