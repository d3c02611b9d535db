/** Who publishes events, on which streams, and who consumes them. */

export const producers = ['call', 'manage', 'assign', 'notifier'] as const;
export type Producer = (typeof producers)[number];

/**
 * The streams. Each producer has one of its own name. Login codes have a stream for themselves: nobody but the notifier receives
 * them, and they are gone after an hour. So have the events of manage that are a message to somebody and nothing else: the notifier need
 * not read every order. All events of one correlation id are on one stream.
 */
export const streamNames = [...producers, 'call-logins', 'manage-messages'] as const;
export type StreamName = (typeof streamNames)[number];

/** The streams besides a producer's own one: whose they are, what is on them, and what the names of their outbox tables begin with. */
const furtherStreams: Readonly<
  Record<
    Exclude<StreamName, Producer>,
    { readonly producer: Producer; readonly types: readonly string[]; readonly outboxPrefix: string }
  >
> = {
  'call-logins': { producer: 'call', types: ['LoginCodeRequested'], outboxPrefix: 'login_' },
  'manage-messages': {
    producer: 'manage',
    types: ['QuoteShared', 'ContractMade', 'QuoteErased'],
    outboxPrefix: 'message_',
  },
};

const isFurther = (name: StreamName): name is keyof typeof furtherStreams =>
  Object.hasOwn(furtherStreams, name);

/** The producer of a stream's events. */
export const producerOf = (name: StreamName): Producer =>
  isFurther(name) ? furtherStreams[name].producer : name;

/** The stream of an event. */
export const streamNameOf = ({
  producer,
  type,
}: {
  readonly producer: Producer;
  readonly type: string;
}): StreamName =>
  streamNames.find((name) => isFurther(name) && furtherStreams[name].types.includes(type)) ?? producer;

/** The prefix of the tables in which the producer has a stream's outbox. */
export const outboxPrefixOf = (name: StreamName): string =>
  isFurther(name) ? furtherStreams[name].outboxPrefix : '';

/** The consumer groups of each stream, named like the services. The router reads without a group. */
export const consumersOf: Readonly<Record<StreamName, readonly Producer[]>> = {
  call: ['manage', 'notifier'],
  'call-logins': ['notifier'],
  manage: ['call', 'assign'],
  'manage-messages': ['notifier'],
  assign: ['call', 'manage', 'notifier'],
  notifier: ['call'],
};

/** The key of a stream in Redis. */
export const streamOf = (prefix: string, name: StreamName): string => `${prefix}:${name}`;
