import { isDay, seoulDay } from '../../../../packages/values/src/days.ts';
import { kept } from '../../api/kept.ts';
import { type MoveType, moveTypes } from '../../format/move-type.ts';
import type { UserError } from '../../parts/user-errors.ts';

/** What the form holds, as it was typed. */
export interface Draft {
  readonly moveType: MoveType;
  readonly from: string;
  readonly to: string;
  /** YYYY-MM-DD */
  readonly movingOn: string;
  /** Digits. */
  readonly cost: string;
  /** Whom an operator calls for. */
  readonly tel: string;
  /** One for one wish: a double click, and a repeat after a lost answer, are the same call. A changed wish is a new one. */
  readonly idempotencyKey: string;
}

/** Not randomUUID: that is only there where the page came over TLS or from this machine. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-');

/** The fields of the input that the form shows, by their paths. */
export const formFields = [
  'moveType',
  'location.address',
  'destination.address',
  'movingOn',
  'cost',
  'tel',
] as const;

export const emptyDraft = (): Draft => ({
  moveType: 'FULL_PACKING',
  from: '',
  to: '',
  movingOn: seoulDay(new Date()),
  cost: '',
  tel: '',
  idempotencyKey: newKey(),
});

const store = kept(() => sessionStorage, 'movecall.draft');

/** What was typed before a reload, or before one had to sign in again. */
export function keptDraft(): Draft {
  const empty = emptyDraft();
  try {
    const typed = { ...empty, ...(JSON.parse(store.read() ?? '{}') as Partial<Draft>) };
    // A day that has gone by meanwhile cannot be chosen any more.
    const isAhead = isDay(typed.movingOn) && typed.movingOn >= empty.movingOn;
    return { ...typed, movingOn: isAhead ? typed.movingOn : empty.movingOn };
  } catch {
    return empty;
  }
}

export const keepDraft = (draft: Draft): void => store.write(JSON.stringify(draft));
export const forgetDraft = (): void => store.remove();

/** What the form can see by itself; everything else the server says. */
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

export const inputOf = (
  { moveType, from, to, movingOn, cost, tel, idempotencyKey }: Draft,
  forOthers: boolean,
) => ({
  moveType,
  location: { address: from.trim() },
  ...(to.trim() !== '' && { destination: { address: to.trim() } }),
  movingOn,
  cost: Number(cost),
  ...(forOthers && { tel: tel.trim() }),
  idempotencyKey,
});

export const allMoveTypes = Object.keys(moveTypes) as MoveType[];
