import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readList, readReports, readSendAnswer, readSendAnswers, toFinding } from '../src/solapi-answers.ts';

const DELIVERY = '0196f7b0-1111-4000-8000-000000000000';
const answered = (status: number, body: unknown, retryAfterMs: number | null = null) =>
  ({ kind: 'ANSWERED', status, body, retryAfterMs }) as const;

describe('the answer to sending', () => {
  it("is ACCEPTED with the provider's id", () => {
    const body = { failedMessageList: [], messageList: [{ messageId: 'M4V1', statusCode: '2000' }] };
    expect(readSendAnswer(answered(200, body))).toEqual({ kind: 'ACCEPTED', providerId: 'M4V1' });
  });

  it('is a permanent rejection when the message is listed as failed', () => {
    const body = { failedMessageList: [{ statusCode: '1026' }], messageList: [] };
    expect(readSendAnswer(answered(200, body))).toEqual({ kind: 'REJECTED', code: '1026', permanent: true });
  });

  it.each([
    ['an invalid message', true, 400, { errorCode: 'ValidationError' }],
    ['an account without balance', false, 400, { errorCode: 'NotEnoughBalance' }],
    ['a wrong key', false, 401, { errorCode: 'InvalidAPIKey' }],
    ['too many requests', false, 429, { errorCode: 'TooManyRequests' }],
    ['an unavailable provider', false, 503, '<html>'],
  ])('is a rejection for %s; permanent: %s', (_name, permanent, status, body) => {
    expect(readSendAnswer(answered(status, body))).toMatchObject({ kind: 'REJECTED', permanent });
  });

  it('passes Retry-After on', () => {
    expect(readSendAnswer(answered(503, null, 3_000))).toMatchObject({ retryAfterMs: 3_000 });
  });

  it.each([
    ['no answer', { kind: 'LOST', code: 'ECONNRESET' } as const],
    ['an internal error', answered(500, { errorCode: 'InternalError' })],
    ['a gateway timeout', answered(504, undefined)],
    ['a redirect', answered(302, undefined)],
    ['an answer without messages', answered(200, {})],
    ['an answer that is not JSON', answered(200, undefined)],
  ])('is UNKNOWN after %s', (_name, answer) => {
    expect(readSendAnswer(answer)).toMatchObject({ kind: 'UNKNOWN' });
  });

  it('is a temporary rejection when the request was not sent', () => {
    expect(readSendAnswer({ kind: 'NOT_SENT', code: 'ECONNREFUSED' })).toEqual({
      kind: 'REJECTED',
      code: 'ECONNREFUSED',
      permanent: false,
    });
  });
});

describe('the answer to sending several messages', () => {
  const OTHER = '0196f7b0-2222-4000-8000-000000000000';
  const LAST = '0196f7b0-3333-4000-8000-000000000000';
  const accepted = { messageId: 'M4V1', statusCode: '2000', customFields: { deliveryId: OTHER } };
  const refused = { statusCode: '1026', customFields: { deliveryId: DELIVERY } };

  it('tells each message apart by our id, whatever their order; one without an answer is UNKNOWN', () => {
    const body = { failedMessageList: [refused], messageList: [accepted] };
    expect(readSendAnswers(answered(200, body), [OTHER, LAST, DELIVERY])).toEqual([
      { kind: 'ACCEPTED', providerId: 'M4V1' },
      { kind: 'UNKNOWN', code: 'UNREADABLE_ANSWER' },
      { kind: 'REJECTED', code: '1026', permanent: true },
    ]);
  });

  it('is UNKNOWN for all when Solapi has left our ids out', () => {
    const body = { messageList: [{ messageId: 'M4V1' }, { messageId: 'M4V2' }] };
    const unknown = { kind: 'UNKNOWN', code: 'UNREADABLE_ANSWER' };
    expect(readSendAnswers(answered(200, body), [OTHER, LAST])).toEqual([unknown, unknown]);
  });

  it('is no permanent rejection when the request is refused, perhaps for one of them', () => {
    const refusal = { kind: 'REJECTED', code: 'ValidationError', permanent: false };
    const answer = answered(400, { errorCode: 'ValidationError' });
    expect(readSendAnswers(answer, [OTHER, LAST])).toEqual([refusal, refusal]);
    expect(readSendAnswers(answer, [OTHER])).toEqual([{ ...refusal, permanent: true }]);
  });

  it('is UNKNOWN for all without an answer', () => {
    const unknown = { kind: 'UNKNOWN', code: 'ECONNRESET' };
    expect(readSendAnswers({ kind: 'LOST', code: 'ECONNRESET' }, [OTHER, LAST])).toEqual([unknown, unknown]);
  });
});

describe('a list', () => {
  const stored = (statusCode: string | null, deliveryId: string | null = DELIVERY) => ({
    statusCode,
    customFields: deliveryId && { deliveryId },
  });

  it('has messages and the key of the next page', () => {
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
  ])('maps status %s to %s', (code, progress) => {
    const list = readList(answered(200, { messageList: { M1: stored(code) } }));
    expect(list).toMatchObject({ messages: [{ progress }] });
  });

  it.each([
    answered(500, {}),
    answered(200, {}),
    answered(401, {}),
    { kind: 'LOST', code: 'ECONNRESET' } as const,
  ])('is UNAVAILABLE without a readable answer', (answer) => {
    expect(readList(answer).kind).toBe('UNAVAILABLE');
  });

  it('of several messages with one id, the one with the most progress counts', () => {
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

  it.each([sha1, 'the-secret'])('is parsed with the secret or its SHA-1', (header) => {
    expect(readReports(header, body, 'the-secret')).toEqual({
      kind: 'REPORTS',
      reports: [{ providerId: 'M1', deliveryId: DELIVERY, progress: 'DELIVERED', code: '4000' }],
    });
  });

  it.each([undefined, '', 'the-secreT', 'the-secret ', sha1.toUpperCase(), ['the-secret']])(
    'is FORGED with the header %j',
    (header) => {
      expect(readReports(header, body, 'the-secret')).toEqual({ kind: 'FORGED' });
    },
  );

  it.each(['', 'null', '{}', '[1]', '[{}]', '[{"messageId":1}]', `${body}]`])(
    'is MALFORMED: %s',
    (malformed) => {
      expect(readReports(sha1, malformed, 'the-secret')).toEqual({ kind: 'MALFORMED' });
    },
  );

  it('an id that is not a UUID is not taken for ours', () => {
    const foreign = JSON.stringify([
      { messageId: 'M1', statusCode: '4000', customFields: { deliveryId: "' or 1=1" } },
    ]);
    expect(readReports(sha1, foreign, 'the-secret')).toMatchObject({ reports: [{ deliveryId: null }] });
  });
});
