import type { Ask, Dispatch, Mover } from './dispatch.ts';
import type { Racing } from './orders.ts';

/** What a command's answer changes in what is known to be true: pure, and the whole of what the saga promises. */

export type Stoppable = 'manage' | 'assign' | 'notifier';

export interface Model {
  /** Where assign was at rest last. */
  readonly settled: Dispatch;
  /** What has been set going since. */
  readonly racing: readonly Racing[];
  /** Accepted; in the order in which they were. */
  readonly calls: readonly Call[];
  /** Their customers were told to try again last. */
  readonly refused: readonly Ask[];
  /** Who was stopped and not started again. */
  readonly down: Stoppable | null;
  /** So many commands have been run. */
  readonly moment: number;
}

export interface Call {
  readonly ask: Ask;
  readonly id: string;
  readonly status: 'OPEN' | 'CANCELLED';
}

export const begin = (movers: readonly Mover[]): Model => ({
  settled: { movers: movers.map((mover) => ({ ...mover, available: true })), booked: [], waiting: [] },
  racing: [],
  calls: [],
  refused: [],
  down: null,
  moment: 0,
});

export const nextMoment = (model: Model): Model => ({ ...model, moment: model.moment + 1 });

/** All movers of the sequence, in the order in which they came. */
export const moversOf = ({ settled, racing }: Model): string[] => [
  ...settled.movers.map(({ name }) => name),
  ...racing.flatMap(({ effect }) => (effect.type === 'registered' ? [effect.mover.name] : [])),
];

export const callOf = ({ calls }: Model, key: string): Call | undefined =>
  calls.find(({ ask }) => ask.key === key);

const racingToo = (model: Model, effect: Racing['effect'], isGhost = false): Model => ({
  ...model,
  racing: [...model.racing, { effect, moment: model.moment, isGhost }],
});

/** The customer has a call; a repetition of what was accepted changes nothing. */
export function accepted(model: Model, ask: Ask, id: string): Model {
  if (callOf(model, ask.key)) return model;
  return {
    ...racingToo(model, { type: 'asked', ask }),
    calls: [...model.calls, { ask, id, status: 'OPEN' }],
    refused: model.refused.filter(({ key }) => key !== ask.key),
  };
}

/** An attempt came to nothing. Manage may have accepted it for a while, and a mover may have had it. */
export function ghost(model: Model, ask: Ask): Model {
  const key = `${ask.key}, try ${model.racing.length}`;
  const there = racingToo(model, { type: 'asked', ask: { ...ask, key } }, true);
  return racingToo(there, { type: 'withdrawn', key }, true);
}

export const refused = (model: Model, ask: Ask): Model => ({
  ...model,
  refused: [...model.refused.filter(({ key }) => key !== ask.key), ask],
});

export function cancelled(model: Model, key: string): Model {
  if (callOf(model, key)?.status !== 'OPEN') return model;
  return {
    ...racingToo(model, { type: 'withdrawn', key }),
    calls: model.calls.map((call) => (call.ask.key === key ? { ...call, status: 'CANCELLED' } : call)),
  };
}

export const registered = (model: Model, mover: Mover): Model =>
  racingToo(model, { type: 'registered', mover });

export const switched = (model: Model, mover: string, available: boolean): Model =>
  racingToo(model, { type: 'switched', mover, available });

export const stopped = (model: Model, service: Stoppable): Model => ({ ...model, down: service });
export const started = (model: Model): Model => ({ ...model, down: null });
