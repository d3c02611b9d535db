import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readList, readReports, readSendAnswer, toFinding } from '../src/solapi-answers.ts';

const DELIVERY = '0196f7b0-1111-4000-8000-000000000000';
const answered = (status: number, body: unknown, retryAfterMs: number | null = null) =>
  ({ kind: 'ANSWERED', status, body, retryAfterMs }) as const;

describe('the answer to sending', () => {
  it('is accepted with the id that the provider gave', () => {
    const body = { failedMessageList: [], messageList: [{ messageId: 'M4V1', statusCode: '2000' }] };
    expect(readSendAnswer(answered(200, body))).toEqual({ kind: 'ACCEPTED', providerId: 'M4V1' });
  });

  it('is rejected for good when the message is among the failed', () => {
    const body = { failedMessageList: [{ statusCode: '1026' }], messageList: [] };
    expect(readSendAnswer(answered(200, body))).toEqual({ kind: 'REJECTED', code: '1026', permanent: true });
  });

  it.each([
    ['a message that is not valid', 400, { errorCode: 'ValidationError' }, true],
    ['an account without money', 400, { errorCode: 'NotEnoughBalance' }, false],
    ['a wrong key', 401, { errorCode: 'InvalidAPIKey' }, false],
    ['too many requests', 429, { errorCode: 'TooManyRequests' }, false],
    ['a provider out of service', 503, '<html>', false],
  ])('for %s is rejected; permanent: %4$s', (_name, status, body, permanent) => {
    expect(readSendAnswer(answered(status, body))).toMatchObject({ kind: 'REJECTED', permanent });
  });

  it('passes on how long to wait', () => {
    expect(readSendAnswer(answered(503, null, 3_000))).toMatchObject({ retryAfterMs: 3_000 });
  });

  it.each([
    ['no answer', { kind: 'LOST', code: 'ECONNRESET' } as const],
    ['an internal error', answered(500, { errorCode: 'InternalError' })],
    ['a gateway that gave up', answered(504, undefined)],
    ['a redirect', answered(302, undefined)],
    ['an answer that says nothing', answered(200, {})],
    ['an answer that is no JSON', answered(200, undefined)],
  ])('is unknown after %s: it may have been taken', (_name, answer) => {
    expect(readSendAnswer(answer)).toMatchObject({ kind: 'UNKNOWN' });
  });

  it('is rejected for now when the request never left', () => {
    expect(readSendAnswer({ kind: 'NOT_SENT', code: 'ECONNREFUSED' })).toEqual({
      kind: 'REJECTED',
      code: 'ECONNREFUSED',
      permanent: false,
    });
  });
});

describe('a list', () => {
  const stored = (statusCode: string | null, deliveryId: string | null = DELIVERY) => ({
    statusCode,
    customFields: deliveryId && { deliveryId },
  });

  it('gives messages, and where the next page starts', () => {
    const body = { nextKey: 'M2', messageList: { M1: stored('4000'), M2: stored('3000', null) } };
    expect(readList(answered(200, body))).toEqual({
      kind: 'PAGE',
      nextKey: 'M2',
      messages: [
        { providerId: 'M1', deliveryId: DELIVERY, progress: 'DELIVERED', code: '4000' },
        { providerId: 'M2', deliveryId: null, progress: 'ON_ITS_WAY', code: '3000' },
      ],
    });
  });

  it.each([
    ['2000', 'ON_ITS_WAY'],
    ['3000', 'ON_ITS_WAY'],
    [null, 'ON_ITS_WAY'],
    ['4000', 'DELIVERED'],
    ['3104', 'FAILED'],
    ['1026', 'FAILED'],
  ])('takes status %s as %s', (code, progress) => {
    const list = readList(answered(200, { messageList: { M1: stored(code) } }));
    expect(list).toMatchObject({ messages: [{ progress }] });
  });

  it.each([
    answered(500, {}),
    answered(200, {}),
    answered(401, {}),
    { kind: 'LOST', code: 'ECONNRESET' } as const,
  ])('that did not come says nothing about what is in it', (answer) => {
    expect(readList(answer).kind).toBe('UNAVAILABLE');
  });

  it('answers for several with one id by the one that came furthest', () => {
    const message = (progress: 'FAILED' | 'DELIVERED' | 'ON_ITS_WAY') => ({
      providerId: progress,
      deliveryId: DELIVERY,
      progress,
      code: '',
    });
    expect(toFinding([message('FAILED'), message('ON_ITS_WAY'), message('DELIVERED')])).toMatchObject({
      providerId: 'DELIVERED',
    });
    expect(toFinding([message('FAILED'), message('ON_ITS_WAY')])).toMatchObject({ providerId: 'ON_ITS_WAY' });
    expect(toFinding([])).toEqual({ kind: 'ABSENT' });
  });
});

describe('a delivery report', () => {
  const body = JSON.stringify([
    {
      messageId: 'M1',
      groupId: 'G1',
      type: 'ATA',
      statusCode: '4000',
      customFields: { deliveryId: DELIVERY },
    },
  ]);
  const sha1 = createHash('sha1').update('the-secret').digest('hex');

  it.each([sha1, 'the-secret'])('is read when it brings the secret', (header) => {
    expect(readReports(header, body, 'the-secret')).toEqual({
      kind: 'REPORTS',
      reports: [{ providerId: 'M1', deliveryId: DELIVERY, progress: 'DELIVERED', code: '4000' }],
    });
  });

  it.each([undefined, '', 'the-secreT', 'the-secret ', sha1.toUpperCase(), ['the-secret']])(
    'is forged when it brings %j',
    (header) => {
      expect(readReports(header, body, 'the-secret')).toEqual({ kind: 'FORGED' });
    },
  );

  it.each(['', 'null', '{}', '[1]', '[{}]', '[{"messageId":1}]', `${body}]`])(
    'is malformed as %s',
    (malformed) => {
      expect(readReports(sha1, malformed, 'the-secret')).toEqual({ kind: 'MALFORMED' });
    },
  );

  it('does not take just anything for our own id', () => {
    const foreign = JSON.stringify([
      { messageId: 'M1', statusCode: '4000', customFields: { deliveryId: "' or 1=1" } },
    ]);
    expect(readReports(sha1, foreign, 'the-secret')).toMatchObject({ reports: [{ deliveryId: null }] });
  });
});
