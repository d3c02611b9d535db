import type { Viewer } from '@movecall/identity';
import type { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import type { TestCall } from './fake-subgraphs.ts';
import { statusChanged } from './status-changed.ts';

/** Changes calls in the same order as the call service: first the state, then the event on the stream. */
export interface CallChanges {
  /** Adds a call at version 1, without an event. */
  addCall(owner: Viewer, fields?: Partial<TestCall>): TestCall;
  /** Commits a change and publishes its event. */
  change(call: TestCall, status: TestCall['status'], mover?: TestCall['mover']): Promise<void>;
  /** Raises the call by one version, without an event. */
  commit(call: TestCall, status: TestCall['status'], mover?: TestCall['mover']): void;
  /** Publishes the event of the call's current version. */
  publish(call: TestCall): Promise<void>;
  /** Makes a gap in the stream: the next entry's sequence skips this many numbers. */
  skipNumbers(count: number): void;
  /** Appends any payload to the stream. */
  publishRaw(payload: string): Promise<void>;
}

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/**
 * @param stream the name of call's stream
 * @param calls the calls in the call subgraph
 */
export function createCallChanges(redis: Redis, stream: string, calls: Map<string, TestCall>): CallChanges {
  let entries = 0;

  async function publishRaw(payload: string): Promise<void> {
    entries += 1;
    await redis.xadd(stream, '*', 'number', entries, 'event', payload);
  }

  const publish = (call: TestCall): Promise<void> =>
    publishRaw(statusChanged({ ...call, callId: call.id, traceparent: TRACEPARENT }));

  function commit(call: TestCall, status: TestCall['status'], mover = call.mover): void {
    const version = call.version + 1;
    const moverId = mover?.id ?? call.moverId;
    const at = `2026-11-22T00:00:0${Math.min(version, 9)}.000Z`;
    Object.assign(call, { status, mover, moverId, version, at });
    call.timeline = [...call.timeline, entryOf(call)];
  }

  return {
    addCall(owner, fields = {}) {
      const call: TestCall = {
        id: randomUUID(),
        ownerId: owner.id,
        version: 1,
        status: 'REQUESTED',
        at: '2026-11-22T00:00:01.000Z',
        mover: null,
        moverId: null,
        timeline: [],
        ...fields,
      };
      call.timeline = [...call.timeline, entryOf(call)];
      calls.set(call.id, call);
      return call;
    },
    async change(call, status, mover = call.mover) {
      commit(call, status, mover);
      await publish(call);
    },
    commit,
    publish,
    skipNumbers(count) {
      entries += count;
    },
    publishRaw,
  };
}

const entryOf = ({ version, status, at }: TestCall) => ({ version, status, at });
