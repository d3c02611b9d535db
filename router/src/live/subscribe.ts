import type { Viewer } from '@movecall/identity';
import { badUserInput } from '@movecall/graphql';
import { continueTrace, inSpan, type SpanOptions } from '@movecall/telemetry/trace';
import { createSourceEventStream, type GraphQLError } from 'graphql';
import { createHash } from 'node:crypto';
import type { LoadedSupergraph } from '../supergraph.ts';
import { type Channel, createChannel } from './channel.ts';
import { joinChannel, type Sink, type SubscriptionEnd } from './channel-member.ts';
import type { ChannelRegistry } from './channel-registry.ts';
import type { EventSequence } from './event-sequence.ts';
import type { ExecuteEvent } from './execute-event.ts';
import type { FollowCallArguments } from './follow-call.ts';
import { followOffers, type OffersChanged } from './follow-offers.ts';
import type { OfferReader } from './offer-reader.ts';
import type { StatusChange } from './status-event.ts';
import type { PreparedOperation } from '../documents/documents.ts';

export interface Subscriber {
  readonly viewer: Viewer | null;
  /** The trace of the connection, as W3C Trace Context: a payload belongs to it when its event has no trace of its own. */
  readonly traceparent: string;
  readonly sink: Sink;
}

export interface SubscribeRequest {
  readonly operation: PreparedOperation;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly subscriber: Subscriber;
  readonly end: SubscriptionEnd;
}

/**
 * Starts a subscription. A refusal is reported to `request.end`.
 *
 * @returns stops the subscription at once, even while it starts
 */
export type Subscribe = (request: SubscribeRequest) => () => void;

export interface SubscribeDependencies {
  readonly loaded: LoadedSupergraph;
  readonly channels: ChannelRegistry;
  readonly executeEvent: ExecuteEvent;
  /** The root fields of Subscription that follow calls. @throws CodedError when the viewer or the arguments are refused */
  readonly rootFields: {
    moveCallStatus(args: FollowCallArguments, viewer: Viewer | null): EventSequence;
    moveCallFeed(args: { readonly after?: string | null }, viewer: Viewer | null): EventSequence;
  };
  readonly offers: OfferReader;
  /** How many changes may wait in a channel. */
  readonly channelCapacity: number;
}

type RequestedField = {
  readonly field: 'moveCallStatus' | 'moveCallFeed' | 'offersChanged';
  readonly args: never;
};

export function createSubscribe(dependencies: SubscribeDependencies): Subscribe {
  const { loaded, rootFields } = dependencies;
  return (request) => {
    let stopped = false;
    let leave = (): void => undefined;

    async function begin(): Promise<void> {
      const { field, args } = await requestedField(loaded, request);
      if (stopped) return;
      const { viewer, sink } = request.subscriber;
      if (field === 'offersChanged') {
        leave = followTeam(dependencies, request);
        return;
      }
      const sequence = rootFields[field](args, viewer);
      leave = joinChannel(openChannel(dependencies, sequence, request), sequence, sink, request.end);
    }

    begin().catch(request.end.fail);
    return () => {
      stopped = true;
      leave();
    };
  };
}

/** Follows the offers of the subscriber's team. A team has a few phones, so these share no channel. */
function followTeam(
  { offers, executeEvent }: SubscribeDependencies,
  { operation, variables, subscriber, end }: SubscribeRequest,
): () => void {
  const { viewer, traceparent, sink } = subscriber;
  const context = { viewer, sharedRights: rightsOf(viewer), traceparent };
  const execute = (event: OffersChanged) => executeEvent({ operation, variables, event, context });
  return followOffers(viewer, offers, { sink, end, execute });
}

/** The channel that a subscription shares with all subscriptions that receive the same payloads. */
function openChannel(
  { channels, executeEvent, channelCapacity }: SubscribeDependencies,
  { topic, toEvent, keptPayloads }: EventSequence,
  { operation, variables, subscriber }: SubscribeRequest,
): Channel {
  const { viewer, traceparent } = subscriber;
  // An absent variable has its default, and a null is a value: they must not share a channel.
  const relevant = operation.payloadVariables
    .filter((name) => Object.hasOwn(variables, name))
    .map((name) => [name, variables[name]]);
  const sharedRights = rightsOf(viewer);
  const payloads = JSON.stringify([operation.id, relevant, sharedRights]);
  // An idle subscription keeps its key, and a hash is a fifth as long.
  const key = createHash('sha256').update(payloads).digest('base64url');
  return channels.open(topic, key, (onEmpty) =>
    createChannel({
      capacity: channelCapacity,
      keptPayloads,
      onEmpty,
      execute: (change, reset) =>
        inSpan('live MoveCallStatusChanged', spanOf(change), () =>
          executeEvent({
            operation,
            variables,
            event: toEvent(change, reset),
            context: { viewer, sharedRights, traceparent: continueTrace(change.traceparent ?? traceparent) },
          }),
        ),
    }),
  );
}

/** The span of one execution. It belongs to the trace of the change, however many subscribers receive the payload. */
const spanOf = ({ callId, version, status, traceparent }: StatusChange): SpanOptions => ({
  kind: 'CONSUMER',
  parent: traceparent,
  attributes: {
    'messaging.system': 'redis',
    'messaging.operation.type': 'process',
    'messaging.message.conversation_id': callId,
    'movecall.status': status,
    'movecall.version': version,
  },
});

/**
 * Finds the selected root field and its coerced arguments: graphql-js resolves aliases, fragments and variables.
 *
 * @throws GraphQLError BAD_USER_INPUT when the variables do not fit
 */
async function requestedField(
  { apiSchema }: LoadedSupergraph,
  { operation, variables }: SubscribeRequest,
): Promise<RequestedField> {
  let requested: RequestedField | null = null;
  const stream = await createSourceEventStream({
    schema: apiSchema,
    document: operation.document,
    operationName: operation.operationName ?? null,
    variableValues: variables,
    subscribeFieldResolver(_root, args, _context, { fieldName }) {
      requested = { field: fieldName, args } as RequestedField;
      return noEvents();
    },
  });
  if (Symbol.asyncIterator in stream && requested) return requested;
  throw toBadUserInput('errors' in stream ? stream.errors : undefined);
}

async function* noEvents(): AsyncGenerator<never> {}

/** The document is valid, so graphql-js can only refuse its variables. */
const toBadUserInput = (errors: readonly GraphQLError[] | undefined): GraphQLError =>
  badUserInput(errors?.[0]?.message ?? 'The subscription cannot be started with these variables.');

/** Viewers with the same rights see the same data: all operators do; any other viewer sees only data of their own. */
const rightsOf = (viewer: Viewer | null): string =>
  viewer?.role === 'OPERATOR' ? 'OPERATOR' : JSON.stringify([viewer?.role, viewer?.id, viewer?.moverId]);
