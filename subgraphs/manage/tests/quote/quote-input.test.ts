import { describe, expect, test } from 'vitest';
import { groundFloor } from '../../src/quote/access.ts';
import { defaultPriceBook } from '../../src/quote/default-price-book.ts';
import { parseQuoteInput, type QuoteInput } from '../../src/quote/quote-input.ts';
import { guro, mapo } from './fixtures.ts';

const now = new Date('2026-12-01T12:00:00+09:00');
const input: QuoteInput = {
  moveType: 'FULL_PACKING',
  location: { address: '마포구' },
  destination: { address: '구로구' },
  movingOn: '2026-12-07',
  tons: 5,
};
const parse = (changes: Partial<QuoteInput>) =>
  parseQuoteInput({ ...input, ...changes }, defaultPriceBook, now);

/** The codes and fields of the problems, or null for a request. */
const problemsOf = (changes: Partial<QuoteInput>) => {
  const parsed = parse(changes);
  return 'request' in parsed ? null : parsed.problems.map(({ code, field }) => [code, field?.join('.')]);
};

test('what is left out is the ground floor, the whole day and no option', () => {
  expect(parse({})).toEqual({
    request: {
      moveType: 'FULL_PACKING',
      location: mapo,
      destination: guro,
      movingOn: '2026-12-07',
      slot: 'ALL_DAY',
      load: { tons: 5 },
      access: groundFloor,
      destinationAccess: groundFloor,
      options: [],
    },
  });
});

test('things and options that are listed twice are added up', () => {
  const box = { code: 'LARGE_BOX', count: 2 };
  const tv = { code: 'WALL_TV', count: 1 };
  expect(parse({ tons: null, items: [box, box], options: [tv, tv] })).toMatchObject({
    request: { load: { items: [{ code: 'LARGE_BOX', count: 4 }] }, options: [{ code: 'WALL_TV', count: 2 }] },
  });
});

const listed = (code: string, count: number) => ({ tons: null, items: [{ code, count }] });
const optional = (code: string, count: number) => ({ options: [{ code, count }] });
const onFloor = (floor: number) => ({ floor, elevator: true, ladderTruck: false });

describe('a request is refused for', () => {
  test.each<[what: string, changes: Partial<QuoteInput>, code: string, field: string]>([
    ['an unknown item', listed('SPACESHIP', 1), 'INVALID_ITEMS', 'items'],
    ['none of an item', listed('TV', 0), 'INVALID_ITEMS', 'items'],
    ['fewer than none', listed('TV', -1), 'INVALID_ITEMS', 'items'],
    ['301 of one item', listed('LARGE_BOX', 301), 'INVALID_ITEMS', 'items'],
    ['1,000 of one item', listed('LARGE_BOX', 1_000), 'INVALID_ITEMS', 'items'],
    [
      'too many of one item in two lines',
      { tons: null, items: [listed('TV', 200).items[0]!, listed('TV', 200).items[0]!] },
      'INVALID_ITEMS',
      'items',
    ],
    [
      'a list without end',
      { tons: null, items: Array.from({ length: 201 }, () => ({ code: 'TV', count: 1 })) },
      'INVALID_ITEMS',
      'items',
    ],
    ['neither items nor tons', { tons: null }, 'INVALID_ITEMS', 'items'],
    ['an empty list', { tons: null, items: [] }, 'INVALID_ITEMS', 'items'],
    ['items and tons', { items: [{ code: 'TV', count: 1 }] }, 'INVALID_TONS', 'tons'],
    ['a tonnage that no truck has', { tons: 4 }, 'INVALID_TONS', 'tons'],
    ['no tons at all', { tons: 0 }, 'INVALID_TONS', 'tons'],
    ['floor 0', { access: onFloor(0) }, 'INVALID_ACCESS', 'access.floor'],
    ['floor -1', { access: onFloor(-1) }, 'INVALID_ACCESS', 'access.floor'],
    ['floor 200', { destinationAccess: onFloor(200) }, 'INVALID_ACCESS', 'destinationAccess.floor'],
    ['floor 131', { destinationAccess: onFloor(131) }, 'INVALID_ACCESS', 'destinationAccess.floor'],
    ['yesterday', { movingOn: '2026-11-30' }, 'INVALID_DATE', 'movingOn'],
    ['a day 366 days ahead', { movingOn: '2027-12-02' }, 'INVALID_DATE', 'movingOn'],
    ['a day that does not exist', { movingOn: '2027-02-29' }, 'INVALID_DATE', 'movingOn'],
    ['an unknown option', optional('HELICOPTER', 1), 'INVALID_OPTIONS', 'options'],
    ['no option at all', optional('PIANO', 0), 'INVALID_OPTIONS', 'options'],
    ['21 of one option', optional('EXTRA_PERSON', 21), 'INVALID_OPTIONS', 'options'],
    ['an unknown place', { location: { address: '아틀란티스' } }, 'UNKNOWN_LOCATION', 'location.address'],
    ['an ambiguous place', { destination: { address: '중구' } }, 'AMBIGUOUS_LOCATION', 'destination.address'],
    [
      'one home twice, however it is spaced',
      { location: { address: '마포구 월드컵로 1' }, destination: { address: ' 마포구  월드컵로 1' } },
      'SAME_LOCATION',
      'destination.address',
    ],
  ])('%s', (_what, changes, code, field) => expect(problemsOf(changes)).toEqual([[code, `input.${field}`]]));
});

test.each<[what: string, changes: Partial<QuoteInput>]>([
  ['today', { movingOn: '2026-12-01' }],
  ['365 days ahead', { movingOn: '2027-12-01' }],
  ['300 of one item', listed('LARGE_BOX', 300)],
  ['20 of one option', optional('EXTRA_PERSON', 20)],
  ['floor 130', { access: onFloor(130) }],
  ['an empty list beside a tonnage', { items: [] }],
  ['a move within a district', { location: { address: 'mapo' }, destination: { address: 'mapo' } }],
  ['no destination', { destination: null }],
])('a request is taken for %s', (_what, changes) => expect(problemsOf(changes)).toBeNull());

test('all problems are told at once, in the order of the fields, in Korean', () => {
  const parsed = parse({
    location: { address: '강서구' },
    destination: { address: '' },
    movingOn: 'tomorrow',
    tons: 3,
    access: onFloor(0),
    destinationAccess: onFloor(999),
    options: [{ code: 'PIANO', count: 99 }],
  });
  if (!('problems' in parsed)) throw new Error('it was taken');
  expect(parsed.problems.map(({ code }) => code)).toEqual([
    'AMBIGUOUS_LOCATION',
    'UNKNOWN_LOCATION',
    'INVALID_DATE',
    'INVALID_TONS',
    'INVALID_ACCESS',
    'INVALID_ACCESS',
    'INVALID_OPTIONS',
  ]);
  for (const { message } of parsed.problems) expect(message).toMatch(/[가-힣]/);
  expect(parsed.problems[0]).toMatchObject({ candidates: ['서울 강서구', '부산 강서구'] });
});
