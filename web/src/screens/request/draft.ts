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
  /** Digits. */
  readonly cost: string;
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
  cost: '',
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
    return { ...typed, movingOn: isAhead ? typed.movingOn : empty.movingOn };
  } catch {
    return empty;
  }
}

export const storeDraft = (draft: Draft): void => store.write(JSON.stringify(draft));
export const forgetDraft = (): void => store.remove();

/** The required fields that are empty. All other checks are the server's. */
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
    ...(Number(draft.cost) < 1 ? [problem('예상요금을 적어 주세요.', 'cost')] : []),
  ];
}
