import { expect, test } from 'vitest';
import { isComingUp } from '../src/postgres-errors.ts';

const failure = (code: string): Error => Object.assign(new Error('no connection'), { code });

test.each([
  ['nobody listens yet', 'ECONNREFUSED'],
  ['the server is starting', '57P03'],
  ['the name of its pod is not published yet', 'ENOTFOUND'],
  ['the name server is not there yet', 'EAI_AGAIN'],
  ['its node cannot be reached yet', 'EHOSTUNREACH'],
  ['packets are still dropped on the way', 'CONNECT_TIMEOUT'],
  ['a proxy in front of it has nobody behind it', 'ECONNRESET'],
])('a server is worth waiting for when %s', (_why, code) => {
  expect(isComingUp(failure(code))).toBe(true);
});

test.each([
  ['its password is another one', '28P01'],
  ['its certificate is not of its name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
])('waiting does not help when %s', (_why, code) => {
  expect(isComingUp(failure(code))).toBe(false);
});
