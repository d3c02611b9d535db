import type { ModelRequest, Dispatch, Mover } from './dispatch-model.ts';
import type { InFlightEffect } from './interleavings.ts';

/** What a command's answer changes in what is known to be true: pure, and the whole of what the saga promises. */

export type Stoppable = 'manage' | 'assign' | 'notifier';

export interface Model {
  /** Where assign was at rest last. */
  readonly settled: Dispatch;
  /** What has been set going since. */
  readonly inFlight: readonly InFlightEffect[];
  /** Accepted; in the order in which they were. */
  readonly calls: readonly Call[];
  /** Their customers were told to try again last. */
  readonly refused: readonly ModelRequest[];
  /** Who was stopped and not started again. */
  readonly down: Stoppable | null;
  /** So many commands have been run. */
  readonly commandIndex: number;
}

export interface Call {
  readonly request: ModelRequest;
  readonly id: string;
  readonly status: 'OPEN' | 'CANCELLED';
}

export const begin = (movers: readonly Mover[]): Model => ({
  settled: { movers: movers.map((mover) => ({ ...mover, available: true })), booked: [], waiting: [] },
  inFlight: [],
  calls: [],
  refused: [],
  down: null,
  commandIndex: 0,
});

export const nextCommand = (model: Model): Model => ({ ...model, commandIndex: model.commandIndex + 1 });

/** All movers of the sequence, in the order in which they came. */
export const moversOf = ({ settled, inFlight: racing }: Model): string[] => [
  ...settled.movers.map(({ name }) => name),
  ...racing.flatMap(({ effect }) => (effect.type === 'registered' ? [effect.mover.name] : [])),
];

export const callOf = ({ calls }: Model, key: string): Call | undefined =>
  calls.find(({ request: ask }) => ask.key === key);

const addInFlight = (model: Model, effect: InFlightEffect['effect'], isGhost = false): Model => ({
  ...model,
  inFlight: [...model.inFlight, { effect, commandIndex: model.commandIndex, isVoided: isGhost }],
});

/** The customer has a call; a repetition of what was accepted changes nothing. */
export function accepted(model: Model, ask: ModelRequest, id: string): Model {
  if (callOf(model, ask.key)) return model;
  return {
    ...addInFlight(model, { type: 'asked', request: ask }),
    calls: [...model.calls, { request: ask, id, status: 'OPEN' }],
    refused: model.refused.filter(({ key }) => key !== ask.key),
  };
}

/** An attempt came to nothing. Manage may have accepted it for a while, and a mover may have had it. */
export function voidedAttempt(model: Model, ask: ModelRequest): Model {
  const key = `${ask.key}, try ${model.inFlight.length}`;
  const there = addInFlight(model, { type: 'asked', request: { ...ask, key } }, true);
  return addInFlight(there, { type: 'withdrawn', key }, true);
}

export const refused = (model: Model, ask: ModelRequest): Model => ({
  ...model,
  refused: [...model.refused.filter(({ key }) => key !== ask.key), ask],
});

export function cancelled(model: Model, key: string): Model {
  if (callOf(model, key)?.status !== 'OPEN') return model;
  return {
    ...addInFlight(model, { type: 'withdrawn', key }),
    calls: model.calls.map((call) => (call.request.key === key ? { ...call, status: 'CANCELLED' } : call)),
  };
}

export const registered = (model: Model, mover: Mover): Model =>
  addInFlight(model, { type: 'registered', mover });

export const switched = (model: Model, mover: string, available: boolean): Model =>
  addInFlight(model, { type: 'switched', mover, available });

export const stopped = (model: Model, service: Stoppable): Model => ({ ...model, down: service });
export const started = (model: Model): Model => ({ ...model, down: null });
