export {
  causedBy,
  type Cause,
  type Database,
  type DescribeEvent,
  type EventEnvelope,
  type Fact,
  type Transaction,
} from './event.ts';
export { appendEvents, type AppendOptions, lastNumber, UNPUBLISHED } from './outbox.ts';
export { startRelay, type Relay, type RelayOptions } from './relay.ts';
export { startConsumer, type Consumer, type ConsumerOptions } from './consumer.ts';
export { NotYetError } from './inbox.ts';
export { eventIn } from './dead-letters.ts';
export { redrive, type Redriven } from './redrive.ts';
export { startTail, type Tail, type TailOptions } from './tail.ts';
export { sourceOf, toCloudEvent, typeOf } from './cloud-event.ts';
export { MalformedEntryError, readEnvelope, type StreamEntry, toEntries, writeEnvelope } from './stream.ts';
export {
  isCaughtUp,
  oldestUnfinished,
  streamState,
  type GroupState,
  type StreamState,
} from './stream-state.ts';
export { createPulse, type Pulse } from './pulse.ts';
