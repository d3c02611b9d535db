import { createHmac, timingSafeEqual } from 'node:crypto';

/** A refused request, in Solapi's form. */
export interface Refusal {
  readonly status: number;
  readonly errorCode: string;
  readonly errorMessage: string;
}

export interface Account {
  readonly apiKey: string;
  readonly apiSecret: string;
}

const HEADER = /^HMAC-SHA256 apiKey=([^,\s]+), date=([^,\s]+), salt=([^,\s]+), signature=([0-9a-f]{64})$/;
const SKEW_MS = 15 * 60 * 1000;
const SALT = /^[\w-]{12,64}$/;

const unauthorized = (errorCode: string, errorMessage: string): Refusal => ({
  status: 401,
  errorCode,
  errorMessage,
});

/** Checks `Authorization` headers. A salt is remembered as long as its date is accepted, so that no header works twice. */
export function createAuthorization(account: Account, now: () => Date) {
  const used = new Map<string, number>();

  /** @returns null for a valid header, which cannot be used again */
  return function check(header: string | undefined): Refusal | null {
    const [, apiKey = '', date = '', salt = '', signature = ''] = HEADER.exec(header ?? '') ?? [];
    if (apiKey === '' || !SALT.test(salt))
      return unauthorized('Unauthorized', '인증 정보의 형식이 올바르지 않습니다.');
    if (apiKey !== account.apiKey) return unauthorized('InvalidAPIKey', '유효한 API Key가 아닙니다.');

    const moment = now().getTime();
    const signedAt = Date.parse(date);
    if (Number.isNaN(signedAt)) return unauthorized('Unauthorized', 'date가 ISO 8601 형식이 아닙니다.');
    if (Math.abs(moment - signedAt) > SKEW_MS)
      return unauthorized('RequestTimeTooSkewed', '요청 시각이 서버 시각과 15분 이상 다릅니다.');

    const expected = createHmac('sha256', account.apiSecret)
      .update(date + salt)
      .digest();
    if (!timingSafeEqual(expected, Buffer.from(signature, 'hex'))) {
      return unauthorized('SignatureDoesNotMatch', 'signature가 일치하지 않습니다.');
    }

    forgetExpired(used, moment);
    if (used.has(salt)) return unauthorized('DuplicatedSignature', '이미 사용된 salt입니다.');
    used.set(salt, moment + 2 * SKEW_MS);
    return null;
  };
}

/** Forgets the oldest salts, up to the first that is still accepted: they are in the order of their use. */
function forgetExpired(used: Map<string, number>, moment: number): void {
  for (const [salt, until] of used) {
    if (until >= moment) return;
    used.delete(salt);
  }
}
