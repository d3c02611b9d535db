import type { Socket } from 'node:net';
import { buildConnector, Client } from 'undici';

/** A connection that several queries are under way on at a time; they are answered in their order. */
export interface Lane {
  readonly client: Client;
  /** A request is about to be sent. @returns its turn */
  enter(): number;
  /** One has been answered, or has failed. */
  leave(): void;
  /** Whether it is this one whose answer comes next. */
  isHead(turn: number): boolean;
  /** The next answer takes long: whoever can, takes another lane until it is there. */
  stall(): void;
}

export interface Lanes {
  /** The lane for the next request. What is asked in one turn of the event loop leaves it together. */
  choose(): Lane;
  close(): Promise<void>;
}

const LANES = 8;
/** On each of them, before the first answer is there. */
const PIPELINED = 8;

interface OpenLane extends Lane {
  readonly socket: () => Socket | null;
  readonly underWay: () => number;
  readonly isStalled: () => boolean;
}

/**
 * Few connections with several queries on each save most of what HTTP costs: many leave and arrive in one packet. The
 * requests of one turn of the event loop take the lane that has the least under way; what is written to it is held until the
 * turn is over.
 */
export function openLanes(origin: string, connectTimeoutMs: number): Lanes {
  const lanes = Array.from({ length: LANES }, () => openLane(origin, connectTimeoutMs));
  let lane: OpenLane | null = null;
  let taken = 0;
  const held: Socket[] = [];

  function release(): void {
    lane = null;
    for (const socket of held.splice(0)) socket.uncork();
  }

  const isBetter = (one: OpenLane, other: OpenLane): boolean =>
    one.isStalled() === other.isStalled() ? one.underWay() < other.underWay() : other.isStalled();

  return {
    choose() {
      if (lane && taken < PIPELINED) {
        taken += 1;
        return lane;
      }
      if (!lane) setImmediate(release);
      lane = lanes.reduce((best, each) => (isBetter(each, best) ? each : best));
      taken = 1;
      const socket = lane.socket();
      if (socket) {
        socket.cork();
        held.push(socket);
      }
      return lane;
    },
    async close() {
      await Promise.all(lanes.map(({ client }) => client.close()));
    },
  };
}

function openLane(origin: string, connectTimeoutMs: number): OpenLane {
  let socket: Socket | null = null;
  let entered = 0;
  let left = 0;
  let stalled = false;
  const connect = buildConnector({ timeout: connectTimeoutMs });
  const client = new Client(origin, {
    pipelining: PIPELINED,
    connect: (options, callback) =>
      connect(options, (...outcome) => {
        [, socket] = outcome;
        callback(...outcome);
      }),
  });
  return {
    client,
    socket: () => socket,
    underWay: () => entered - left,
    isStalled: () => stalled,
    enter: () => entered++,
    leave() {
      left += 1;
      stalled = false;
    },
    isHead: (turn) => turn <= left,
    stall: () => void (stalled = true),
  };
}
