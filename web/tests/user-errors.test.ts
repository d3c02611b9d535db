import { expect, test } from 'vitest';
import { errorOf, errorsElsewhere } from '../src/parts/user-errors.ts';

const error = (code: string, field: string[] | null) => ({
  code,
  message: `message of ${code}`,
  field,
  retryAfterSeconds: null,
});

test('a refusal belongs to the field that it names, and to the fields inside of that', () => {
  const errors = [error('A', ['input', 'location']), error('B', ['input', 'cost']), error('C', ['tel'])];
  expect(errorOf(errors, 'location.address')).toBe('message of A');
  expect(errorOf(errors, 'cost')).toBe('message of B');
  expect(errorOf(errors, 'tel')).toBe('message of C');
  expect(errorOf(errors, 'destination.address')).toBeUndefined();
});

test('a refusal of no field of the form is shown apart', () => {
  const errors = [
    error('A', null),
    error('B', []),
    error('C', ['input', 'idempotencyKey']),
    error('D', ['input', 'cost']),
  ];
  expect(errorsElsewhere(errors, ['cost']).map(({ code }) => code)).toEqual(['A', 'B', 'C']);
});
