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

test('a fault says nothing but that there is one', () => {
  expect(masked(new Error('select * from people'))).toEqual({
    message: 'Internal server error',
    path: ['moveCall'],
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  });
});

test.each(['ECONNREFUSED', 'CONNECTION_CLOSED', '57P01', '40P01'])(
  'a database that is away or busy (%s) is a reason to ask again, and says no more than that',
  (code) => {
    for (const error of [coded(code), new Error('query failed', { cause: coded(code) })]) {
      const answer = masked(error);
      expect(answer.extensions).toEqual({ code: 'SERVICE_UNAVAILABLE' });
      expect(answer.message).toBe('A part of the system is unavailable; try again.');
    }
  },
);

test('a broken constraint is a fault of ours', () => {
  expect(masked(coded('23505')).extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
});

test('what a client may see stays as it is', () => {
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
])('where the schema is not told, nothing of it is suggested: %s', (message) => {
  const error = new CodedError('GRAPHQL_VALIDATION_FAILED', message);
  expect(maskError(error.toJSON(), error, logger).message).toBe(message);
  expect(maskError(error.toJSON(), error, logger, false).message).toBe(message.split(' Did you')[0]);
});
