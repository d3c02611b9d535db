import type { Day } from '@movecall/values/days';
import { newKey } from '../../api/idempotency-key.ts';
import type { MoveType } from '../../format/move-type.ts';
import { emptyPlace, isBlank, type TypedPlace } from '../../parts/place/typed-place.ts';
import type { UserError } from '../../parts/user-errors.ts';

/** The contents of the form, as they were typed. */
export interface Draft {
  readonly moveType: MoveType;
  readonly from: TypedPlace;
  readonly to: TypedPlace;
  /** Null while no day is chosen. */
  readonly movingOn: Day | null;
  /** Whole won; null while no amount is typed. */
  readonly cost: number | null;
  /** The phone number of the customer for whom an operator calls. */
  readonly tel: string;
  /** A double click, or a repeat after a lost answer, has the same key and is the same call. Each change makes a new key. */
  readonly idempotencyKey: string;
}

/** A draft whose required fields are filled in. */
export interface CompleteDraft extends Draft {
  readonly movingOn: Day;
  readonly cost: number;
}

export const emptyDraft = (today: Day): Draft => ({
  moveType: 'FULL_PACKING',
  from: emptyPlace,
  to: emptyPlace,
  movingOn: today,
  cost: null,
  tel: '',
  idempotencyKey: newKey(),
});

/** The largest amount that a request can carry. The server's limit is lower. */
const LARGEST_COST = 2 ** 31 - 1;

export const isComplete = (draft: Draft): draft is CompleteDraft =>
  draft.movingOn !== null && draft.cost !== null;

/** The required fields that are empty, and amounts that no request can carry. All other checks are the server's. */
export function problemsOf({ tel, from, movingOn, cost }: Draft, forOthers: boolean): UserError[] {
  return [
    ...(forOthers && tel.trim() === '' ? [problem('고객의 휴대폰번호를 적어 주세요.', 'tel')] : []),
    ...(isBlank(from) ? [problem('어디에서 이사하는지 알려 주세요.', 'location', 'address')] : []),
    ...(movingOn === null ? [problem('이사하는 날을 골라 주세요.', 'movingOn')] : []),
    ...(cost === null ? [problem('예상요금을 적어 주세요.', 'cost')] : []),
    ...(Number(cost) > LARGEST_COST ? [problem('예상요금은 1억 원까지 적을 수 있어요.', 'cost')] : []),
  ];
}

const problem = (message: string, ...field: string[]): UserError => ({
  code: 'MISSING',
  message,
  field: ['input', ...field],
  retryAfterSeconds: null,
});
