export {
  causedBy,
  type Cause,
  type Database,
  type DescribeEvent,
  type EventEnvelope,
  type Fact,
  type Transaction,
} from './event.ts';
export { withLease } from './producer/lease.ts';
export { appendEvents, type AppendOptions, lastNumber, unpublished } from './producer/outbox.ts';
export { connect as connectEventlog } from './stream/connection.ts';
export { type PublishedStream, startRelay, type Relay, type RelayOptions } from './producer/relay.ts';
export { startConsumer, type Consumer, type ConsumerOptions } from './consumer/consumer.ts';
export { type Handle, NotYetError } from './consumer/inbox.ts';
export { eventIn } from './consumer/dead-letters.ts';
export { redrive, type Redriven } from './consumer/redrive.ts';
export { startTail, type Tail, type TailOptions } from './stream/tail.ts';
export { sourceOf, toCloudEvent, typeOf } from './stream/cloud-event.ts';
export {
  MalformedEntryError,
  readEnvelope,
  type StreamEntry,
  toEntries,
  writeEnvelope,
} from './stream/entries.ts';
export {
  isCaughtUp,
  oldestUnfinished,
  streamState,
  type GroupState,
  type StreamState,
} from './stream/stream-state.ts';
export { pruneOutbox, type RetentionOptions } from './producer/retention.ts';
export { deleteExpired, olderRows, type RetentionRule } from './retention/rule.ts';
export {
  type EventlogRetention,
  eventlogRules,
  type EventlogRulesOptions,
} from './retention/eventlog-rules.ts';
export { createWakeUp, type WakeUp } from './wake-up.ts';
