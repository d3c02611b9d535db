import { expect, test } from 'vitest';
import { parseStartOptions } from '../src/start-options.ts';

const none = { fresh: false, trace: false, at: undefined };

test('options are told apart, in any order', () => {
  expect(parseStartOptions([])).toEqual({ options: none });
  expect(parseStartOptions(['--at', '2027-01-05T17:59:00+09:00', '--fresh'])).toEqual({
    options: { ...none, fresh: true, at: new Date('2027-01-05T08:59:00Z') },
  });
  expect(parseStartOptions(['--trace'])).toEqual({ options: { ...none, trace: true } });
});

test.each([
  ['no moment', ['--at'], 'not nothing'],
  ['no moment but an option', ['--at', '--fresh'], 'not --fresh'],
  ['a day', ['--at', '2027-01-05'], 'not 2027-01-05'],
  ['no offset', ['--at', '2027-01-05T17:59:00'], 'needs a moment with its offset'],
  ['a day that is none', ['--at', '2027-02-30T10:00:00Z'], 'needs a moment'],
  ['words', ['--at', 'tomorrow'], 'not tomorrow'],
])('%s is refused with what would be right', (_what, args, problem) => {
  expect(parseStartOptions(args)).toMatchObject({ problem: expect.stringContaining(problem) });
  expect(parseStartOptions(args)).toMatchObject({ problem: expect.stringContaining('Usage: npm start') });
});

test('an unknown option is refused', () => {
  expect(parseStartOptions(['--past'])).toMatchObject({
    problem: expect.stringContaining('Unknown option: --past'),
  });
});
