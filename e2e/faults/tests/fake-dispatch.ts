import { kilometers, type ModelRequest, type Mover, reasonFor, takes } from '../model/dispatch-model.ts';
import type { ObservedCall } from '../model/oracle.ts';
import type { Mistake } from './mistakes.ts';

export interface FakeCall {
  readonly id: string;
  readonly request: ModelRequest;
  cancelled: boolean;
  mover: string | null;
  /** Whether the request has reached assign. */
  dispatched: boolean;
  contract: 'OPEN' | 'COMPLETE' | null;
  /** Why it waits, if it waits. */
  waitingReason?: string;
  readonly messages: Record<string, number>;
  /** The movers that gave it back. */
  readonly gaveBack: Set<string>;
  confirmations: number;
}

/** assign and the notifier in memory. `has` says which mistake is built in. */
export function createFakeDispatch(
  first: readonly Mover[],
  calls: readonly FakeCall[],
  has: (mistake: Mistake) => boolean,
) {
  const movers = first.map((mover) => ({ ...mover, available: true }));
  type FakeMover = (typeof movers)[number];

  const canGet = (mover: FakeMover, call: FakeCall): boolean =>
    isFree(mover, call.request) &&
    (!call.gaveBack.has(mover.name) || has('a mover gets the call that it has dropped'));
  const isFree = (mover: FakeMover, request: ModelRequest): boolean =>
    (mover.available || has('an unavailable mover is booked')) &&
    (request.quote === null || mover.insured || has('a team without a company takes a call with a quote')) &&
    (takes(mover, request.moveType) || has('a mover is booked for a move type that it does not offer')) &&
    (has('a mover is booked twice on a day') ||
      !calls.some((call) => call.mover === mover.name && call.request.day === request.day));

  const send = (call: FakeCall, template: string): void => {
    call.messages[template] = (call.messages[template] ?? 0) + (has('a message is sent twice') ? 2 : 1);
  };
  const book = (call: FakeCall, name: string): void => {
    call.mover = name;
    call.confirmations += 1;
    send(call, 'MOVER_CONFIRMED');
    if (call.request.quote !== null && !has('nobody is told of a contract')) send(call, 'CONTRACT_MADE');
    call.contract = call.request.quote === null ? null : 'COMPLETE';
  };
  function serveWaiting(mover: FakeMover): void {
    const waiting = calls.filter((call) => call.dispatched && !call.cancelled && call.mover === null);
    if (has('the newest waiting call is served first')) waiting.reverse();
    for (const call of waiting) if (canGet(mover, call)) book(call, mover.name);
  }
  function dispatch(call: FakeCall): void {
    call.dispatched = true;
    const { home } = call.request;
    const near = movers
      .filter((mover) => canGet(mover, call))
      .sort((a, b) => kilometers(a.base, home) - kilometers(b.base, home));
    const mover = has('the farthest mover is booked') ? near.at(-1) : near[0];
    if (mover) book(call, mover.name);
    else call.waitingReason = reasonFor(movers, call.request);
  }

  return {
    send,
    dispatch,
    drop(call: FakeCall): void {
      const lost = movers.find(({ name }) => name === call.mover);
      if (!lost) return;
      call.gaveBack.add(lost.name);
      if (has('a dropped call keeps its mover')) return;
      call.mover = null;
      dispatch(call);
      if (!has('a mover that loses a call serves no waiting call')) serveWaiting(lost);
    },
    /** @returns whether the mover can have the call */
    reassign(call: FakeCall, name: string): boolean {
      if (call.mover === name) return true;
      const [lost, mover] = [call.mover, name].map((one) => movers.find((known) => known.name === one));
      if (!call.dispatched || !mover || !isFree(mover, call.request)) return false;
      book(call, name);
      if (lost && !has('a mover that loses a call serves no waiting call')) serveWaiting(lost);
      return true;
    },
    release(call: FakeCall): void {
      const mover = movers.find(({ name }) => name === call.mover);
      if (has('a cancelled call keeps its mover')) return;
      call.mover = null;
      if (mover && !has('a released mover serves no waiting call')) serveWaiting(mover);
      if (has('the mover is announced after the cancel')) call.messages['MOVER_CONFIRMED'] = 2;
    },
    register(mover: Mover): void {
      const registered = { ...mover, available: true };
      movers.push(registered);
      if (!has('a new mover serves no waiting call')) serveWaiting(registered);
    },
    switch(name: string, available: boolean): void {
      for (const mover of movers) {
        if (mover.name !== name) continue;
        mover.available = available;
        if (available && !has('a mover that becomes available serves no waiting call')) serveWaiting(mover);
      }
    },
    observe({
      cancelled,
      mover,
      messages,
      contract,
      confirmations,
      waitingReason = 'NO_MOVER_FREE',
    }: FakeCall): ObservedCall {
      const versions = has('a version is missing') && cancelled ? [1, 2, 4] : [1, 2, 3];
      const common = { versions, confirmations, messages, waitingReason: null, contract };
      if (cancelled)
        return { ...common, status: 'CANCELLED', mover: null, order: { status: 'CANCELLED', mover } };
      return mover === null
        ? {
            ...common,
            status: 'ASSIGNING',
            waitingReason,
            mover,
            order: { status: 'WAITING', mover },
          }
        : { ...common, status: 'CONFIRMED', mover, order: { status: 'ASSIGNED', mover } };
    },
  };
}
