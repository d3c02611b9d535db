import { expect, test } from 'vitest';
import { parsePlate, parseRegistration, type RegistrationInput } from '../src/mover/mover.ts';

const input: RegistrationInput = {
  name: ' 백영곤 ',
  tel: '010-2345-6789',
  plate: '34가 4567',
  base: { address: 'mapo' },
  moveTypes: ['HALF_PACKING', 'HALF_PACKING'],
};
const codesOf = (changes: Partial<RegistrationInput>): string[] => {
  const parsed = parseRegistration({ ...input, ...changes });
  return 'refusals' in parsed ? parsed.refusals.map(({ code }) => code) : [];
};

test('a registration is normalised', () => {
  expect(parseRegistration(input)).toEqual({
    registration: {
      name: '백영곤',
      tel: '+821023456789',
      plate: '34가4567',
      base: { address: 'mapo', district: '마포구', latitude: 37.5663, longitude: 126.9019 },
      moveTypes: ['HALF_PACKING'],
      companyId: null,
      crew: null,
      tons: null,
      serviceArea: { radiusKm: 30 },
      slotsPerDay: 2,
      members: [],
    },
  });
});

test.each([
  [['FULL_PACKING'], ['FULL_PACKING', 'STANDARD']],
  [
    ['FULL_PACKING', 'HALF_PACKING', 'STANDARD'],
    ['FULL_PACKING', 'HALF_PACKING', 'STANDARD'],
  ],
  [['HALF_PACKING'], ['HALF_PACKING']],
  [['STANDARD'], ['STANDARD']],
] as const)('a team that names %j takes %j', (named, taken) => {
  const parsed = parseRegistration({ ...input, moveTypes: named });
  expect('registration' in parsed && parsed.registration.moveTypes).toEqual(taken);
});

test.each([
  ['12가3456', '12가3456'],
  ['123가4567', '123가4567'],
  ['서울 80바 1234', '서울80바1234'],
  ['８４사４５６７', '84사4567'],
  ['\u202d84사\u20104567\u202c', '84사4567'],
])('plate %s is stored as %s', (given, kept) => {
  expect(parsePlate(given)).toBe(kept);
});

test.each([
  '',
  '가',
  '1가3456',
  '1234가5678',
  '12가345',
  '12가34567',
  '12A3456',
  '화성 80바 1234',
  '12가3456; 34나4567',
  '12ㄱ3456',
  '9'.repeat(10_000),
])('plate %s is refused', (given) => {
  expect(parsePlate(given)).toBeNull();
});

test.each<[string, Partial<RegistrationInput>]>([
  ['INVALID_NAME', { name: '  ' }],
  ['INVALID_NAME', { name: '가'.repeat(51) }],
  ['INVALID_NAME', { name: '백\u0000영곤' }],
  ['INVALID_NAME', { name: '백\ud800' }],
  ['INVALID_NAME', { name: '백\u2028영곤' }],
  ['INVALID_NAME', { name: '\u3164\u2800' }],
  ['INVALID_TEL', { tel: '016-123-4567' }],
  ['INVALID_TEL', { tel: '02-123-4567' }],
  ['INVALID_PLATE', { plate: 'none' }],
  ['UNKNOWN_LOCATION', { base: { address: '아틀란티스' } }],
  ['UNKNOWN_LOCATION', { base: { address: '부산 해운대구', latitude: 37.5663, longitude: 126.9019 } }],
  ['AMBIGUOUS_LOCATION', { base: { address: '고성군' } }],
  ['UNKNOWN_LOCATION', { base: { address: '마포구', latitude: 37.5 } }],
  ['INVALID_MOVE_TYPES', { moveTypes: [] }],
])('%s is the refusal of %j', (code, changes) => {
  expect(codesOf(changes)).toEqual([code]);
});

test('a base anywhere in Korea is registered', () => {
  const parsed = parseRegistration({ ...input, base: { address: '경기 수원시 영통구 매탄동' } });
  expect('registration' in parsed && parsed.registration.base).toMatchObject({
    district: '수원시',
    latitude: 37.2636,
  });
});

test('the refusal of a base that can mean several places names them', () => {
  const parsed = parseRegistration({ ...input, base: { address: '고성군' } });
  const candidates = ['강원 고성군', '경남 고성군'];
  expect('refusals' in parsed && parsed.refusals).toEqual([
    {
      code: 'AMBIGUOUS_LOCATION',
      message: expect.stringContaining('강원 고성군, 경남 고성군'),
      field: ['input', 'base', 'address'],
      candidates,
    },
  ]);
});

test('all refusals are returned together, each with its field and a Korean message', () => {
  const parsed = parseRegistration({ name: '', tel: '', plate: '', base: { address: '' }, moveTypes: [] });
  const refusals = 'refusals' in parsed ? parsed.refusals : [];
  expect(refusals.map(({ code, field }) => [code, field.join('.')])).toEqual([
    ['INVALID_NAME', 'input.name'],
    ['INVALID_TEL', 'input.tel'],
    ['INVALID_PLATE', 'input.plate'],
    ['UNKNOWN_LOCATION', 'input.base.address'],
    ['INVALID_MOVE_TYPES', 'input.moveTypes'],
  ]);
  for (const { message } of refusals) expect(message).toMatch(/[가-힣].*요\./);
});
