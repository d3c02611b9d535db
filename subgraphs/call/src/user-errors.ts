export type ErrorCode =
  | 'INVALID_TEL'
  | 'UNKNOWN_LOCATION'
  | 'AMBIGUOUS_LOCATION'
  | 'INVALID_COST'
  | 'INVALID_DATE'
  | 'INVALID_SLOT'
  | 'TRY_AGAIN_LATER'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'NOT_FOUND'
  | 'NOT_CANCELLABLE'
  | 'ALREADY_CANCELLED'
  | 'INVALID_CODE'
  | 'TOO_MANY_ATTEMPTS'
  | 'TOO_MANY_CALLS'
  | 'QUOTE_IN_USE'
  | 'QUOTE_CHANGED'
  | 'QUOTE_EXPIRED'
  | 'QUOTE_MISMATCH'
  | 'NEEDS_VISIT'
  | 'OPEN_CALLS'
  | 'PERSON_NOT_FOUND';

/** Why a request is refused. A quote and a call that are not there have one code, and a text each. */
type Reason = ErrorCode | 'QUOTE_NOT_FOUND';

const messages: Record<Reason, string> = {
  INVALID_TEL: '휴대폰 번호를 다시 확인해 주세요.',
  UNKNOWN_LOCATION:
    '위치를 찾지 못했어요. 시·군·구 이름(예: 마포구, 수원시)으로 시작하는 주소를 200자 이내로 적어 주세요.',
  AMBIGUOUS_LOCATION: '같은 이름의 지역이 여러 곳이에요. 시·도와 함께 적어 주세요',
  INVALID_COST: '예상요금은 1원부터 1억 원까지 입력해 주세요.',
  INVALID_DATE: '이사 날짜는 오늘부터 365일 이내로 골라 주세요.',
  TRY_AGAIN_LATER: '지금은 요청이 많아 호출을 접수하지 못했어요. 잠시 후 다시 시도해 주세요.',
  IDEMPOTENCY_KEY_REUSED: '같은 요청 번호로 다른 내용의 호출이 이미 접수됐어요. 새로 호출해 주세요.',
  INVALID_SLOT: '견적 없이는 종일 이사만 부를 수 있어요. 오전·오후 이사는 견적을 먼저 받아 주세요.',
  QUOTE_NOT_FOUND: '견적을 찾지 못했어요.',
  QUOTE_IN_USE: '이미 이 견적으로 접수된 호출이 있어요.',
  QUOTE_CHANGED: '그사이에 견적이 바뀌었어요. 새 견적을 확인하고 다시 동의해 주세요.',
  QUOTE_EXPIRED: '견적의 유효 기간이 지났어요. 견적을 다시 받아 주세요.',
  QUOTE_MISMATCH: '요청하신 내용이 견적과 달라요. 견적을 다시 받아 주세요.',
  NEEDS_VISIT: '방문 견적이 필요한 이사예요. 담당자가 짐을 직접 보고 견적을 드려요.',
  NOT_FOUND: '호출을 찾지 못했어요.',
  NOT_CANCELLABLE: '이사가 시작된 뒤에는 호출을 취소할 수 없어요.',
  ALREADY_CANCELLED: '이미 취소된 호출이에요.',
  INVALID_CODE: '인증번호가 맞지 않거나 유효 시간이 지났어요. 다시 확인해 주세요.',
  TOO_MANY_CALLS:
    '이미 접수된 호출이 많아 더 호출할 수 없어요. 필요 없는 호출을 취소하거나 다른 날짜를 골라 주세요.',
  OPEN_CALLS: '진행 중인 호출이 있어요. 호출을 취소하거나 이사가 끝난 뒤에 다시 시도해 주세요.',
  PERSON_NOT_FOUND: '이 휴대폰 번호를 쓰는 사람이 없어요. 번호를 다시 확인해 주세요.',
  TOO_MANY_ATTEMPTS: '인증을 너무 여러 번 시도했어요. 잠시 후 인증번호를 새로 받아 주세요.',
};

/** A refusal as the customer reads it, in Korean. */
export interface UserError {
  readonly code: ErrorCode;
  readonly message: string;
  /** The path of the input field that is at fault; null when none is. */
  readonly field: readonly string[] | null;
  readonly retryAfterSeconds: number | null;
  /** With AMBIGUOUS_LOCATION: what the address can mean. */
  readonly candidates: readonly string[] | null;
}

export const userError = (
  reason: Reason,
  details: {
    readonly field?: readonly string[];
    readonly retryAfterSeconds?: number;
    readonly candidates?: readonly string[] | undefined;
  } = {},
): UserError => ({
  code: reason === 'QUOTE_NOT_FOUND' ? 'NOT_FOUND' : reason,
  message: details.candidates ? `${messages[reason]}: ${details.candidates.join(', ')}` : messages[reason],
  field: details.field ?? null,
  retryAfterSeconds: details.retryAfterSeconds ?? null,
  candidates: details.candidates ?? null,
});
