import type { graphql } from '../api/graphql.ts';

export type MoveType = ReturnType<typeof graphql.scalar<'MoveType'>>;

/** 이사유형, and what each type means to a customer who has to choose. */
export const moveTypes: Readonly<Record<MoveType, { readonly label: string; readonly meaning: string }>> = {
  FULL_PACKING: { label: '포장이사', meaning: '짐 싸기부터 정리까지 이사팀이 모두 해 드려요.' },
  HALF_PACKING: { label: '반포장이사', meaning: '큰 짐은 이사팀이, 작은 짐은 직접 싸요.' },
  STANDARD: { label: '일반이사', meaning: '짐은 직접 싸고, 이사팀이 옮겨 드려요.' },
};

/** Narrows the value of a form control. */
export const isMoveType = (value: string): value is MoveType => Object.hasOwn(moveTypes, value);

export const allMoveTypes: readonly MoveType[] = Object.keys(moveTypes).filter(isMoveType);
