import { describe, expect, it } from 'vitest';
import { checkModel } from '../model/check-model.ts';
import { bases, firstMovers, homes } from '../model/fixture.ts';
import { apply, type ModelRequest, type Dispatch, type Effect, kilometers } from '../model/dispatch-model.ts';
import {
  accepted,
  begin,
  cancelled,
  voidedAttempt,
  type Model,
  nextCommand,
  switched,
} from '../model/saga-model.ts';
import { possibleOutcomes } from '../model/interleavings.ts';
import { createFakeSaga, type Mistake, mistakes } from './fake-saga.ts';

const SEED = 20_260_101;

const ask = (key: string, more: Partial<ModelRequest> = {}): ModelRequest => ({
  key,
  day: 0,
  moveType: 'FULL_PACKING',
  home: 'mapo',
  ...more,
});
const asked = (key: string, more?: Partial<ModelRequest>): Effect => ({
  type: 'asked',
  request: ask(key, more),
});
const withdrawn = (key: string): Effect => ({ type: 'withdrawn', key });
const switchedOff = (mover: string): Effect => ({ type: 'switched', mover, available: false });
const switchedOn = (mover: string): Effect => ({ type: 'switched', mover, available: true });
const empty = begin(firstMovers).settled;
const after = (...effects: Effect[]): Dispatch => effects.reduce(apply, empty);
const who = ({ booked, waiting }: Dispatch): Record<string, string | null> =>
  Object.fromEntries([
    ...booked.map((booking) => [booking.request.key, booking.mover]),
    ...waiting.map(({ key }) => [key, null]),
  ]);

describe('what assign has to make of what reaches it', () => {
  it('gives a request the nearest mover that offers its move type', () => {
    expect(who(after(asked('a')))).toEqual({ a: 'at mapo' });
    expect(who(after(asked('a', { moveType: 'HALF_PACKING' })))).toEqual({ a: 'at guro' });
  });

  it('books a mover once a day, and lets the last request wait', () => {
    expect(who(after(asked('a'), asked('b'), asked('c'), asked('d', { day: 1 })))).toEqual({
      a: 'at mapo',
      b: 'at gangnam',
      c: null,
      d: 'at mapo',
    });
  });

  it('gives a mover that is set free to the oldest who waits', () => {
    expect(who(after(asked('a'), asked('b'), asked('c'), asked('d'), withdrawn('a')))).toEqual({
      b: 'at gangnam',
      c: 'at mapo',
      d: null,
    });
  });

  it('gives a mover that becomes available to the oldest who waits, of each day', () => {
    const off = [switchedOff('at mapo'), switchedOff('at gangnam')];
    const waiting = [asked('a'), asked('b'), asked('c', { day: 1 })];
    expect(who(after(...off, ...waiting))).toEqual({ a: null, b: null, c: null });
    expect(who(after(...off, ...waiting, switchedOn('at gangnam')))).toEqual({
      a: 'at gangnam',
      b: null,
      c: 'at gangnam',
    });
  });

  it('leaves a mover that is switched off its bookings, and gives it no other', () => {
    expect(who(after(asked('a'), switchedOff('at mapo')))).toEqual({ a: 'at mapo' });
    expect(who(after(asked('a'), asked('b'), asked('c'), switchedOff('at mapo'), withdrawn('a')))).toEqual({
      b: 'at gangnam',
      c: null,
    });
  });

  it('knows of no two movers that are equally far from a home', () => {
    for (const home of homes) {
      const distances = bases.map((base) => kilometers(base, home)).toSorted((a, b) => a - b);
      const gaps = distances.slice(1).map((distance, nth) => distance - (distances[nth] ?? 0));
      expect(Math.min(...gaps), home).toBeGreaterThan(0.05);
    }
  });
});

describe('the orders in which things may reach assign', () => {
  const ends = ({ settled, inFlight: racing }: Model): Record<string, string | null>[] =>
    possibleOutcomes(settled, racing).map(who);
  const full = [ask('a'), ask('b')].reduce(
    (model, one) => accepted(nextCommand(model), one, one.key),
    begin(firstMovers),
  );

  it('are one, for requests that were answered one after the other', () => {
    expect(ends(full)).toEqual([{ a: 'at mapo', b: 'at gangnam' }]);
  });

  it('are two, for a cancel and the request that was made after it', () => {
    const raced = accepted(nextCommand(cancelled(nextCommand(full), 'a')), ask('c', { home: 'songpa' }), 'c');
    // Either it finds the mover set free already, or it waits for it: the same in the end.
    expect(ends(raced)).toEqual([{ b: 'at gangnam', c: 'at mapo' }]);
    const choosing = accepted(nextCommand(cancelled(nextCommand(full), 'b')), ask('c'), 'c');
    expect(ends(choosing)).toEqual([{ a: 'at mapo', c: 'at gangnam' }]);
    const nearer = cancelled(nextCommand(accepted(begin(firstMovers), ask('a'), 'a')), 'a');
    expect(new Set(ends(accepted(nextCommand(nearer), ask('b'), 'b')).map(({ b }) => b))).toEqual(
      new Set(['at gangnam', 'at mapo']),
    );
  });

  it('are two, for a request and the switch that was set after it, one the other way round', () => {
    const before = switched(
      nextCommand(accepted(nextCommand(begin(firstMovers)), ask('a'), 'a')),
      'at mapo',
      false,
    );
    expect(new Set(ends(before).map(({ a }) => a))).toEqual(new Set(['at gangnam', 'at mapo']));
    const afterwards = accepted(
      nextCommand(switched(nextCommand(begin(firstMovers)), 'at mapo', false)),
      ask('a'),
      'a',
    );
    expect(ends(afterwards)).toEqual([{ a: 'at gangnam' }]);
  });

  it('let an attempt that came to nothing take a mover for a while, and leave nothing of it', () => {
    const raced = accepted(
      nextCommand(voidedAttempt(nextCommand(begin(firstMovers)), ask('a'))),
      ask('b'),
      'b',
    );
    expect(new Set(ends(raced).map(({ b }) => b))).toEqual(new Set(['at gangnam', 'at mapo']));
    expect(ends(raced).every((end) => Object.keys(end).join() === 'b')).toBe(true);
  });
});

describe('the model', () => {
  const sequences = 300;
  const check = (mistake: Mistake | null, shrinkForMs = 1_000): Promise<string | null> =>
    checkModel({
      sequences,
      seed: SEED,
      enter: async () => createFakeSaga(firstMovers, mistake),
      leave: async () => undefined,
      passed: () => undefined,
      shrinkForMs,
    });

  it('agrees with a saga that does as it should', async () => {
    expect(await check(null)).toBeNull();
  });

  it.each(mistakes)('finds it out when %s', async (mistake) => {
    const report = await check(mistake);
    expect(report).toMatch(/Property failed after \d+ tests/);
    expect(report).toContain(`seed: ${SEED}`);
    expect(report).toContain('replayPath=');
  });

  it('makes a counterexample as small as it can be', async () => {
    const report = await check('a second cancel is a first one', 60_000);
    expect(report).toMatch(
      /Counterexample: \[request[^)]*\),cancel[^)]*\),cancel[^)]*\) \/\*replay|Counterexample: \[request[^)]*\),cancel ×2[^)]*\) \/\*replay/,
    );
  });
});
