import { describe, expect, test } from 'vitest';
import { withoutPastDay } from '../src/format/past-day.ts';
import { emptyPlace } from '../src/parts/place/typed-place.ts';
import { emptyDraft, type QuoteDraft, withCount } from '../src/screens/quote/draft.ts';
import { problemsOf, stepOf } from '../src/screens/quote/problems-of.ts';
import { draftOf, inputOf, ordinaryDay } from '../src/screens/quote/request-quote.ts';
import { pathOf, positionOf, reachable } from '../src/screens/quote/steps.ts';

const TODAY = '2026-12-01';
const home = { ...emptyPlace, address: ' 마포구 ', floor: '7', elevator: true, ladderTruck: false };
const draft: QuoteDraft = {
  ...emptyDraft,
  items: { QUEEN_BED: 2, LARGE_BOX: 10 },
  from: home,
  to: { ...home, address: '수원시', floor: '3' },
};
const fieldsIn = (problems: ReturnType<typeof problemsOf>) => problems.map(({ field }) => field?.join('.'));

test('each step has its path, and a path that is no step has none', () => {
  for (const path of [
    '/quote',
    '/quote/places',
    '/quote/day',
    '/quote/0fecc250-b1f4-4364-baae-0c2aa9459daa',
    '/quote/0fecc250/consent',
  ])
    expect(pathOf(positionOf(path)!)).toBe(path);
  for (const path of ['/', '/quotes', '/quote/', '/quote/a/b', '/quote/day/consent', '/quote/%2e'])
    expect(positionOf(path)).toBeNull();
});

test('a step is reached once the steps before it are answered', () => {
  expect(reachable('day', emptyDraft)).toBe('load');
  expect(reachable('places', { ...emptyDraft, tons: 5 })).toBe('load');
  expect(reachable('day', { ...emptyDraft, loadBy: 'TONS', tons: 5 })).toBe('places');
  expect(reachable('day', draft)).toBe('day');
});

test('a step tells what it lacks', () => {
  expect(fieldsIn(problemsOf('load', emptyDraft))).toEqual(['input.items']);
  expect(fieldsIn(problemsOf('load', { ...draft, loadBy: 'TONS' }))).toEqual(['input.tons']);
  expect(
    fieldsIn(problemsOf('places', { ...draft, from: { ...home, floor: '칠' }, to: emptyDraft.to })),
  ).toEqual(['input.access.floor', 'input.destination.address']);
  expect(fieldsIn(problemsOf('day', draft))).toEqual(['input.movingOn']);
});

test('a refusal belongs to the step that shows its field', () => {
  const refusal = (...field: string[]) => [{ code: 'X', message: '', field, retryAfterSeconds: null }];
  expect(stepOf(refusal('input', 'items'))).toBe('load');
  expect(stepOf(refusal('input', 'destinationAccess', 'floor'))).toBe('places');
  expect(stepOf(refusal('input', 'slot'))).toBe('day');
  expect(stepOf(refusal('id'))).toBeNull();
  expect(stepOf([])).toBeNull();
});

describe('the input of a quote', () => {
  test('has what was typed, and only one of items and tonnage', () => {
    expect(inputOf({ ...draft, tons: 5, movingOn: '2026-12-07' }, TODAY)).toEqual({
      moveType: 'FULL_PACKING',
      location: { address: '마포구' },
      destination: { address: '수원시' },
      movingOn: '2026-12-07',
      slot: 'ALL_DAY',
      items: [
        { code: 'QUEEN_BED', count: 2 },
        { code: 'LARGE_BOX', count: 10 },
      ],
      access: { floor: 7, elevator: true, ladderTruck: false },
      destinationAccess: { floor: 3, elevator: true, ladderTruck: false },
      options: [],
    });
    expect(inputOf({ ...draft, loadBy: 'TONS', tons: 5 }, TODAY)).toMatchObject({ tons: 5 });
    expect(inputOf({ ...draft, loadBy: 'TONS', tons: 5 }, TODAY)).not.toHaveProperty('items');
  });

  test.each([
    ['a load', { items: {} }],
    ['an address', { from: { ...home, address: ' ' } }],
    ['a floor', { from: { ...home, floor: '' } }],
    ['a floor that is a number', { to: { ...home, floor: '1.5' } }],
  ])('is asked for only with %s', (_what, part) => {
    expect(inputOf({ ...draft, ...part }, TODAY)).toBeNull();
  });

  test.each([
    [TODAY, '2026-12-09'],
    ['2026-12-20', '2027-01-04'],
  ])('before a day is chosen on %s, is that of %s', (today, ordinary) => {
    expect(ordinaryDay(today)).toBe(ordinary);
    expect(inputOf(draft, today)?.movingOn).toBe(ordinary);
  });
});

test('a draft of a quote asks for the same again', () => {
  const quote = {
    id: 'a',
    moveType: 'HALF_PACKING',
    items: null,
    tons: 5,
    options: [{ code: 'PIANO', label: '', count: 1 }],
    location: { address: '마포구', latitude: 37.5663, longitude: 126.9019 },
    destination: { address: '수원시', latitude: 37.2636, longitude: 127.0286 },
    access: { floor: 7, elevator: true, ladderTruck: false },
    destinationAccess: { floor: 3, elevator: false, ladderTruck: true },
    movingOn: '2026-12-07',
    slot: 'ALL_DAY',
  } as Parameters<typeof draftOf>[0];
  expect(inputOf(draftOf(quote), TODAY)).toEqual({
    moveType: 'HALF_PACKING',
    location: { address: '마포구', latitude: 37.5663, longitude: 126.9019 },
    destination: { address: '수원시', latitude: 37.2636, longitude: 127.0286 },
    movingOn: '2026-12-07',
    slot: 'ALL_DAY',
    tons: 5,
    access: quote.access,
    destinationAccess: quote.destinationAccess,
    options: [{ code: 'PIANO', count: 1 }],
  });
});

test('a count of zero leaves the list', () => {
  expect(withCount({ TV: 1 }, 'TV', 0)).toEqual({});
  expect(withCount({ TV: 1 }, 'DESK', 2)).toEqual({ TV: 1, DESK: 2 });
});

test('a chosen day that has passed is forgotten', () => {
  expect(withoutPastDay({ ...draft, movingOn: '2026-11-30' }, TODAY).movingOn).toBeNull();
  expect(withoutPastDay({ ...draft, movingOn: TODAY }, TODAY).movingOn).toBe(TODAY);
});
