import type { TimeRefusal } from './rescheduling.ts';

/** Why a call is not rescheduled. NOT_FOUND also stands for another customer's call. */
export type RescheduleProblemCode =
  | TimeRefusal
  | 'NOT_FOUND'
  | 'NEEDS_VISIT'
  | 'PRICE_CHANGED'
  | 'SLOT_FULL'
  | 'TRY_AGAIN_LATER'
  /** Of an operator who gives the call to a team. */
  | 'UNKNOWN_MOVER'
  | 'INVALID_REASON';

const problems: Readonly<
  Record<RescheduleProblemCode, { readonly message: string; readonly field?: string }>
> = {
  NOT_FOUND: { message: '호출을 찾지 못했어요.', field: 'id' },
  ALREADY_CANCELLED: { message: '이미 취소된 호출이에요.', field: 'id' },
  NOT_RESCHEDULABLE: { message: '이사가 시작된 뒤에는 날짜를 바꿀 수 없어요.', field: 'id' },
  INVALID_DATE: {
    message: '이사 날짜는 오늘부터 365일 이내로, 아직 시작되지 않은 시간으로 골라 주세요.',
    field: 'movingOn',
  },
  INVALID_SLOT: {
    message: '이 이사는 종일로만 바꿀 수 있어요. 오전·오후 이사는 2.5톤까지 견적으로 부른 이사만 돼요.',
    field: 'slot',
  },
  NEEDS_VISIT: {
    message: '방문 견적이 필요한 이사예요. 담당자가 짐을 직접 보고 견적을 드려요.',
    field: 'movingOn',
  },
  PRICE_CHANGED: {
    message: '그날은 요금이 달라요. 새 요금을 확인하고 동의해 주세요.',
    field: 'agreedTotal',
  },
  SLOT_FULL: {
    message: '그 시간에 갈 수 있는 이사팀이 없어요. 이사는 원래 날짜 그대로예요. 다른 시간을 골라 주세요.',
    field: 'movingOn',
  },
  UNKNOWN_MOVER: { message: '이사팀을 찾을 수 없어요.', field: 'moverId' },
  INVALID_REASON: { message: '사유를 1~200자로 입력해 주세요.', field: 'reason' },
  TRY_AGAIN_LATER: {
    message: '지금은 날짜를 바꾸지 못했어요. 이사는 원래 날짜 그대로예요. 잠시 후 다시 시도해 주세요.',
  },
};

/** How long the customer should wait with another attempt. */
const RETRY_AFTER_SECONDS = 2;

/** A refusal that the customer or the operator can act on. */
export function rescheduleProblem(code: RescheduleProblemCode) {
  const { message, field } = problems[code];
  const retryAfterSeconds = code === 'TRY_AGAIN_LATER' ? RETRY_AFTER_SECONDS : null;
  return { code, message, field: field === undefined ? null : [field], retryAfterSeconds };
}
