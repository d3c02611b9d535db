import { setTimeout as pause } from 'node:timers/promises';
import type { FaultProxy } from '@movecall/testkit/fault-proxy';
import type { MoveRequest } from '../customer-client.ts';
import type { Fault } from '../fault.ts';
import type { Random } from '../random.ts';
import type { Testbed } from '../testbed.ts';
import { frozenManage } from './frozen-manage.ts';
import { createTimedRequests } from './timed-requests.ts';

const group = 'manage slow or unreachable';

/** Requests sent at about the same time: as many failures in a row as open the circuit. */
const TOGETHER = 5;
/** Requests sent one by one after those. */
const AFTERWARDS = 5;

/** The circuit from call to manage, from call's metrics. */
async function readCircuit({
  system,
}: Testbed): Promise<{ readonly opened: number; readonly isClosed: boolean }> {
  const response = await fetch(`${system.stack.services()['call']?.metricsUrl ?? ''}/metrics`);
  const text = await response.text();
  const value = (metric: string): number =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${metric} `))
        ?.slice(metric.length) ?? Number.NaN,
    );
  return {
    opened: value('movecall_call_manage_circuit_opened_total'),
    isClosed: value('movecall_call_manage_circuit_state{state="closed"}') === 1,
  };
}

interface BrokenLine {
  readonly name: string;
  readonly expect: string;
  /** Breaks the connection, permanently or for one request. Called before each of the requests that are sent together. */
  readonly breaks: (line: FaultProxy, random: Random) => void;
  /** How many requests follow one by one. */
  readonly afterwards: number;
  /** Whether every request fails, so that the circuit has to open. */
  readonly always: boolean;
}

/**
 * One run is one request that is sent while the connection to manage is broken. The runs come in episodes. After each episode
 * the connection is repaired, and the customers repeat their requests until they are accepted: that takes the one request
 * that the half-open circuit lets through.
 */
const brokenLine = (fault: BrokenLine): Fault => ({
  name: fault.name,
  group,
  expect: fault.expect,
  runs: { full: 100, quick: TOGETHER + fault.afterwards },
  p99Ms: 10_000,
  async inject(testbed, trial) {
    const { random } = trial;
    const timed = createTimedRequests(testbed, trial);
    const before = await readCircuit(testbed);
    let episodes = 0;
    for (let done = 0; done < trial.runs; episodes += 1) {
      const count = Math.min(TOGETHER + fault.afterwards, trial.runs - done);
      const requests = Array.from({ length: count }, () => testbed.newRequest(random));
      done += count;
      const { opened } = await readCircuit(testbed);
      try {
        await sendWhileBroken(testbed, fault, requests, { random, send: timed.send });
        const isEnough = count >= TOGETHER;
        if (fault.always && isEnough && (await readCircuit(testbed)).opened === opened)
          trial.violated('the circuit did not open');
      } finally {
        testbed.manageLine.set({ kind: 'open' });
      }
      const repairedAt = performance.now();
      for (const request of requests) {
        await testbed.requestUntilAccepted(request);
        trial.recovered(performance.now() - repairedAt);
      }
      if (!(await readCircuit(testbed)).isClosed) trial.violated('the circuit did not close');
    }
    timed.report();
    const { opened } = await readCircuit(testbed);
    trial.note(
      `the circuit opened ${opened - before.opened} times in ${episodes} episodes, and closed again`,
    );
  },
});

async function sendWhileBroken(
  { manageLine }: Testbed,
  { breaks }: BrokenLine,
  requests: readonly MoveRequest[],
  { random, send }: { random: Random; send: (request: MoveRequest) => Promise<unknown> },
): Promise<void> {
  const together: Promise<unknown>[] = [];
  for (const request of requests.slice(0, TOGETHER)) {
    breaks(manageLine, random);
    together.push(send(request));
    // Keeps the requests apart: `breaks` may set another state for the next one.
    await pause(random.int(0, 30));
  }
  await Promise.all(together);
  for (const request of requests.slice(TOGETHER)) await send(request);
}

const TRY_AGAIN =
  'customers are answered "try again" in time, and nothing of their attempts is left; the circuit opens, and closes after the repair';

const brokenLines = [
  {
    name: 'manage is slow: each message to it and from it takes 0 to 3 s',
    expect: 'every answer, accepted or "try again", comes in time and stays true; the circuit closes again',
    // Half of the requests stay well within what call waits for.
    breaks: (line, random) => line.set({ kind: 'slow', ms: random.int(0, random.pick([100, 3_000])) }),
    afterwards: AFTERWARDS,
    always: false,
  },
  {
    name: 'manage answers 503',
    expect: TRY_AGAIN,
    breaks: (line) =>
      line.set({
        kind: 'answers',
        bytes: 'HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n',
      }),
    afterwards: AFTERWARDS,
    always: true,
  },
  {
    name: 'connections to manage are reset',
    expect: TRY_AGAIN,
    breaks: (line) => line.set({ kind: 'refused' }),
    afterwards: AFTERWARDS,
    always: true,
  },
  {
    name: 'the connection is reset when manage has accepted',
    expect:
      'every answer, accepted or "try again", is true; a request on a kept-alive connection is sent once more; the circuit closes again',
    breaks: (line) => void line.loseReply({ sent: 'requestAssignment', answer: 'HTTP/1.1 200' }),
    // An open circuit refuses requests; the losses that were meant for them would strike later requests.
    afterwards: 0,
    always: false,
  },
  {
    name: 'manage hangs: nothing passes on the line',
    expect: TRY_AGAIN,
    breaks: (line) => line.set({ kind: 'black hole' }),
    afterwards: AFTERWARDS,
    always: true,
  },
] satisfies BrokenLine[];

export const manageFaults: readonly Fault[] = [...brokenLines.map(brokenLine), { ...frozenManage, group }];
