/** The services that a customer can order besides the move, named in Korean. A price book says what each costs. */
export const optionLabels = {
  AIR_CONDITIONER: '에어컨 이전 설치',
  WALL_TV: '벽걸이 TV 설치',
  PIANO: '피아노 운반',
  STONE_BED: '돌침대 운반',
  EXTRA_PERSON: '인원 추가',
} as const;

/** @returns the code itself for an option that there is no more */
export const optionLabel = (code: string): string =>
  Object.hasOwn(optionLabels, code) ? optionLabels[code as keyof typeof optionLabels] : code;
