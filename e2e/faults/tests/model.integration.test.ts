import { describe, expect, it } from 'vitest';
import { checkModel } from '../model/check-model.ts';
import { apply, type Dispatch, type Effect, kilometers, type ModelRequest } from '../model/dispatch-model.ts';
import { bases, firstMovers, homes } from '../model/fixture.ts';
import { possibleOutcomes } from '../model/interleavings.ts';
import {
  accepted,
  begin,
  cancelled,
  type Model,
  nextCommand,
  switched,
  voidedAttempt,
} from '../model/saga-model.ts';
import { createFakeSaga } from './fake-saga.ts';
import { type Mistake, mistakes } from './mistakes.ts';

const SEED = 20_260_101;

const request = (key: string, more: Partial<ModelRequest> = {}): ModelRequest => ({
  key,
  day: 0,
  moveType: 'FULL_PACKING',
  home: 'mapo',
  quote: null,
  ...more,
});
const requested = (key: string, more?: Partial<ModelRequest>): Effect => ({
  type: 'requested',
  request: request(key, more),
});
const withdrawn = (key: string): Effect => ({ type: 'withdrawn', key });
const switchedOff = (mover: string): Effect => ({ type: 'switched', mover, available: false });
const switchedOn = (mover: string): Effect => ({ type: 'switched', mover, available: true });
const empty = begin(firstMovers).settled;
const after = (...effects: Effect[]): Dispatch => effects.reduce(apply, empty);
/** The mover of each call by its key; null for a waiting call. */
const moversByCall = ({ booked, waiting }: Dispatch): Record<string, string | null> =>
  Object.fromEntries([
    ...booked.map((booking) => [booking.request.key, booking.mover]),
    ...waiting.map(({ key }) => [key, null]),
  ]);

describe('the model of assign', () => {
  it('books the nearest mover that offers the move type', () => {
    expect(moversByCall(after(requested('a')))).toEqual({ a: 'at mapo' });
    expect(moversByCall(after(requested('a', { moveType: 'HALF_PACKING' })))).toEqual({ a: 'at guro' });
  });

  it('books a mover once a day; a request without a free mover waits', () => {
    expect(
      moversByCall(after(requested('a'), requested('b'), requested('c'), requested('d', { day: 1 }))),
    ).toEqual({
      a: 'at mapo',
      b: 'at gangnam',
      c: null,
      d: 'at mapo',
    });
  });

  it('books a released mover for the oldest waiting request', () => {
    expect(
      moversByCall(after(requested('a'), requested('b'), requested('c'), requested('d'), withdrawn('a'))),
    ).toEqual({
      b: 'at gangnam',
      c: 'at mapo',
      d: null,
    });
  });

  it('books a mover that becomes available for the oldest waiting request of each day', () => {
    const off = [switchedOff('at mapo'), switchedOff('at gangnam')];
    const waiting = [requested('a'), requested('b'), requested('c', { day: 1 })];
    expect(moversByCall(after(...off, ...waiting))).toEqual({ a: null, b: null, c: null });
    expect(moversByCall(after(...off, ...waiting, switchedOn('at gangnam')))).toEqual({
      a: 'at gangnam',
      b: null,
      c: 'at gangnam',
    });
  });

  it('leaves a mover that becomes unavailable its bookings, and books it for no other call', () => {
    expect(moversByCall(after(requested('a'), switchedOff('at mapo')))).toEqual({ a: 'at mapo' });
    expect(
      moversByCall(
        after(requested('a'), requested('b'), requested('c'), switchedOff('at mapo'), withdrawn('a')),
      ),
    ).toEqual({
      b: 'at gangnam',
      c: null,
    });
  });

  it('books only a mover of a company for a request with a quote', () => {
    const quote = { name: 'quote', outdated: false };
    expect(moversByCall(after(requested('a', { quote })))).toEqual({ a: 'at gangnam' });
    expect(moversByCall(after(requested('a', { quote }), requested('b', { quote })))).toEqual({
      a: 'at gangnam',
      b: null,
    });
  });

  it('has no two bases that are equally far from a home', () => {
    for (const home of homes) {
      const distances = bases.map((base) => kilometers(base, home)).toSorted((a, b) => a - b);
      const gaps = distances.slice(1).map((distance, nth) => distance - (distances[nth] ?? 0));
      expect(Math.min(...gaps), home).toBeGreaterThan(0.05);
    }
  });
});

describe('the possible outcomes', () => {
  const ends = ({ settled, inFlight }: Model): Record<string, string | null>[] =>
    possibleOutcomes(settled, inFlight).map(moversByCall);
  const full = [request('a'), request('b')].reduce(
    (model, one) => accepted(nextCommand(model), one, one.key),
    begin(firstMovers),
  );

  it('are one for requests that were answered one after the other', () => {
    expect(ends(full)).toEqual([{ a: 'at mapo', b: 'at gangnam' }]);
  });

  it('are two for a cancel and a request that was sent after it', () => {
    const raced = accepted(
      nextCommand(cancelled(nextCommand(full), 'a')),
      request('c', { home: 'songpa' }),
      'c',
    );
    // The request finds the mover released, or waits for it: the outcome is the same.
    expect(ends(raced)).toEqual([{ b: 'at gangnam', c: 'at mapo' }]);
    const choosing = accepted(nextCommand(cancelled(nextCommand(full), 'b')), request('c'), 'c');
    expect(ends(choosing)).toEqual([{ a: 'at mapo', c: 'at gangnam' }]);
    const nearer = cancelled(nextCommand(accepted(begin(firstMovers), request('a'), 'a')), 'a');
    expect(new Set(ends(accepted(nextCommand(nearer), request('b'), 'b')).map(({ b }) => b))).toEqual(
      new Set(['at gangnam', 'at mapo']),
    );
  });

  it('are two for a request and a switch after it, and one for a switch and a request after it', () => {
    const before = switched(
      nextCommand(accepted(nextCommand(begin(firstMovers)), request('a'), 'a')),
      'at mapo',
      false,
    );
    expect(new Set(ends(before).map(({ a }) => a))).toEqual(new Set(['at gangnam', 'at mapo']));
    const afterwards = accepted(
      nextCommand(switched(nextCommand(begin(firstMovers)), 'at mapo', false)),
      request('a'),
      'a',
    );
    expect(ends(afterwards)).toEqual([{ a: 'at gangnam' }]);
  });

  it('let a voided attempt hold a mover for a while, and leave nothing of it', () => {
    const raced = accepted(
      nextCommand(voidedAttempt(nextCommand(begin(firstMovers)), request('a'))),
      request('b'),
      'b',
    );
    expect(new Set(ends(raced).map(({ b }) => b))).toEqual(new Set(['at gangnam', 'at mapo']));
    expect(ends(raced).every((end) => Object.keys(end).join() === 'b')).toBe(true);
  });
});

describe('checkModel', () => {
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

  it('finds nothing in a correct saga', async () => {
    expect(await check(null)).toBeNull();
  });

  it.each(mistakes)('finds the mistake: %s', async (mistake) => {
    const report = await check(mistake);
    expect(report).toMatch(/Property failed after \d+ tests/);
    expect(report).toContain(`seed: ${SEED}`);
    expect(report).toContain('replayPath=');
  });

  it('shrinks a counterexample to the commands that are needed', async () => {
    const report = await check('a second cancel is answered like the first', 60_000);
    expect(report).toMatch(
      /Counterexample: \[request[^)]*\),cancel[^)]*\),cancel[^)]*\) \/\*replay|Counterexample: \[request[^)]*\),cancel ×2[^)]*\) \/\*replay/,
    );
  });
});
