/** Why a quote is refused, as clients read it. */
export type QuoteProblemCode =
  | 'UNKNOWN_LOCATION'
  | 'AMBIGUOUS_LOCATION'
  | 'SAME_LOCATION'
  | 'INVALID_DATE'
  | 'INVALID_SLOT'
  | 'INVALID_ITEMS'
  | 'INVALID_TONS'
  | 'INVALID_ACCESS'
  | 'INVALID_OPTIONS'
  | 'NEEDS_VISIT'
  | 'NOT_FOUND'
  | 'INVALID_TEL'
  | 'QUOTE_EXPIRED'
  | 'TRY_AGAIN_LATER';

const messages: Record<QuoteProblemCode, string> = {
  UNKNOWN_LOCATION:
    '위치를 찾지 못했어요. 시·군·구 이름(예: 마포구, 수원시)으로 시작하는 주소를 200자 이내로 적어 주세요.',
  AMBIGUOUS_LOCATION: '같은 이름의 지역이 여러 곳이에요. 시·도와 함께 적어 주세요',
  SAME_LOCATION: '출발지와 도착지가 같아요. 도착지 주소를 확인해 주세요.',
  INVALID_DATE: '이사 날짜는 오늘부터 365일 이내로 골라 주세요.',
  INVALID_SLOT: '오전·오후 이사는 2.5톤까지 가능해요. 종일 이사로 골라 주세요.',
  INVALID_ITEMS: '짐 목록을 확인해 주세요. 목록에 있는 짐을 한 가지에 1개부터 300개까지 고를 수 있어요.',
  INVALID_TONS: '톤수는 짐 목록 없이 1, 2.5, 3.5, 5, 7.5, 10톤 중에서 골라 주세요.',
  INVALID_ACCESS: '층은 1층부터 130층까지 입력해 주세요.',
  INVALID_OPTIONS: '추가 서비스를 확인해 주세요. 한 가지에 1개부터 20개까지 고를 수 있어요.',
  NEEDS_VISIT: '방문 견적이 필요한 이사예요. 담당자가 짐을 직접 보고 견적을 드려요.',
  NOT_FOUND: '견적을 찾지 못했어요.',
  INVALID_TEL: '010으로 시작하는 휴대폰번호를 적어 주세요.',
  QUOTE_EXPIRED: '견적의 유효기간이 지났어요. 견적을 다시 받아 주세요.',
  TRY_AGAIN_LATER: '요청이 많아요. 잠시 후 다시 시도해 주세요.',
};

/** A refusal that the customer can act on. */
export interface QuoteProblem {
  readonly code: QuoteProblemCode;
  /** In Korean. */
  readonly message: string;
  /** The path of the input field at fault; null when none is. */
  readonly field: readonly string[] | null;
  readonly retryAfterSeconds: number | null;
  /** With AMBIGUOUS_LOCATION: what the address can mean. */
  readonly candidates: readonly string[] | null;
}

export const quoteProblem = (
  code: QuoteProblemCode,
  field: readonly string[] | null = null,
  details: { readonly candidates?: readonly string[]; readonly retryAfterSeconds?: number } = {},
): QuoteProblem => ({
  code,
  message: details.candidates ? `${messages[code]}: ${details.candidates.join(', ')}` : messages[code],
  field,
  retryAfterSeconds: details.retryAfterSeconds ?? null,
  candidates: details.candidates ?? null,
});
