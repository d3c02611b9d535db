import type { Viewer } from '@movecall/identity';
import { badUserInput } from '@movecall/graphql';
import { continueTrace, inSpan, type SpanOptions } from '@movecall/telemetry/trace';
import { createSourceEventStream, type GraphQLError } from 'graphql';
import type { LoadedSupergraph } from '../supergraph.ts';
import { type Channel, createChannel } from './channel.ts';
import type { Channels } from './channels.ts';
import type { Course } from './course.ts';
import type { ExecuteEvent } from './execution.ts';
import type { FollowCallArguments } from './follow-call.ts';
import { type Ending, joinChannel, type Sink } from './member.ts';
import type { LiveOperation } from './operation.ts';
import type { StatusChange } from './status-event.ts';

export interface Subscriber {
  readonly viewer: Viewer | null;
  /** Of the connection; a payload belongs to the trace of what caused its event, if there is one. */
  readonly traceparent: string;
  readonly sink: Sink;
}

export interface SubscribeRequest {
  readonly operation: LiveOperation;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly subscriber: Subscriber;
  /** Is told when the subscription ends by itself, or why it fails: a GraphQLError with a public code for a refusal. */
  readonly ending: Ending;
}

/**
 * Begins a subscription.
 *
 * @returns ends it at once, also while it begins.
 */
export type Subscribe = (request: SubscribeRequest) => () => void;

export interface SubscribeDependencies {
  readonly loaded: LoadedSupergraph;
  readonly channels: Channels;
  readonly executeEvent: ExecuteEvent;
  /** What the root fields mean. @throws CodedError when the viewer is refused, or the arguments are */
  readonly courses: {
    moveCallStatus(args: FollowCallArguments, viewer: Viewer | null): Course;
    moveCallFeed(args: { readonly after?: string | null }, viewer: Viewer | null): Course;
  };
  /** How many changes may wait in a channel. */
  readonly channelCapacity: number;
}

type Asked = { readonly field: 'moveCallStatus' | 'moveCallFeed'; readonly args: never };

export function createSubscribe(dependencies: SubscribeDependencies): Subscribe {
  const { loaded, channels, executeEvent, courses, channelCapacity } = dependencies;

  function channelFor({ topic, toEvent, keptPayloads }: Course, request: SubscribeRequest): Channel {
    const { operation, variables, subscriber } = request;
    const { viewer, traceparent } = subscriber;
    // One that is left out has its default, and null is a value.
    const relevant = operation.payloadVariables
      .filter((name) => Object.hasOwn(variables, name))
      .map((name) => [name, variables[name]]);
    const key = JSON.stringify([operation.id, relevant, rightsOf(viewer)]);
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
              context: { viewer, traceparent: continueTrace(change.traceparent ?? traceparent) },
            }),
          ),
      }),
    );
  }

  return (request) => {
    let left = false;
    let leave = (): void => undefined;

    async function begin(): Promise<void> {
      const { field, args } = await askedFor(loaded, request);
      if (left) return;
      const { viewer, sink } = request.subscriber;
      const course = courses[field](args, viewer);
      leave = joinChannel(channelFor(course, request), course, sink, request.ending);
    }

    begin().catch(request.ending.fail);
    return () => {
      left = true;
      leave();
    };
  };
}

/** Of the trace that the change belongs to, however many it is told to. */
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

/** graphql-js finds the root field among aliases and fragments, and coerces its arguments. */
async function askedFor(
  { apiSchema }: LoadedSupergraph,
  { operation, variables }: SubscribeRequest,
): Promise<Asked> {
  let asked: Asked | null = null;
  const stream = await createSourceEventStream({
    schema: apiSchema,
    document: operation.document,
    operationName: operation.operationName ?? null,
    variableValues: variables,
    subscribeFieldResolver(_root, args, _context, { fieldName }) {
      asked = { field: fieldName, args } as Asked;
      return nothing();
    },
  });
  if (Symbol.asyncIterator in stream && asked) return asked;
  throw toBadUserInput('errors' in stream ? stream.errors : undefined);
}

async function* nothing(): AsyncGenerator<never> {}

/** Whatever graphql-js refuses of a valid document is due to its variables. */
const toBadUserInput = (errors: readonly GraphQLError[] | undefined): GraphQLError =>
  badUserInput(errors?.[0]?.message ?? 'The subscription cannot be begun.');

/** Who has the same rights sees the same: operators all do, everyone else sees what is their own. */
const rightsOf = (viewer: Viewer | null): string =>
  viewer?.role === 'OPERATOR' ? 'OPERATOR' : JSON.stringify([viewer?.role, viewer?.id, viewer?.moverId]);
