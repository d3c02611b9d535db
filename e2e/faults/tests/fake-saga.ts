import type { Observed, ObservedCall } from '../model/oracle.ts';
import { type ModelRequest, kilometers, type Mover } from '../model/dispatch-model.ts';
import type { SystemUnderTest } from '../model/system-under-test.ts';

/** What a saga can get wrong. */
export const mistakes = [
  'a repeated key makes another call',
  'a refused attempt stays alive',
  'a call is accepted without manage',
  'a cancelled call keeps its mover',
  'a cancelled mover is announced late',
  'a second cancel is a first one',
  'the farthest mover comes',
  'a mover comes who does not offer the move type',
  'a mover is booked twice',
  'a mover who is switched off comes',
  'the newest who waits is served first',
  'a mover who becomes available serves nobody',
  'a mover who is set free serves nobody',
  'a new mover serves nobody',
  'a duplicate has its effect again',
  'a message is sent twice',
  'what waits is lost when assign starts',
  'a version is left out',
] as const;
export type Mistake = (typeof mistakes)[number];

interface FakeCall {
  readonly id: string;
  readonly ask: ModelRequest;
  cancelled: boolean;
  mover: string | null;
  asked: boolean;
  readonly messages: Record<string, number>;
}

/** The saga in memory, as somebody might write it who has not read the model; with one mistake in it, or none. */
export function createFakeSaga(first: readonly Mover[], mistake: Mistake | null): SystemUnderTest {
  const is = (one: Mistake): boolean => mistake === one;
  const movers = first.map((mover) => ({ ...mover, available: true }));
  const calls: FakeCall[] = [];
  const dead = new Set<string>();
  /** To assign, while that is down; cancels take their time anyway. */
  let inbox: (() => void)[] = [];
  let cancels: (() => void)[] = [];
  let down: string | null = null;
  let refusals = 0;

  const isFree = (mover: (typeof movers)[number], ask: ModelRequest): boolean =>
    (mover.available || is('a mover who is switched off comes')) &&
    (mover.moveTypes.includes(ask.moveType) || is('a mover comes who does not offer the move type')) &&
    (is('a mover is booked twice') ||
      !calls.some((call) => call.mover === mover.name && call.ask.day === ask.day));

  const send = (call: FakeCall, template: string): void => {
    call.messages[template] = (call.messages[template] ?? 0) + (is('a message is sent twice') ? 2 : 1);
  };
  const give = (call: FakeCall, name: string): void => {
    call.mover = name;
    send(call, 'MOVER_CONFIRMED');
  };
  function dispatch(call: FakeCall): void {
    call.asked = true;
    const near = movers
      .filter((mover) => isFree(mover, call.ask))
      .sort((a, b) => kilometers(a.base, call.ask.home) - kilometers(b.base, call.ask.home));
    const mover = is('the farthest mover comes') ? near.at(-1) : near[0];
    if (mover) give(call, mover.name);
  }
  function serve(mover: (typeof movers)[number]): void {
    const waiting = calls.filter((call) => call.asked && !call.cancelled && call.mover === null);
    if (is('the newest who waits is served first')) waiting.reverse();
    for (const call of waiting) if (isFree(mover, call.ask)) give(call, mover.name);
  }
  function release(call: FakeCall): void {
    const mover = movers.find(({ name }) => name === call.mover);
    if (is('a cancelled call keeps its mover')) return;
    call.mover = null;
    if (mover && !is('a mover who is set free serves nobody')) serve(mover);
    if (is('a cancelled mover is announced late')) call.messages['MOVER_CONFIRMED'] = 2;
  }
  const flush = (): void => {
    const arrived = inbox;
    inbox = [];
    for (const act of arrived) act();
  };
  const reach = (act: () => void): void => {
    inbox.push(act);
    if (down !== 'assign') flush();
  };

  return {
    async request(ask) {
      const known = calls.find((call) => call.ask.key === ask.key);
      if (known && !is('a repeated key makes another call')) return { outcome: 'ACCEPTED', callId: known.id };
      if ((down === 'manage' && !is('a call is accepted without manage')) || refusals > 0) {
        refusals = Math.max(0, refusals - 1);
        dead.add(ask.key);
        return { outcome: 'TRY_AGAIN', afterSeconds: 1 };
      }
      if (!is('a refused attempt stays alive')) dead.delete(ask.key);
      const call: FakeCall = {
        id: `id ${calls.length}`,
        ask,
        cancelled: false,
        mover: null,
        asked: false,
        messages: {},
      };
      calls.push(call);
      send(call, 'CALL_ACCEPTED');
      reach(() => dispatch(call));
      return { outcome: 'ACCEPTED', callId: call.id };
    },
    async cancel(id) {
      const call = calls.find((known) => known.id === id);
      if (!call) return null;
      if (call.cancelled) return is('a second cancel is a first one') ? 'CANCELLED' : 'ALREADY_CANCELLED';
      call.cancelled = true;
      send(call, 'CALL_CANCELLED');
      cancels.push(() => release(call));
      return 'CANCELLED';
    },
    async register(mover) {
      const registered = { ...mover, available: true };
      movers.push(registered);
      if (!is('a new mover serves nobody')) serve(registered);
    },
    async switch(name, available) {
      for (const mover of movers) {
        if (mover.name !== name) continue;
        mover.available = available;
        if (available && !is('a mover who becomes available serves nobody')) serve(mover);
      }
    },
    async stop(service) {
      down = service;
    },
    async start() {
      if (is('what waits is lost when assign starts')) inbox = [];
      down = null;
      flush();
    },
    async disturb(disturbance) {
      if ('service' in disturbance && disturbance.service === 'manage') refusals = 1;
      const latest = calls.at(-1);
      if (disturbance.type === 'duplicate' && is('a duplicate has its effect again') && latest?.asked)
        dispatch(latest);
    },
    async settle(): Promise<Observed> {
      for (const act of cancels) act();
      cancels = [];
      const living = calls
        .map(({ ask }) => ask.key)
        .concat(is('a refused attempt stays alive') ? [...dead] : []);
      return {
        calls: new Map(calls.map((call) => [call.id, seen(call)])),
        bookings: calls.flatMap(({ id, mover }) => (mover === null ? [] : [{ callId: id, mover }])),
        living: new Map(living.map((key) => [key, living.filter((other) => other === key).length])),
      };
    },
  };

  function seen({ cancelled, mover, messages }: FakeCall): ObservedCall {
    const versions = is('a version is left out') && cancelled ? [1, 2, 4] : [1, 2, 3];
    if (cancelled)
      return {
        status: 'CANCELLED',
        waitingReason: null,
        mover: null,
        versions,
        order: { status: 'CANCELLED', mover },
        messages,
      };
    return mover === null
      ? {
          status: 'ASSIGNING',
          waitingReason: 'NO_MOVER_FREE',
          mover,
          versions,
          order: { status: 'WAITING', mover },
          messages,
        }
      : {
          status: 'CONFIRMED',
          waitingReason: null,
          mover,
          versions,
          order: { status: 'ASSIGNED', mover },
          messages,
        };
  }
}
