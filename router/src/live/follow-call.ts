import { decodeCallCursor } from '@movecall/values/cursor';
import type { Viewer } from '@movecall/identity';
import { badUserInput, CodedError } from '@movecall/graphql';
import type { CallReads } from './call-reads.ts';
import type { BacklogEntry, EventSequence } from './event-sequence.ts';
import { asChange, callEvent, type CallState, isFinal, type StatusChange } from './status-event.ts';
import { callTopic } from './topics.ts';

export interface FollowCallArguments {
  readonly id: string;
  /** The cursor of the last event that the client has received; null or absent for a new subscription. */
  readonly after?: string | null;
}

/**
 * The events of `moveCallStatus`: the current state, or each version after the cursor, then every later version. The versions
 * of a call have no gaps, so the last sent version shows whether an event is missing.
 *
 * @throws CodedError BAD_USER_INPUT when `after` is not a cursor of this call
 */
export function followCall(
  { id, after }: FollowCallArguments,
  viewer: Viewer | null,
  reads: Reads,
): EventSequence {
  const cursor = after == null ? null : decodeCallCursor(after);
  if (after != null && cursor?.callId !== id.toLowerCase())
    throw badUserInput('`after` is not a cursor of this call. Send the cursor of one of its events.');
  return new CallSequence(id, viewer, cursor?.version, reads);
}

type Reads = Pick<CallReads, 'readCall' | 'readVersions'>;

/** A class, because each subscription to a call has a sequence: its instances share their functions. */
class CallSequence implements EventSequence {
  readonly topic: string;
  readonly toEvent = callEvent;
  // Clients that reconnect read the past from call; only subscriptions that lag behind share payloads.
  readonly keptPayloads = 2;
  readonly #id: string;
  readonly #viewer: Viewer | null;
  /** The version that the client had received before; undefined for a new subscription. */
  readonly #received: number | undefined;
  readonly #reads: Reads;
  #last: Pick<CallState, 'version' | 'status'> | null = null;

  constructor(id: string, viewer: Viewer | null, received: number | undefined, reads: Reads) {
    this.topic = callTopic(id);
    this.#id = id;
    this.#viewer = viewer;
    this.#received = received;
    this.#reads = reads;
  }

  async *readBacklog(): AsyncGenerator<BacklogEntry, void, undefined> {
    const known = this.#last?.version ?? this.#received;
    if (known === undefined) {
      const state = await this.#reads.readCall(this.#id, this.#viewer);
      if (!state) throw notFound();
      yield { change: asChange(state, 0), reset: false, shared: false };
      return;
    }
    const versions = await this.#reads.readVersions(this.#id, this.#viewer);
    const state = versions?.at(-1);
    if (!versions || !state) throw notFound();
    if (state.version === known) this.#last = state;
    else yield* missedVersions(versions, state, known);
  }

  isNew({ version }: Pick<CallState, 'version'>): boolean {
    return version > (this.#last?.version ?? 0);
  }

  isNext({ version }: StatusChange): boolean {
    return version === (this.#last?.version ?? 0) + 1;
  }

  markSent(change: StatusChange): void {
    this.#last = change;
  }

  isComplete(): boolean {
    return this.#last !== null && isFinal(this.#last.status);
  }
}

/** Every version after the known one; the current state as a reset when a version is missing. */
function* missedVersions(
  versions: readonly CallState[],
  state: CallState,
  known: number,
): Generator<BacklogEntry> {
  const missed = versions.filter(({ version }) => version > known);
  // `missed` is empty when the cursor is ahead of the state.
  const complete = missed.length > 0 && missed.length === state.version - known;
  for (const version of complete ? missed : [state])
    yield { change: asChange(version, 0), reset: !complete, shared: false };
}

const notFound = (): CodedError => new CodedError('NOT_FOUND', 'No such call.');
