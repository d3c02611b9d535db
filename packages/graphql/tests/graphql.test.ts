import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { CodedError, maskError } from '../src/errors.ts';

const logger = pino({ level: 'silent' });
const coded = (code: string) => Object.assign(new Error('postgres://secret@host'), { code });
const masked = (original: Error) => {
  const error = new GraphQLError(original.message, { originalError: original, path: ['moveCall'] });
  return maskError(error.toJSON(), error, logger);
};

test('an unexpected error is masked completely', () => {
  expect(masked(new Error('select * from people'))).toEqual({
    message: 'Internal server error',
    path: ['moveCall'],
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  });
});

test.each(['ECONNREFUSED', 'CONNECTION_CLOSED', '57P01', '40P01'])(
  'an error of an unavailable or busy database (%s) asks the client to try again, and tells no more',
  (code) => {
    for (const error of [coded(code), new Error('query failed', { cause: coded(code) })]) {
      const answer = masked(error);
      expect(answer.extensions).toEqual({ code: 'SERVICE_UNAVAILABLE' });
      expect(answer.message).toBe('A part of the system is unavailable; try again.');
    }
  },
);

test('a violated constraint is an internal error', () => {
  expect(masked(coded('23505')).extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
});

test('an error with a public code is not masked', () => {
  const error = new CodedError('FORBIDDEN', 'Not allowed for this role.');
  expect(maskError(error.toJSON(), error, logger)).toEqual({
    message: 'Not allowed for this role.',
    extensions: { code: 'FORBIDDEN' },
  });
});

test.each([
  'Cannot query field "rol" on type "Viewer". Did you mean "role"?',
  'Cannot query field "x" on type "A". Did you mean to use an inline fragment on "B" or "C"?',
  'Value "CONFIRME" does not exist in "Status" enum. Did you mean the enum value "CONFIRMED"?',
])('without introspection a message suggests no name of the schema: %s', (message) => {
  const error = new CodedError('GRAPHQL_VALIDATION_FAILED', message);
  expect(maskError(error.toJSON(), error, logger).message).toBe(message);
  expect(maskError(error.toJSON(), error, logger, false).message).toBe(message.split(' Did you')[0]);
});
