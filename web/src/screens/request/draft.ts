import { isDay, seoulDay } from '@movecall/values/days';
import { createStoredText } from '../../api/stored-text.ts';
import type { MoveType } from '../../format/move-type.ts';
import type { UserError } from '../../parts/user-errors.ts';

/** The contents of the form, as they were typed. */
export interface Draft {
  readonly moveType: MoveType;
  readonly from: string;
  readonly to: string;
  /** YYYY-MM-DD */
  readonly movingOn: string;
  /** Whole won; null while no amount is typed. */
  readonly cost: number | null;
  /** The phone number of the customer for whom an operator calls. */
  readonly tel: string;
  /** A double click, or a repeat after a lost answer, has the same key and is the same call. Each change makes a new key. */
  readonly idempotencyKey: string;
}

/** Not `crypto.randomUUID`: browsers have it only on pages that came over TLS or from localhost. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-');

export const emptyDraft = (): Draft => ({
  moveType: 'FULL_PACKING',
  from: '',
  to: '',
  movingOn: seoulDay(new Date()),
  cost: null,
  tel: '',
  idempotencyKey: newKey(),
});

const store = createStoredText(() => sessionStorage, 'movecall.draft');

/** The draft from before a reload or a new sign-in; an empty one when there is none. */
export function storedDraft(): Draft {
  const empty = emptyDraft();
  try {
    const typed = { ...empty, ...(JSON.parse(store.read() ?? '{}') as Partial<Draft>) };
    // A day that has passed since then cannot be chosen any more.
    const isAhead = isDay(typed.movingOn) && typed.movingOn >= empty.movingOn;
    // An earlier release stored the amount as text.
    const cost = typeof typed.cost === 'number' ? typed.cost : null;
    return { ...typed, cost, movingOn: isAhead ? typed.movingOn : empty.movingOn };
  } catch {
    return empty;
  }
}

export const storeDraft = (draft: Draft): void => store.write(JSON.stringify(draft));
export const forgetDraft = (): void => store.remove();

/** A draft whose required fields are filled in. */
export interface CompleteDraft extends Draft {
  readonly cost: number;
}

export const isComplete = (draft: Draft): draft is CompleteDraft => draft.cost !== null;

/** The largest amount that a request can carry. The server's limit is lower. */
const LARGEST_COST = 2 ** 31 - 1;

/** The required fields that are empty, and amounts that no request can carry. All other checks are the server's. */
export function problemsOf(draft: Draft, forOthers: boolean): UserError[] {
  const problem = (message: string, ...field: string[]): UserError => ({
    code: 'MISSING',
    message,
    field: ['input', ...field],
    retryAfterSeconds: null,
  });
  return [
    ...(forOthers && draft.tel.trim() === '' ? [problem('고객의 휴대폰번호를 적어 주세요.', 'tel')] : []),
    ...(draft.from.trim() === '' ? [problem('어디에서 이사하는지 알려 주세요.', 'location', 'address')] : []),
    ...(draft.cost === null ? [problem('예상요금을 적어 주세요.', 'cost')] : []),
    ...(Number(draft.cost) > LARGEST_COST ? [problem('예상요금은 1억 원까지 적을 수 있어요.', 'cost')] : []),
  ];
}
