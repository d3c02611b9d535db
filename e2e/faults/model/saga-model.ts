import type { Dispatch, Mover, ModelRequest, TeamChange } from './dispatch-model.ts';
import type { InFlightEffect } from './interleavings.ts';

/** A pure model of the saga: what each command's answer adds to what must be true of the system. */

export type Stoppable = 'manage' | 'assign' | 'notifier';

export interface Model {
  /** The state of assign when the system was last quiet. */
  readonly settled: Dispatch;
  /** Effects that were started since and may not have reached assign. */
  readonly inFlight: readonly InFlightEffect[];
  /** In the order of acceptance. */
  readonly calls: readonly Call[];
  /** Requests whose last answer was "try again". */
  readonly refused: readonly ModelRequest[];
  /** The service that is stopped at the moment. */
  readonly down: Stoppable | null;
  /** How many commands have run. */
  readonly commandIndex: number;
}

export interface Call {
  readonly request: ModelRequest;
  readonly id: string;
  readonly status: 'OPEN' | 'CANCELLED';
  /** Whether somebody has dropped or reassigned it, so that its customer may have been told of several movers. */
  readonly changesTeams: boolean;
}

export const begin = (movers: readonly Mover[]): Model => ({
  settled: {
    movers: movers.map((mover) => ({ ...mover, available: true })),
    booked: [],
    waiting: [],
    passedOver: [],
    arrived: 0,
  },
  inFlight: [],
  calls: [],
  refused: [],
  down: null,
  commandIndex: 0,
});

export const nextCommand = (model: Model): Model => ({ ...model, commandIndex: model.commandIndex + 1 });

/** All movers of the sequence, in the order of their registration. */
export const moversOf = ({ settled, inFlight }: Model): string[] => [
  ...settled.movers.map(({ name }) => name),
  ...inFlight.flatMap(({ effect }) => (effect.type === 'registered' ? [effect.mover.name] : [])),
];

export const callOf = ({ calls }: Model, key: string): Call | undefined =>
  calls.find(({ request }) => request.key === key);

/** Why a request is refused for its quote; null when it is not. A request that was accepted before is answered with its call. */
export function refusalOf(
  model: Model,
  { key, quote }: ModelRequest,
): 'QUOTE_CHANGED' | 'QUOTE_IN_USE' | null {
  if (quote === null || callOf(model, key)) return null;
  if (quote.outdated) return 'QUOTE_CHANGED';
  const users = model.calls.filter(({ request }) => request.quote?.name === quote.name);
  return users.some(({ status }) => status === 'OPEN') ? 'QUOTE_IN_USE' : null;
}

const addInFlight = (model: Model, effect: InFlightEffect['effect'], isVoided = false): Model => ({
  ...model,
  inFlight: [...model.inFlight, { effect, commandIndex: model.commandIndex, isVoided }],
});

/** The request became a call. A repetition of an accepted request changes nothing. */
export function accepted(model: Model, request: ModelRequest, id: string): Model {
  if (callOf(model, request.key)) return model;
  return {
    ...addInFlight(model, { type: 'requested', request }),
    calls: [...model.calls, { request, id, status: 'OPEN', changesTeams: false }],
    refused: model.refused.filter(({ key }) => key !== request.key),
  };
}

/** An attempt was voided. manage may have accepted it before, and a mover may have been booked for a while. */
export function voidedAttempt(model: Model, request: ModelRequest): Model {
  const key = `${request.key}, try ${model.inFlight.length}`;
  const requested = addInFlight(model, { type: 'requested', request: { ...request, key } }, true);
  return addInFlight(requested, { type: 'withdrawn', key }, true);
}

export const refused = (model: Model, request: ModelRequest): Model => ({
  ...model,
  refused: [...model.refused.filter(({ key }) => key !== request.key), request],
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

/** Somebody has dropped a call or reassigned it, or has tried to. */
export const changedTeam = (model: Model, type: 'dropped' | 'reassigned', change: TeamChange): Model => ({
  ...addInFlight(model, { type, ...change }),
  calls: model.calls.map((call) =>
    call.request.key === change.key && change.done !== false ? { ...call, changesTeams: true } : call,
  ),
});

export const stopped = (model: Model, service: Stoppable): Model => ({ ...model, down: service });
export const started = (model: Model): Model => ({ ...model, down: null });
