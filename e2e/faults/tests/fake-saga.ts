import type { ModelRequest, Mover } from '../model/dispatch-model.ts';
import type { SystemUnderTest } from '../model/system-under-test.ts';
import { createFakeDispatch, type FakeCall } from './fake-dispatch.ts';
import type { Mistake } from './mistakes.ts';

/** The saga in memory, written without the model's code, with one mistake or none. */
export function createFakeSaga(first: readonly Mover[], mistake: Mistake | null): SystemUnderTest {
  const has = (one: Mistake): boolean => mistake === one;
  const calls: FakeCall[] = [];
  const refusedKeys = new Set<string>();
  const assign = createFakeDispatch(first, calls, has);
  /** Events for assign. They wait while assign is stopped. */
  let inbox: (() => void)[] = [];
  /** Cancels reach assign when the system settles. */
  let cancels: (() => void)[] = [];
  let down: string | null = null;
  let refusals = 0;

  const deliver = (): void => {
    const events = inbox;
    inbox = [];
    for (const event of events) event();
  };
  const publish = (event: () => void): void => {
    inbox.push(event);
    if (down !== 'assign') deliver();
  };
  function accept(request: ModelRequest): FakeCall {
    const id = `id ${calls.length}`;
    const contract = request.quote === null || has('a quote is accepted without a contract') ? null : 'OPEN';
    const call: FakeCall = {
      id,
      request,
      cancelled: false,
      mover: null,
      dispatched: false,
      contract,
      messages: {},
      gaveBack: new Set(),
      confirmations: 0,
    };
    calls.push(call);
    assign.send(call, 'CALL_ACCEPTED');
    publish(() => assign.dispatch(call));
    return call;
  }

  function refusalOf({ quote }: ModelRequest): string | null {
    if (quote === null) return null;
    if (quote.outdated && !has('an outdated quote is accepted')) return 'QUOTE_CHANGED';
    const inUse = calls.some(({ request, cancelled }) => request.quote?.name === quote.name && !cancelled);
    if (inUse && !has('a quote is accepted twice')) return 'QUOTE_IN_USE';
    const wasUsed = calls.some(({ request }) => request.quote?.name === quote.name);
    return wasUsed && has('the quote of a cancelled call stays in use') ? 'QUOTE_IN_USE' : null;
  }

  return {
    makeQuote: async () => undefined,
    async request(request) {
      const known = calls.find((call) => call.request.key === request.key);
      if (known && !has('a repeated key makes another call'))
        return { outcome: 'ACCEPTED', callId: known.id };
      if ((down === 'manage' && !has('a call is accepted without manage')) || refusals > 0) {
        refusals = Math.max(0, refusals - 1);
        refusedKeys.add(request.key);
        return { outcome: 'TRY_AGAIN', afterSeconds: 1 };
      }
      const refusal = refusalOf(request);
      if (refusal !== null) {
        refusedKeys.add(request.key);
        return { outcome: 'REFUSED', code: refusal };
      }
      if (!has('a refused attempt stays alive')) refusedKeys.delete(request.key);
      return { outcome: 'ACCEPTED', callId: accept(request).id };
    },
    async cancel(id) {
      const call = calls.find((known) => known.id === id);
      if (!call) return null;
      if (call.cancelled)
        return has('a second cancel is answered like the first') ? 'CANCELLED' : 'ALREADY_CANCELLED';
      call.cancelled = true;
      assign.send(call, 'CALL_CANCELLED');
      cancels.push(() => assign.release(call));
      return 'CANCELLED';
    },
    register: async (mover) => assign.register(mover),
    switch: async (name, available) => assign.switch(name, available),
    async holderOf(id) {
      const mover = calls.find((known) => known.id === id)?.mover ?? null;
      return mover === null ? null : { assignmentId: `${id} of ${mover}`, mover };
    },
    async drop(id) {
      const call = calls.find((known) => known.id === id);
      if (call) assign.drop(call);
      return true;
    },
    async reassign(id, mover) {
      const call = calls.find((known) => known.id === id);
      return call !== undefined && (!call.cancelled || call.mover !== null) && assign.reassign(call, mover);
    },
    async stop(service) {
      down = service;
    },
    async start() {
      if (has('events are lost when assign starts')) inbox = [];
      down = null;
      deliver();
    },
    async disturb(disturbance) {
      if ('service' in disturbance && disturbance.service === 'manage') refusals = 1;
      const latest = calls.at(-1);
      if (disturbance.type === 'duplicate' && has('a duplicate takes effect again') && latest?.dispatched)
        assign.dispatch(latest);
    },
    async settle() {
      for (const cancel of cancels) cancel();
      cancels = [];
      const living = calls
        .map(({ request }) => request.key)
        .concat(has('a refused attempt stays alive') ? [...refusedKeys] : []);
      return {
        calls: new Map(calls.map((call) => [call.id, assign.observe(call)])),
        bookings: calls.flatMap(({ id, mover }) => (mover === null ? [] : [{ callId: id, mover }])),
        living: new Map(living.map((key) => [key, living.filter((other) => other === key).length])),
      };
    },
  };
}
